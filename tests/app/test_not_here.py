"""A link that asks for what is not there: the page says so, and what it shows instead."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from crvae_core.project.project import Project
from tests.fakes import texts

OpenPage = Callable[..., AppTest]


@pytest.mark.parametrize(
    ("page", "address", "said"),
    [
        ("5_Map", {"run": "gone"}, "The run “gone” that was asked for is not here: “first” is shown."),
        (
            "5_Map",
            {"colour": "column:gone"},
            "The colour “gone” that was asked for is not here: “Cluster” is shown.",
        ),
        ("6_Clusters", {"cluster": "9"}, "The cluster “Cluster 9” that was asked for is not here"),
        ("6_Clusters", {"show": "time", "video": "gone"}, "The video “gone” that was asked for is not here"),
        ("7_Compare", {"theme": "9"}, "The theme “Cluster 9” that was asked for is not here"),
        (
            "2_Pairs",
            {"film": "gone"},
            "The video “gone” that was asked for is not here: “All videos” is shown.",
        ),
    ],
)
def test_it_is_said_and_what_is_shown(
    two_groups: Project, open_page: OpenPage, page: str, address: dict[str, str], said: str
) -> None:
    app = open_page(f"pages/{page}.py", project="project", k="3", **address)
    assert not app.exception
    assert said in texts(app)


@pytest.mark.parametrize(
    ("page", "address"),
    [
        ("5_Map", {"run": "first", "colour": "time"}),
        ("6_Clusters", {"cluster": "2"}),
        ("7_Compare", {"theme": "2"}),
    ],
)
def test_what_is_there_is_not_talked_about(
    two_groups: Project, open_page: OpenPage, page: str, address: dict[str, str]
) -> None:
    assert "asked for" not in texts(open_page(f"pages/{page}.py", project="project", k="3", **address))


@pytest.mark.parametrize(
    ("also", "said"),
    [(False, "The selected moment is not among"), (True, "1 of 2 selected moments are not among")],
)
def test_selected_moments_that_are_not_in_the_run_are_told_of(
    two_groups: Project, open_page: OpenPage, also: bool, said: str
) -> None:
    here = str(two_groups.pairs()["pair_id"].iloc[2])
    app = open_page("pages/5_Map.py", project="project", k="3", sel=f"gone,{here}" if also else "gone")
    assert not app.exception
    assert said in texts(app)
    app = open_page("pages/5_Map.py", project="project", k="3", sel=here)
    assert "not among the moments" not in texts(app)
