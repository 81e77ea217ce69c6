"""The gates tell a latent that is worth looking at from one that is not."""

import json
import logging
import sys
import tracemalloc
from dataclasses import replace

import numpy as np
import pytest
import torch
from sacrebleu.metrics.chrf import CHRF

from crvae_core.api import evaluate
from crvae_core.evaluation.contents import contents_of
from crvae_core.evaluation.evaluation import evaluate_model
from crvae_core.evaluation.gates import health_gates
from crvae_core.evaluation.neighbourhoods import beyond_time, other_video_shares
from crvae_core.evaluation.text_overlap import chrf, letter_counts
from crvae_core.runs.evaluation import Evaluation, Gate, HeldOut
from crvae_core.runs.pair_data import PairData, load_pairs
from crvae_core.runs.run_words import load_run_pairs
from tests.fakes import SMALL_REPORT

NAMES = ["alive", "informative", "better_than_pca", "text_from_latent", "beyond_time", "beyond_video"]
GOOD = Evaluation(
    active_units=9, latent_dim=12, effective_rank=6.5, mean_sigma=0.3, image_mse=0.01, baseline_mean_image_mse=0.1,
    baseline_pca10_image_mse=0.02, text_mse=0.01, text_mse_shuffled_latent=0.3, token_accuracy_free=0.99,
)  # fmt: skip


def by_name(found: tuple[Gate, ...]) -> dict[str, Gate]:
    assert [gate.name for gate in found] == NAMES
    for gate in found:
        assert bool(gate.remedy) == (gate.passed is False)
        assert gate.sentence.endswith(".")
    return {gate.name: gate for gate in found}


def asked(found: Evaluation, vectors: np.ndarray, data: PairData) -> dict[str, Gate]:
    return by_name(health_gates(found, vectors, data.video_ids, contents_of(data)))


@pytest.fixture
def scenes(make_project):
    """Forty moments of two scenes that take turns, five moments at a time."""
    data = load_pairs(make_project((40, 6)))
    kind = torch.arange(40) // 5 % 2
    images = data.images.clone()
    images[kind == 0] = 30
    images[kind == 1] = 220
    return replace(data, images=images), kind.numpy()


def test_a_good_latent_passes(scenes) -> None:
    data, kind = scenes
    vectors = np.stack([kind, np.random.default_rng(0).normal(0, 0.1, 40)], axis=1)
    found = asked(GOOD, vectors, data)
    assert not [gate for gate in found.values() if gate.passed is False]
    assert found["beyond_video"].passed is None
    assert found["beyond_time"].number < 0.1


def test_a_latent_that_is_only_a_clock_fails(scenes) -> None:
    data, _ = scenes
    clock = np.arange(40.0)[:, None] * np.ones((1, 3))
    found = beyond_time(clock, data.video_ids, contents_of(data))
    assert found.neighbour == pytest.approx(found.time, rel=0.1)
    assert asked(GOOD, clock, data)["beyond_time"].passed is False


@pytest.mark.parametrize(
    ("gate", "figures"),
    [
        ("alive", {"active_units": 1}),
        ("alive", {"effective_rank": 0.0}),
        ("informative", {"image_mse": 0.09}),
        ("informative", {"baseline_mean_image_mse": 0.0}),
        ("better_than_pca", {"image_mse": 0.03}),
        ("better_than_pca", {"held_out": HeldOut(pairs=3, image_mse=0.3, baseline_pca_image_mse=0.2)}),
        ("text_from_latent", {"text_mse": 0.29}),
        ("text_from_latent", {"token_accuracy_free": 0.03}),
    ],
)
def test_a_bad_figure_fails_its_gate(scenes, gate: str, figures: dict) -> None:
    data, kind = scenes
    found = asked(replace(GOOD, **figures), kind[:, None] + np.zeros((1, 3)), data)
    assert found[gate].passed is False


