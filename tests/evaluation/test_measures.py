"""Pairs are measured some at a time: the figures are those of all at once."""

import numpy as np
import pytest

from crvae_core.evaluation.contents import Contents, small_pictures
from crvae_core.evaluation.evaluation import evaluate_model
from crvae_core.evaluation.neighbourhoods import APART, _any_far
from crvae_core.runs.run import Run
from crvae_core.runs.run_words import load_run_pairs
from crvae_core.runs.stored_pairs import StoredPairs, chunks


@pytest.fixture
def run(make_project, tiny, train_once) -> Run:
    return train_once(make_project((9, 6), (7, 6)), "one", overrides=tiny, epochs=2)


def test_figures_from_the_disk_are_those_from_memory(run, monkeypatch) -> None:
    table, model = run.project.pairs(), run.load_model()
    at_once = evaluate_model(run, model, load_run_pairs(run, table))
    monkeypatch.setattr(chunks, "__defaults__", (3,))
    some_at_a_time = evaluate_model(run, model, StoredPairs(run, table))
    one, other = at_once.to_json(), some_at_a_time.to_json()
    assert one.keys() == other.keys()
    for name, value in one.items():
        if isinstance(value, float):
            assert other[name] == pytest.approx(value, rel=1e-4, abs=1e-6), name
    assert [gate.passed for gate in at_once.gates] == [gate.passed for gate in some_at_a_time.gates]


def test_chunks_have_one_vocabulary_and_one_length(run) -> None:
    table = run.project.pairs()
    whole, parts = load_run_pairs(run, table), list(chunks(StoredPairs(run, table), 4))
    assert [place for place, _ in parts] == [slice(0, 4), slice(4, 8), slice(8, 12), slice(12, 16)]
    for place, data in parts:
        assert data.words == whole.words
        assert data.pair_ids == whole.pair_ids[place]
        assert np.array_equal(data.token_ids, whole.token_ids[place])
        assert np.array_equal(data.images, whole.images[place])


def test_small_pictures_are_mean_colours() -> None:
    image = np.zeros((1, 3, 120, 200), np.uint8)
    image[0, 1, 10:20, 20:30] = 255
    small = small_pictures(image).reshape(3, 12, 20)
    assert small[1, 1, 2] == 1
    assert small.sum() == 1


def test_words_tell_apart_what_looks_alike() -> None:
    contents = Contents(np.zeros((3, 720), np.float16), np.array([1, 2, 2, 3]), np.array([2, 2, 4]))
    assert contents.difference([0], [2]) == pytest.approx(2 / 3)
    assert contents.difference([1, 2], [0, 2]) == pytest.approx(0.5)


def test_far_moments_of_long_films_are_far(monkeypatch) -> None:
    monkeypatch.setattr("crvae_core.evaluation.neighbourhoods._FEW", 10)
    count = 40
    drawn = np.concatenate([_any_far(count, np.random.default_rng(seed)) for seed in range(200)])
    places = np.tile(np.arange(count), 200)
    assert abs(drawn - places).min() == APART + 1
    assert set(drawn[places == 20]) == set(range(count)) - set(range(20 - APART, 20 + APART + 1))
