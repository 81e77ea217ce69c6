"""A recommended k enters once, with its origin, and stays; what would now be recommended is said and left to the person."""

import shutil
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from streamlit.testing.v1 import AppTest

from app.components.shared import measuring
from crvae_core.analysis.k_selection import stored_sweep
from crvae_core.analysis.recommendation import Recommendation
from crvae_core.material.revise import keep_pairs
from crvae_core.project.project import Project
from crvae_core.runs.moments import moments_of
from crvae_core.runs.run import open_run
from crvae_core.tasks.sweep import FEWEST_K
from tests.fakes import bound, texts, told

OpenPage = Callable[..., AppTest]
MAP, CLUSTERS = "pages/5_Map.py", "pages/6_Clusters.py"
TODAY = datetime.now(UTC).date().isoformat()

pytestmark = pytest.mark.filterwarnings("default")  # the app's own process is not held to pytest's settings


@pytest.fixture
def recommend(monkeypatch: pytest.MonkeyPatch) -> Callable[[int | None], None]:
    """Make the curves speak for a k; nothing is measured in the background."""
    monkeypatch.setattr(measuring, "show", lambda *_: None)

    def speak(k: int | None) -> None:
        monkeypatch.setattr("app.exploration.recommend_k", lambda sweep: Recommendation(k, "because"))

    return speak


def test_it_enters_once_and_stays_when_moments_change(
    trained: Project, open_page: OpenPage, recommend: Callable[[int | None], None]
) -> None:
    recommend(4)
    app = open_page(MAP, project="project")
    assert (told(app, "k"), told(app, "k_from")) == ("4", f"recommended-10-{TODAY}")
    assert "Recommended for these 10 moments." in texts(app)
    project = keep_pairs(trained, [trained.pairs()["pair_id"][0]], kept=False)
    stored_sweep(project.folder / "analysis", moments_of(open_run(project)).vectors(), range(FEWEST_K, 13))
    recommend(6)
    app.run()
    assert told(app, "k") == "4"
    assert app.query_params["k"] in ("4", ["4"])
    assert bound(app.slider, "k").value == 4
    assert "For these 9 moments it would be k = 6." in texts(app)
    link = {name: told(app, name) for name in ("k", "k_from", "run")}
    assert told(open_page(CLUSTERS, project="project", **link), "k") == "4"
    app.button(key="use-recommended-k").click().run()
    assert (told(app, "k"), told(app, "k_from")) == ("6", "chosen")


def test_a_first_k_is_replaced_by_the_recommended_one_but_not_in_a_link(
    trained: Project, open_page: OpenPage, recommend: Callable[[int | None], None]
) -> None:
    recommend(4)
    sweeps = trained.folder / "analysis"
    shutil.move(sweeps, trained.folder / "away")
    app = open_page(MAP, project="project")
    assert (told(app, "k"), told(app, "k_from")) == ("5", "start")
    assert "Shown until the curves have been measured." in texts(app)
    linked = open_page(MAP, project="project", k="5", k_from="start")
    shutil.rmtree(sweeps)
    shutil.move(trained.folder / "away", sweeps)
    app.run()
    assert (told(app, "k"), told(app, "k_from")) == ("4", f"recommended-10-{TODAY}")
    linked.run()
    assert (told(linked, "k"), told(linked, "k_from")) == ("5", "start")
    assert "Shown before the curves were measured. For these 10 moments it would be k = 4." in texts(linked)


def test_no_clear_k_is_an_answer_that_stays(
    trained: Project, open_page: OpenPage, recommend: Callable[[int | None], None]
) -> None:
    recommend(None)
    app = open_page(MAP, project="project")
    assert (told(app, "k"), told(app, "k_from")) == ("5", "unclear")
    recommend(3)
    app.run()
    assert told(app, "k") == "5"


def test_another_weight_method_or_page_leaves_k_alone(
    trained: Project, open_page: OpenPage, recommend: Callable[[int | None], None]
) -> None:
    recommend(4)
    app = open_page(MAP, project="project")
    for change in (
        lambda: bound(app.slider, "weight").set_value(0.3).run(),
        lambda: bound(app.selectbox, "clusters").set_value("gmm").run(),
        lambda: bound(app.get("button_group"), "layout").set_value("umap").run(),
        lambda: app.switch_page(CLUSTERS).run(),
        lambda: bound(app.get("button_group"), "show").set_value("words").run(),
        lambda: app.switch_page(MAP).run(),
    ):
        change()
        assert not app.exception
        assert (told(app, "k"), told(app, "weight")) == ("4", told(app, "weight"))
    assert (told(app, "weight"), told(app, "clusters"), told(app, "layout")) == ("0.3", "gmm", "umap")
