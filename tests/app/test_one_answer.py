"""After a moment is left out on the page, the pages, the command line and Python look at the same moments and clusters."""

import json
import shutil
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from click.testing import CliRunner
from streamlit.testing.v1 import AppTest

from app import exploration
from app.cached import comparisons
from app.cached.analysis import USUAL_K
from app.exploration import Advice, Exploration
from crvae_core.analysis import k_selection
from crvae_core.analysis.clustering import cluster
from crvae_core.analysis.k_selection import DEFAULT_KS, known_sweep, stored_sweep
from crvae_core.analysis.weighting import DEFAULT_PICTURE_WEIGHT
from crvae_core.cli import main
from crvae_core.compare.comparison import compare_run
from crvae_core.export.methods import methods_of
from crvae_core.export.moments_table import moments_table
from crvae_core.export.settings import LookSettings
from crvae_core.files import read_json, write_array, write_json
from crvae_core.project.project import Project, open_project
from crvae_core.runs.clusters import ALONE, clusters_of
from crvae_core.runs.moments import moments_of
from crvae_core.runs.run import Run, open_run
from crvae_core.runs.trainings import CONSENSUS
from crvae_core.tasks.compare import CompareOrder, ordered_comparison
from crvae_core.tasks.sweep import FEWEST_K
from tests.fakes import bound

K, AGAIN = 3, 4
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


def test_everybody_takes_the_clusters_of_the_stored_curves(
    two_groups: Project, open_page: Callable[..., AppTest], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Curves that were measured elsewhere may have put a moment into another cluster: then it lies there for all."""
    run = open_run(two_groups, "first")
    moments = moments_of(run)
    weight = DEFAULT_PICTURE_WEIGHT
    labels = other_curves(run, monkeypatch)
    assert (cluster(moments.vectors(), AGAIN).labels != labels).any()

    arguments = [str(two_groups.folder), "--run", "first", "--k", str(AGAIN), "--json"]
    told = json.loads(CliRunner().invoke(main, ["cluster", *arguments]).stdout)
    shown, answered = watch(monkeypatch), []
    asked = comparisons.answers
    monkeypatch.setattr(
        "app.comparing.comparisons.answers", lambda *given: answered.append(asked(*given)) or answered[-1]
    )
    for page in ("pages/5_Map.py", "pages/6_Clusters.py", "pages/7_Compare.py"):
        assert not open_page(page, project="project", run="first", k=str(AGAIN)).exception
    order = CompareOrder("first", weight, "kmeans", AGAIN, "en", "group", "North", "South")
    compared = [compare_run(run, k=AGAIN), ordered_comparison(run, order), answered[-1].comparison]

    assert told["labels"] == labels.tolist()
    for seen, _ in shown:
        np.testing.assert_array_equal(seen.clusters.found.labels, labels)
    assert len(shown) >= 3
    for comparison in compared:
        np.testing.assert_array_equal(comparison.clusters.found.labels, labels)
        assert comparison.is_known("themes")  # one of them worked it out, the others find it
    table = moments_table(run, look=LookSettings(k=AGAIN))
    np.testing.assert_array_equal(table.clusters.found.labels, labels)


def test_everybody_takes_the_clusters_that_trainings_agree_on(
    two_groups: Project, open_page: Callable[..., AppTest], monkeypatch: pytest.MonkeyPatch
) -> None:
    run = open_run(two_groups, "first")
    first = clusters_of(moments_of(run), AGAIN).labels
    for seed in (1, 2):
        trained_again(run, seed)
    agreed = clusters_of(moments_of(run), AGAIN, CONSENSUS).found.labels
    assert (agreed != first).any()  # two of three outvote it

    arguments = [str(two_groups.folder), "--run", "first", "--k", str(AGAIN), "--json"]
    for option in (["--consensus"], ["--method", CONSENSUS]):
        told = json.loads(CliRunner().invoke(main, ["cluster", *arguments, *option]).stdout)
        assert told["labels"] == agreed.tolist()
    assert told["notes"] == ["The clusters that 3 trainings agree on best."]
    shown = watch(monkeypatch)
    for page in ("pages/5_Map.py", "pages/6_Clusters.py", "pages/7_Compare.py"):
        app = open_page(page, project="project", run="first", k=str(AGAIN), clusters=CONSENSUS)
        assert not app.exception
        assert any("3 trainings agree" in one.value for one in app.caption), page
    assert len(shown) >= 3
    for seen, advice in shown:
        np.testing.assert_array_equal(seen.clusters.found.labels, agreed)
        assert advice.sweep is not None  # the curves are those of the run
    comparison = compare_run(run, k=AGAIN, method=CONSENSUS)
    np.testing.assert_array_equal(comparison.clusters.found.labels, agreed)
    without = compare_run(run, k=AGAIN, method=CONSENSUS, without_look=True)
    assert without.clusters.found.method == CONSENSUS
    table = moments_table(run, look=LookSettings(k=AGAIN, clusters=CONSENSUS))
    np.testing.assert_array_equal(table.clusters.found.labels, agreed)
    assert "3 trainings agree" in methods_of(table).text


def test_one_training_alone_has_its_own_clusters_and_says_what_more_would_give(
    two_groups: Project, open_page: Callable[..., AppTest]
) -> None:
    moments = moments_of(open_run(two_groups, "first"))
    own, alone = (clusters_of(moments, AGAIN, method) for method in ("kmeans", CONSENSUS))
    np.testing.assert_array_equal(alone.labels, own.labels)
    assert alone.found.notes == (ALONE,)
    for page in ("pages/5_Map.py", "pages/6_Clusters.py", "pages/7_Compare.py"):
        app = open_page(page, project="project", run="first", k=str(AGAIN), clusters=CONSENSUS)
        assert not app.exception
        assert any("one training of these settings" in one.value for one in app.caption), page


def trained_again(run: Run, seed: int) -> None:
    """A run as another seed would leave it: its moments lie elsewhere, the same way in every such run."""
    folder = run.project.run_folder(f"{run.name}-seed-{seed}")
    shutil.copytree(run.folder, folder)
    config = read_json(folder / "config.json")
    config["training"]["seed"] = seed
    write_json(folder / "config.json", config)
    kinds = np.arange(len(run.latents())) % AGAIN
    write_array(folder / "latents.npy", np.eye(run.latents().shape[1], dtype=np.float32)[kinds])


def other_curves(run: Run, monkeypatch: pytest.MonkeyPatch) -> np.ndarray:
    """Store curves in which the last moment lies in the cluster of the first or second at every k; the labels at AGAIN."""
    folder, vectors = run.project.folder / "analysis", moments_of(run).vectors()
    sweep = stored_sweep(folder, vectors, DEFAULT_KS)
    labels = sweep.labels.copy()
    labels[:, -1] = (labels[:, -1] == 0).astype(np.int64)
    for path in folder.glob("sweep-*"):
        path.unlink()
    with monkeypatch.context() as patched:
        patched.setattr(k_selection, "sweep_k", lambda *_: replace(sweep, labels=labels))
        stored_sweep(folder, vectors, DEFAULT_KS)
    return labels[sweep.ks.index(AGAIN)]


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