def test_what_a_run_has_not_is_not_asked(scenes) -> None:
    data, kind = scenes
    nothing = replace(GOOD, image_mse=None, text_mse=None, mean_sigma=None)
    found = asked(nothing, np.zeros((40, 2)), data)
    assert [found[name].passed for name in NAMES[1:4]] == [None] * 3
    few = data.select(range(5))
    assert asked(GOOD, kind[:5, None], few)["beyond_time"].passed is None
    still = replace(data, images=torch.zeros_like(data.images), mask=torch.zeros_like(data.mask))
    assert beyond_time(np.zeros((40, 2)), still.video_ids, contents_of(still)) is None


def test_words_are_compared_where_pictures_are_all_alike(scenes) -> None:
    data, _ = scenes
    data = replace(data, images=torch.zeros_like(data.images))
    words = np.zeros((40, len(data.words)))
    for row, text in enumerate(data.texts()):
        words[row, [data.words.index(word) for word in text]] = 1
    assert beyond_time(words, data.video_ids, contents_of(data)).ratio < 0.5


def test_videos_that_keep_to_themselves_are_told(make_project) -> None:
    data = load_pairs(make_project((30, 6), (30, 6)))
    random = np.random.default_rng(0)
    mixed, apart = random.normal(size=(60, 3)), random.normal(size=(60, 3))
    apart[30:] += 100
    assert min(other_video_shares(mixed, data.video_ids).values()) > 0.9
    assert asked(GOOD, mixed, data)["beyond_video"].passed is True
    lonely = asked(GOOD, apart, data)["beyond_video"]
    assert (lonely.passed, lonely.number) == (False, 0)


def test_every_run_gets_its_gates(project, tiny, train_once) -> None:
    run = train_once(project, overrides=tiny, epochs=2)
    found = evaluate(project).gates
    by_name(found[:-1])
    assert found[-1].name == "repeatable"
    assert run.evaluation().gates == evaluate(project).gates
    json.dumps(evaluate(project).to_json(), allow_nan=False)


def test_the_reports_models_get_their_own_remedy(project, train_once) -> None:
    train_once(project, preset="text-only", overrides=SMALL_REPORT, epochs=1)
    found = evaluate(project)
    assert all("report" in gate.remedy for gate in found.gates if gate.passed is False)
    assert found.collapsed in (None, found.gates[0])


def test_a_collapsed_latent_is_warned_of(project, tiny, caplog: pytest.LogCaptureFixture, train_once) -> None:
    run = train_once(project, overrides=tiny, epochs=1)
    model = run.load_model()
    with torch.no_grad():
        for head in (model.scene_head, model.image_head, model.text_head):
            head.weight.zero_()
    with caplog.at_level(logging.WARNING):
        figures = evaluate_model(run, model, load_run_pairs(run))
    json.dumps(figures.to_json(), allow_nan=False)
    alive = figures.collapsed
    assert alive is not None
    assert "collapsed" in alive.sentence
    assert "collapsed" in caplog.text


def counts_of(said: list[str], true: list[str]) -> np.ndarray:
    counts = letter_counts([text.split() for text in said], [text.split() for text in true])
    assert counts is not None
    return counts


def test_the_pieces_of_one_text_are_in_memory_at_a_time() -> None:
    texts = [f"ward {number} has {number * 7}" for number in range(500)]
    counts_of(texts[:3], texts[:3])  # the import
    tracemalloc.start()
    counts = counts_of(texts, texts)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 10 * counts.nbytes  # with those of all texts it would be 60 times as much


def test_chrf_of_known_texts(monkeypatch: pytest.MonkeyPatch) -> None:
    true = ["the doctor", "流感 来 了", ""]
    assert chrf(counts_of(true, true)) == pytest.approx(100)
    assert chrf(counts_of(["x", "y", ""], true)) == 0
    assert 20 < chrf(counts_of(["the doctors", "流感", ""], true)) < 95
    assert chrf(counts_of([""], [""])) is None
    many = [f"line {number} of the doctors' {number * number}" for number in range(99)]
    assert chrf(counts_of(many[::-1], many)) == CHRF().corpus_score(many[::-1], [many]).score
    assert chrf(counts_of(many[::-1], many)[:9]) == CHRF().corpus_score(many[::-1][:9], [many[:9]]).score
    monkeypatch.setitem(sys.modules, "sacrebleu.metrics.chrf", None)
    assert letter_counts([["a"]], [["a"]]) is None
