"""Compare, run without a browser: every section, what it needs, the address, names of any characters."""

import json
from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from crvae_core.notes.codebook import add_tag
from crvae_core.notes.findings import read_findings
from crvae_core.notes.marks import put_marks, stretch_place
from crvae_core.project.project import Project, save_pairs
from crvae_core.project.properties import set_properties
from crvae_core.tasks.compare import CompareOrder, compare_groups
from crvae_core.tasks.kinds import in_foreground
from tests.fakes import bound, texts, told

OpenPage = Callable[..., AppTest]
COMPARE = "pages/7_Compare.py"
SECTIONS = ("themes", "time", "words", "style", "told", "culture")
pytestmark = pytest.mark.filterwarnings("default")  # the app's own process is not held to pytest's settings


def sentences(app: AppTest) -> str:
    """All results on a page."""
    return "\n".join(str(code.value) for code in app.code)


@pytest.mark.parametrize("section", SECTIONS)
def test_every_section_stands_and_says_its_result(
    two_groups: Project, open_page: OpenPage, section: str
) -> None:
    app = open_page(COMPARE, project="project", k="2", compare=section)
    assert not app.exception
    assert not app.error
    assert "North" in sentences(app)
    assert "these two groups" not in sentences(app)
    assert (told(app, "group_a"), told(app, "group_b")) == ("North", "South")
    bound(app.toggle, "without_look").set_value(True).run()
    assert not app.exception
    assert told(app, "without_look") == "yes"


def test_the_choices_of_a_section_stand_in_the_address(two_groups: Project, open_page: OpenPage) -> None:
    app = open_page(COMPARE, project="project", k="3", compare="style", measure="warmth", theme="2")
    assert "Inside “" in sentences(app)
    assert "the warmth is" in sentences(app)
    assert bound(app.selectbox, "theme").value == "2"
    bound(app.selectbox, "measure").select("brightness").run()
    assert told(app, "measure") == "brightness"
    assert "the brightness is" in sentences(app)
    words = open_page(COMPARE, project="project", k="3", compare="words", theme="all", across="doctor")
    assert "“doctor” is said" in sentences(words)


def test_a_moment_plays_beside_its_counterpart(two_groups: Project, open_page: OpenPage) -> None:
    pair_id = two_groups.pairs()["pair_id"].iloc[3]
    for section in ("told", "time"):
        app = open_page(COMPARE, project="project", k="2", compare=section, sel=pair_id)
        assert not app.exception
        assert len(app.get("video")) == 2
        assert "Each other’s nearest" in texts(app)
    app = open_page(COMPARE, project="project", k="2", compare="told")
    next(button for button in app.button if button.label == "Play both").click().run()
    assert told(app, "sel")


def test_a_result_is_pinned_with_its_sentence_and_the_view(two_groups: Project, open_page: OpenPage) -> None:
    app = open_page(COMPARE, project="project", k="2", compare="style", measure="warmth")
    app.text_area(key="pin-note-compare-measure").input("warm studio")
    next(button for button in app.button if button.form_id == "pin-form-compare-measure").click().run()
    assert not app.exception
    (found,) = read_findings(two_groups).rows
    assert (found.kind, found.note, found.title) == ("comparison", "warm studio", "Warmth: North and South")
    assert found.sentences[0] in sentences(app)
    assert found.address["measure"] == "warmth"


@pytest.mark.parametrize("kind", ["words", "picture"])
def test_pairs_alike_in_one_half_stand(two_groups: Project, open_page: OpenPage, kind: str) -> None:
    app = open_page(COMPARE, project="project", k="2", compare="told", told=kind)
    assert not app.exception
    assert not app.error
    assert "counterpart by" in sentences(app)


def test_what_compare_needs_is_said_with_the_way_there(trained: Project, open_page: OpenPage) -> None:
    app = open_page(COMPARE, project="project")
    assert "needs two videos: add another one" in texts(app).replace("\\", "")
    assert "Add a video" in [link.label for link in app.get("page_link")]


def test_one_group_is_not_enough_but_each_video_may_stand_for_itself(
    two_groups: Project, open_page: OpenPage
) -> None:
    second = two_groups.videos[1].video_id
    set_properties(two_groups, {second: {"group": "North"}})
    app = open_page(COMPARE, project="project", k="2")
    assert "comparing needs two groups" in texts(app).replace("\\", "")
    assert "Give the videos their groups" in [link.label for link in app.get("page_link")]
    app.button(key="compare-by-video").click().run()
    assert not app.exception
    assert told(app, "by") == "video"
    assert "News of South" in sentences(app)


