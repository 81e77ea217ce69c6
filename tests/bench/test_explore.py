"""The times of exploring are measured on moments that have scenes, and every step that people wait for is among them."""

import json
from types import SimpleNamespace

import numpy as np
import pytest
from click.testing import CliRunner

from crvae_core.analysis.clustering import cluster
from crvae_core.analysis.recommendation import Recommendation
from crvae_core.bench import recommendation
from crvae_core.bench.explore import made_moments, named_counts
from crvae_core.bench.recommendation import KINDS, made_data, measure_recommendation, named_kinds
from crvae_core.cli import main
from crvae_core.errors import InputError


def test_made_moments_come_again_and_stay_in_scenes() -> None:
    vectors = made_moments(300)
    np.testing.assert_array_equal(vectors, made_moments(300))
    labels = cluster(vectors, 9).labels  # 9 scenes, each seen again and again
    assert (labels[1:] == labels[:-1]).mean() > 0.6
    assert len(np.unique(labels)) == 9


def test_every_step_has_its_time() -> None:
    done = CliRunner().invoke(main, ["bench", "explore", "--counts", "120", "--map", "pca", "--json"])
    assert done.exit_code == 0, done.output
    found = json.loads(done.output)
    assert list(found) == ["120", "cores", "load"]
    times = {name: value for name, value in found["120"].items() if name.endswith("_s")}
    assert {"sweep_s", "map_pca_s", "k_to_members_s", "nearest_s", "open_stored_map_s"} <= set(times)
    assert all(value >= 0 for value in times.values())
    assert found["120"]["notes"] == []  # so few are all read
    assert CliRunner().invoke(main, ["bench", "explore", "--counts", "12"]).exit_code == 2


@pytest.mark.parametrize("text", ["", "99", "1000,x", "2000000"])
def test_counts_that_are_none_are_refused(text: str) -> None:
    with pytest.raises(InputError, match="numbers of moments"):
        named_counts(text)
    assert named_counts("1000, 200") == (1000, 200)


def test_recommendations_are_counted_against_the_truth(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter([made_data("blobs", 0)[1], None])
    monkeypatch.setattr(recommendation, "sweep_k", lambda vectors, ks, seed: SimpleNamespace(curves=seed))
    monkeypatch.setattr(recommendation, "recommend_k", lambda curves: Recommendation(next(answers), ""))
    found = measure_recommendation(2, ("blobs",))["blobs"]
    vectors, truth = made_data("blobs", 1)
    assert (found["right"], found["draws"]) == (1, 2)
    assert found["wrong"] == [{"seed": 1, "shape": list(vectors.shape), "truth": truth, "said": None}]


def test_kinds_are_named() -> None:
    assert named_kinds(None) == KINDS
    assert named_kinds("blobs, uniform") == ("blobs", "uniform")
    with pytest.raises(InputError, match="no kind of data"):
        named_kinds("cubes")
