"""Pins on the pages, and the page Findings: order, notes, the way back to the view."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
from streamlit.testing.v1 import AppTest

from app.components.findings import finding_list, found
from crvae_core.notes.findings import Finding, add_finding, read_findings
from crvae_core.project.project import Project
from tests.fakes import texts, told

Open = Callable[..., AppTest]


def _button(app: AppTest, label: str, key: str = "") -> object:
    return next(one for one in app.button if one.label == label and key in (one.key or ""))


def test_a_map_is_pinned_with_its_view_figure_and_note(trained: Project, open_page: Open) -> None:
    app = open_page("pages/5_Map.py", project="project", k="3", colour="time", sel="nothing-of-this-name")
    app.text_area(key="pin-note-map").set_value("They keep apart")
    app = _button(app, "Pin it", "pin-form-map").click().run()
    (finding,) = read_findings(trained).rows
    assert (finding.kind, finding.note, finding.page) == ("view", "They keep apart", "Map")
    assert finding.address["k"] == "3"
    assert finding.address["colour"] == "time"
    assert "project" not in finding.address
    assert finding.figure is not None
    assert "Pinned as finding 1" in texts(app)


def test_pairs_and_reconstructions_are_pinned_with_one_click(trained: Project, open_page: Open) -> None:
    for page in ("pages/2_Pairs.py", "pages/4_Reconstructions.py"):
        _button(open_page(page, project="project"), "Pin").click().run()  # type: ignore[attr-defined]
    kinds = [one.kind for one in read_findings(trained).rows]
    assert kinds == ["moment", "reconstruction"]
    assert all(one.moments and one.sentences for one in read_findings(trained).rows)


def test_a_cluster_is_pinned_with_its_sure_words_alone() -> None:
    words = {
        0: pd.DataFrame({"word": ["virus", "is"], "low": [0.4, -0.1]}),
        1: pd.DataFrame({"word": ["is"], "low": [-0.1]}),
    }
    explored = _explored(words)
    assert [found.of_cluster(explored, number).sentences[1] for number in words] == [
        "Surely said more often here than elsewhere: virus.",
        "No word is surely said more often here than elsewhere.",
    ]


def test_what_is_pinned_under_a_filter_counts_as_the_page_does_and_says_so() -> None:
    filtered = "Only moments with the tag “mask”: 1 of 2."
    explored = _explored({}, (True, False), (filtered,))
    cluster, view = found.of_cluster(explored, 0), found.of_view(explored, "Cluster")
    assert cluster.sentences == (filtered, "1 moment, 100% of all: Film 0:01.")
    assert cluster.moments == ("a",)
    assert view.title == "Map of 1 moment in 1 cluster, by cluster"
    assert filtered in view.sentences


def _explored(
    words: dict[int, pd.DataFrame], shown: tuple[bool, ...] = (True, True), told: tuple[str, ...] = ()
) -> Any:
    """Two moments in a cluster, of which the filter leaves some."""
    kept = np.array(shown)
    return SimpleNamespace(
        clusters=SimpleNamespace(
            numbers=[0], glossary=SimpleNamespace(shown=str), typical=lambda _: np.array([0, 1])
        ),
        pairs=pd.DataFrame({"pair_id": ["a", "b"], "video_id": "v", "frame_time_s": [1.0, 3.0]}),
        project=SimpleNamespace(video=lambda _: SimpleNamespace(name="Film")),
        run=SimpleNamespace(name="run"),
        method="kmeans",
        shown=kept,
        words=words,
        name=str,
        members=lambda _: np.flatnonzero(kept),
        selected=lambda: np.array([], dtype=int),
        filter_told=lambda: told,
    )


def test_the_moments_of_a_finding_stand_as_they_were_pinned() -> None:
    table = pd.DataFrame({"pair_id": ["a", "b", "c", "d"]})
    assert finding_list.as_pinned(table, ("d", "gone", "a", "c"))["pair_id"].tolist() == ["d", "a", "c"]
    assert finding_list.as_pinned(table, ("gone",)).empty


def test_findings_are_put_in_order_noted_taken_out_and_had_back(trained: Project, open_page: Open) -> None:
    a, b = (
        add_finding(trained, Finding("sentence", title, ("So it is.",))) for title in ("a *b*", "<i>c</i>")
    )
    app = open_page("pages/8_Findings.py", project="project")
    assert "So it is" in texts(app)
    app = app.button(key=f"finding-up-{b.finding_id}").click().run()
    assert [one.title for one in read_findings(trained).rows] == ["<i>c</i>", "a *b*"]
    app.text_area(key=f"finding-note-{a.finding_id}").set_value("mine").run()
    assert read_findings(trained).rows[1].note == "mine"
    app = app.button(key=f"finding-remove-{a.finding_id}").click().run()
    assert [one.finding_id for one in read_findings(trained).rows] == [b.finding_id]
    app.button(key="finding-back").click().run()
    assert len(read_findings(trained).rows) == 2


def test_a_finding_leads_back_to_the_view_it_came_from(trained: Project, open_page: Open) -> None:
    one = add_finding(
        trained,
        Finding(
            "view", "a map", page="Map", address={"k": "4", "colour": "length", "sel": "x", "nonsense": "1"}
        ),
    )
    app = open_page("pages/8_Findings.py", project="project", k="2")
    app = app.button(key=f"finding-open-{one.finding_id}").click().run()
    assert app.title[0].value == "Map"
    assert (told(app, "k"), told(app, "colour"), told(app, "sel")) == ("4", "length", "x")


def test_damaged_findings_and_figures_are_named(trained: Project, open_page: Open) -> None:
    one = add_finding(trained, Finding("figure", "odd", figure={"data": [{"type": "no such chart"}]}))
    two = add_finding(trained, Finding("moment", "gone", moments=("no-such-pair",)))
    add_finding(trained, Finding("view", "fine", page="No such page"))
    (trained.folder / "notes" / "findings" / f"{two.finding_id}.json").write_text("{")
    app = open_page("pages/8_Findings.py", project="project")
    assert not app.exception
    assert "is damaged and is kept" in texts(app)
    assert "can't be drawn" in texts(app)
    assert app.text_input(key=f"finding-title-{one.finding_id}").value == "odd"


def test_an_empty_page_says_what_to_do(trained: Project, open_page: Open) -> None:
    assert "Nothing has been pinned yet" in texts(open_page("pages/8_Findings.py", project="project"))
