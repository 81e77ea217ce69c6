"""The table of what videos are: what differs is kept, properties colour the map."""

from collections.abc import Callable

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from app.components.videos.property_table import changes_of
from crvae_core.project.project import Project
from crvae_core.project.properties import set_properties
from tests.fakes import bound, texts, told

OpenPage = Callable[..., AppTest]
pytestmark = pytest.mark.filterwarnings("default")  # the app's own process is not held to pytest's settings


def test_only_cells_that_differ_are_changes() -> None:
    before = pd.DataFrame({"title": ["a", "b"], "group": ["", "X"]}, index=["v0", "v1"])
    after = pd.DataFrame({"title": ["a", "c"], "group": ["Y", None]}, index=["v0", "v1"])
    assert changes_of(before, before.copy()) == {}
    assert changes_of(before, after) == {"v0": {"group": "Y"}, "v1": {"title": "c", "group": ""}}


def test_the_table_shows_what_is_kept_and_takes_new_columns(trained: Project, open_page: OpenPage) -> None:
    set_properties(trained, {trained.videos[0].video_id: {"group": "<b>中国</b>", "Presenter": "Li"}})
    app = open_page("pages/1_Videos.py", project="project")
    assert not app.exception
    shown = app.dataframe[0].value
    assert shown[["group", "Presenter"]].to_numpy().tolist() == [["<b>中国</b>", "Li"]]
    assert app.button(key="save-properties").disabled
    app.text_input(key="property-column").input("Outlet").run()
    app.button(key="add-property-column").click().run()
    assert not app.exception
    assert "Outlet" in app.dataframe[0].value


def test_properties_colour_the_map(two_groups: Project, open_page: OpenPage) -> None:
    app = open_page("pages/5_Map.py", project="project", colour="property:group")
    assert not app.exception
    assert told(app, "colour") == "property:group"
    assert {"Group", "Language"} <= set(bound(app.selectbox, "colour").options)
    gone = open_page("pages/5_Map.py", project="project", colour="property:none")
    assert not gone.exception
    assert not gone.error
    assert "Reads" not in texts(gone)


def test_pairs_of_one_group_are_shown(two_groups: Project, open_page: OpenPage) -> None:
    app = open_page("pages/2_Pairs.py", project="project")
    assert "20 moments with words" in texts(app)
    bound(app.selectbox, "film-or-all").select("group:South").run()
    assert "10 moments with words" in texts(app)
    assert told(app, "film") == "group:South"
    for view in ("alignment", "captions", "words"):
        other = open_page("pages/2_Pairs.py", project="project", film="group:South", pairs=view)
        assert not other.exception
        assert not other.error