def test_a_group_without_moments_is_named(two_groups: Project, open_page: OpenPage) -> None:
    pairs = two_groups.pairs()
    pairs.loc[pairs["video_id"] == two_groups.videos[1].video_id, "kept"] = False
    save_pairs(two_groups, pairs)
    app = open_page(COMPARE, project="project")
    assert "only 'North' has moments" in texts(app).replace("\\", "")
    assert "Train a run" in [link.label for link in app.get("page_link")]


def test_names_of_groups_may_hold_any_signs(two_groups: Project, open_page: OpenPage) -> None:
    name = '<i>中国</i> *$x$* [a](b) :red[c] & "d"'
    set_properties(two_groups, {two_groups.videos[0].video_id: {"group": name}})
    for section in SECTIONS:
        app = open_page(COMPARE, project="project", k="2", compare=section)
        assert not app.exception
        assert not app.error
        assert "<i>" not in texts(app).replace("\\<i\\>", "")
        assert not any("<i>" in one.proto.body for one in app.get("html"))
    gone = open_page(COMPARE, project="project", k="2", group_a="Atlantis", group_b="South")
    assert "Atlantis" in texts(gone)
    assert told(gone, "group_b") == "South"


def test_nonsense_in_the_address_is_passed_over(two_groups: Project, open_page: OpenPage) -> None:
    for address in (
        {"theme": "99", "measure": "smell", "across": "<b>"},
        {"by": "colour", "group_a": "South", "group_b": "South"},
        {"theme": "-1", "told": "cellar", "teller": "nobody", "sel": "nobody"},
    ):
        for section in SECTIONS:
            app = open_page(COMPARE, project="project", k="2", compare=section, **address)
            assert not app.exception, (address, section)
            assert not app.error, (address, section)


def test_films_lie_along_their_dates(two_groups: Project, open_page: OpenPage) -> None:
    app = open_page(COMPARE, project="project", k="2", compare="time", axis="date")
    assert not [one for one in app.get("button_group") if one.label == "Along"]  # no film says its date
    for video, day in zip(two_groups.videos, ("2020", "2021-12-24"), strict=True):
        set_properties(two_groups, {video.video_id: {"date": day}})
    app = open_page(COMPARE, project="project", k="2", compare="time", axis="date")
    assert not app.exception
    assert bound(app.get("button_group"), "axis").value == "date"
    layout = json.loads(app.get("plotly_chart")[0].proto.spec)["layout"]
    assert layout["xaxis"]["ticktext"] == ["2020-01-01", "2021-12-24"]
    assert sorted(layout["yaxis"]["ticktext"]) == ["North", "South"]


@pytest.mark.parametrize("without_look", [False, True])
def test_what_takes_long_is_worked_out_beside_the_page(
    two_groups: Project, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch, without_look: bool
) -> None:
    asked: list[CompareOrder] = []
    monkeypatch.setattr("app.components.compare.ready.AT_ONCE", 0)
    monkeypatch.setattr("app.components.compare.ready.start_comparison", lambda _, order: asked.append(order))
    address = {"k": "3", "without_look": "yes" if without_look else "no"}
    waiting = open_page(COMPARE, project="project", **address)
    assert not waiting.exception
    assert sentences(waiting) == ""
    order = asked[-1]
    assert (order.first, order.second, order.k, order.without_look) == ("North", "South", 3, without_look)
    with in_foreground(two_groups.folder, "compare", "Comparing", vars(order)) as report:
        compare_groups(report, **vars(order))
    before = len(asked)
    for section in SECTIONS:
        app = open_page(COMPARE, project="project", compare=section, **address)
        assert not app.exception
        assert "North" in sentences(app), section
    assert len(asked) == before


def test_tags_are_compared_make_groups_and_choose_moments(two_groups: Project, open_page: OpenPage) -> None:
    add_tag(two_groups, "mask <b>")
    stretches = [stretch_place(two_groups, video.video_id, 0.0, 2.1) for video in two_groups.videos]
    put_marks(two_groups, stretches, "mask-b", coder="Ada")
    app = open_page(COMPARE, project="project", k="2", compare="tags")
    assert not app.exception
    assert "of 1 tag these are surely" in sentences(app)
    for section in ("themes", "time", "style", "told", "culture"):
        app = open_page(COMPARE, project="project", k="2", compare=section, by="tag")
        assert not app.exception
        assert not app.error
        assert told(app, "group_a") == "mask <b>"
        assert told(app, "group_b") == "all other moments"
    shown = open_page(COMPARE, project="project", k="2", tag="mask-b")
    assert not shown.exception
    assert "Only moments with the tag" in texts(shown)
    lost = open_page(COMPARE, project="project", k="2", tag="gone")
    assert "Show all moments" in [button.label for button in lost.button]
