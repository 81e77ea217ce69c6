"""Every choice of every page is a part of the view, so that it stands in the address, can be linked and is never lost."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from unittest.mock import ANY

import pytest
from streamlit.testing.v1 import AppTest

from app.components.shared import choice
from app.view import ALIGNMENT, View
from crvae_core.notes.codebook import add_tag
from crvae_core.notes.findings import Finding, add_finding
from crvae_core.notes.marks import moment_place, put_marks
from crvae_core.project.project import Project
from crvae_core.runs.run import Run
from tests.app.test_view import OTHERS
from tests.fakes import bound, texts, told

OpenPage = Callable[..., AppTest]
pytestmark = pytest.mark.filterwarnings("default")

# What is filled in before something is done (a form, a table, an export): it is not a way to look at anything.
FILLED_IN = re.compile(
    r"take-out-.*|pin-note-.*|note-.*|tags-.*|stretch-.*|new-tag-.*|tag-.*|finding-.*|merge-.*|start-.*|words-.*|place-\d-.*"
    r"|coder-typed.*"
)
PAGES = [
    ("2_Pairs", {}),
    *[("2_Pairs", {"pairs": view}) for view in ("alignment", "captions", "words", "coding")],
    *[("2_Pairs", {"pairs": "alignment", "strategy": one}) for one in ("spread", "window", "blocks")],
    ("3_Train", {"train": "compare"}),
    ("4_Reconstructions", {}),
    *[("5_Map", {"panel": panel}) for panel in ("k", "why", "between")],
    ("5_Map", {"panel": "moment", "sel": "SELECTED"}),
    *[("6_Clusters", {"show": view}) for view in ("clusters", "words", "search")],
    *[("6_Clusters", {"part": part}) for part in ("words", "members")],
    *[("6_Clusters", {"show": "time", "time": view}) for view in ("ribbon", "order")],
    *[("7_Compare", {"compare": view}) for view in ("themes", "time", "words", "style", "told", "culture")],
    *[("8_Findings", {"board": view}) for view in ("findings", "codebook", "agreement")],
]

EVERY_PAGE = sorted({page for page, _ in PAGES} | {"1_Videos"})


@pytest.fixture
def project(two_groups: Project) -> Project:
    """A project in which every choice has something to choose from: two runs, two coders, tags, findings."""
    first = Run(two_groups, "first")
    for path in first.folder.rglob("*"):
        if path.is_file():
            copy = two_groups.run_folder("second") / path.relative_to(first.folder)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(path.read_bytes())
    tag = add_tag(two_groups, "mask", "")
    pairs = two_groups.pairs()
    for coder in ("Ann", "李"):
        put_marks(two_groups, [moment_place(pairs.iloc[0])], tag.tag_id, "", coder)
    add_finding(two_groups, Finding("sentence", "So it is"))
    return two_groups


def choices(app: AppTest) -> Iterator[tuple[str, Any]]:
    """What can be chosen on a page, with the kind of the widget."""
    for kind in (
        "selectbox",
        "radio",
        "toggle",
        "slider",
        "multiselect",
        "number_input",
        "button_group",
        "checkbox",
    ):
        for widget in app.get(kind):
            yield kind, widget


@pytest.fixture
def side_by_side(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    """What can be chosen by buttons side by side, by the part of the view, as pages draw them."""
    found: dict[str, list[str]] = {}
    draw = choice.show

    def show(label: str, names: Mapping[str, str], part: str, *rest: Any, **named: Any) -> str:
        found.setdefault(part, []).extend(names)
        return draw(label, names, part, *rest, **named)

    monkeypatch.setattr(choice, "show", show)
    return found


@pytest.mark.parametrize(("page", "address"), PAGES, ids=str)
def test_every_choice_is_a_part_of_the_view(
    project: Project,
    open_page: OpenPage,
    side_by_side: dict[str, list[str]],
    page: str,
    address: dict[str, str],
) -> None:
    selected = str(project.pairs()["pair_id"].iloc[3])
    address = {name: selected if value == "SELECTED" else value for name, value in address.items()}
    app = open_page(f"pages/{page}.py", project="project", k="3", **address)
    assert not app.exception
    names = {one.key or f"{kind} {one.label}" for kind, one in choices(app)}
    loose = {name for name in names if not name.startswith("view-") and not FILLED_IN.fullmatch(name)}
    assert not loose
    bound_keys = {
        f"{slot}{f'-{times}' if times else ''}"
        for slot, (times, *_) in app.session_state["bound-widgets"].items()
    }
    assert {name for name in names if name.startswith("view-")} <= bound_keys  # else a choice is lost
    for part, options in side_by_side.items():
        assert [getattr(View.from_address({part: one}), part) for one in options] == options, part


@pytest.mark.parametrize("page", EVERY_PAGE)
def test_a_link_that_tells_every_part_is_kept_whole(project: Project, open_page: OpenPage, page: str) -> None:
    asked = View(**OTHERS | {"layout": "tsne", "page": 1}).to_address()
    app = open_page(f"pages/{page}.py", project="project", **asked)
    assert not app.exception
    assert app.session_state["view"].to_address() == asked | {"group_a": ANY, "group_b": ANY}


def test_units_and_coders_of_an_agreement_are_chosen(project: Project, open_page: OpenPage) -> None:
    app = open_page("pages/8_Findings.py", project="project", board="agreement")
    by_moment = app.dataframe[0].value["Units"].iloc[-1]
    bound(app.get("button_group"), "units").set_value("time").run()
    assert (told(app, "units"), told(app, "by")) == ("time", None)
    assert app.dataframe[0].value["Units"].iloc[-1] > by_moment
    bound(app.multiselect, "coders").set_value(["李"]).run()
    assert View.from_address({"coders": str(told(app, "coders"))}).coders == ("李",)


def test_an_alignment_that_is_looked_at_is_linked_until_it_is_used(
    project: Project, open_page: OpenPage
) -> None:
    app = open_page(
        "pages/2_Pairs.py", project="project", pairs="alignment", strategy="spread", frames="2", film="x"
    )
    assert bound(app.selectbox, "strategy").value == "spread"
    assert bound(app.number_input, "frames").value == 2
    assert "is a preview" in texts(app)
    bound(app.toggle, "silent").set_value(False).run()
    assert told(app, "silent") == "no"
    next(one for one in app.button if one.label == "Use this alignment").click().run()
    assert [told(app, part) for part in ALIGNMENT] == [None] * len(ALIGNMENT)
    assert bound(app.selectbox, "strategy").value == "spread"
    bound(app.toggle, "silent").set_value(True).run()
    bound(app.selectbox, "film").select(project.videos[1].video_id).run()
    assert told(app, "silent") is None
