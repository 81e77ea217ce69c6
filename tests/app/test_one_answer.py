"""After a moment is left out on the page, the pages, the command line and Python look at the same moments and clusters."""

import json
from collections.abc import Callable

import numpy as np
import pytest
from click.testing import CliRunner
from streamlit.testing.v1 import AppTest

from app import exploration
from app.cached.analysis import USUAL_K
from app.exploration import Advice, Exploration
from crvae_core.analysis.clustering import cluster
from crvae_core.analysis.k_selection import known_sweep
from crvae_core.cli import main
from crvae_core.project.project import Project, open_project
from crvae_core.runs.moments import moments_of
from crvae_core.runs.run import Run, open_run
from crvae_core.tasks.sweep import FEWEST_K
from tests.fakes import bound

K = 3
pytestmark = pytest.mark.filterwarnings("default")


def test_a_moment_left_out_on_the_page_is_left_out_everywhere(
    trained: Project, open_page: Callable[..., AppTest], monkeypatch: pytest.MonkeyPatch
) -> None:
    pairs_page = open_page("pages/2_Pairs.py", project="project")
    bound(pairs_page.get("button_group"), "pairs").set_value("pairs").run()
    next(found for found in pairs_page.button if found.key and found.key.startswith("drop-")).click().run()
    before = set((trained.folder / "analysis").glob("sweep-*"))

    arguments = ["cluster", str(trained.folder), "--run", "first", "--k", str(K), "--json"]
    answer = CliRunner().invoke(main, [*arguments, "--k-range", f"{FEWEST_K}-{USUAL_K}"])
    assert answer.exit_code == 0, answer.output
    told = json.loads(answer.stdout)
    (stored,) = set((trained.folder / "analysis").glob("sweep-*")) - before

    shown = watch(monkeypatch)
    page = open_page("pages/6_Clusters.py", project="project", run="first", k=str(K))
    assert not page.exception
    seen, advice = shown[-1]

    moments = moments_of(open_run(open_project(trained.folder), "first"))
    vectors = moments.vectors()
    found = cluster(vectors, K)
    sweep = known_sweep(trained.folder / "analysis", vectors, range(FEWEST_K, USUAL_K + 1))

    assert len(moments) == len(trained.pairs()) - 1 == len(seen.pairs)
    assert moments.pair_ids == seen.pairs["pair_id"].tolist()
    np.testing.assert_array_equal(seen.moments.vectors(seen.weight), vectors)
    assert told["labels"] == found.labels.tolist() == seen.clusters.found.labels.tolist()
    assert told["names"] == [seen.name(number) for number in range(K)]
    assert set((trained.folder / "analysis").glob("sweep-*")) == before | {
        stored
    }  # nobody measured other vectors
    assert sweep is not None
    assert advice.sweep is not None
    np.testing.assert_array_equal(advice.sweep.labels, sweep.labels)
    assert told["suggested_k"] == (advice.recommendation.k if advice.recommendation else None)


def watch(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Exploration, Advice]]:
    """What the pages look at from now on."""
    seen: list[tuple[Exploration, Advice]] = []
    explore = exploration.explore

    def watched(run: Run) -> Exploration:
        shown = explore(run)
        seen.append((shown, exploration.advice_for(shown.run)))
        return shown

    monkeypatch.setattr(exploration, "explore", watched)
    return seen
