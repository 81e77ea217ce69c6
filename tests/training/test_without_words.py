"""Frames without words: their pictures are learned, their texts are left out of every loss and figure."""

import math

import numpy as np
import pytest
import torch

from crvae_core.api import encode, evaluate, reconstruct
from crvae_core.model import losses
from crvae_core.project.project import Project, save_pairs
from crvae_core.runs.pair_data import load_pairs
from crvae_core.runs.run import open_run
from crvae_core.text.vectors import Vocabulary
from crvae_core.training.loop import train
from tests.fakes import TEXT_FIGURES


def silence(project: Project, *rows: int) -> None:
    """Take the words of some pairs away."""
    table = project.pairs()
    for row in rows:
        table.at[row, "tokens"] = []
        table.at[row, "text"] = ""
    save_pairs(project, table)


@pytest.fixture
def some_silent(make_project) -> Project:
    project = make_project((10, 6))
    silence(project, 0, 3, 4, 9)
    return project


@pytest.fixture
def all_silent(make_project) -> Project:
    project = make_project((10, 6))
    silence(project, *range(10))
    Vocabulary([], np.zeros((0, 6), np.float32), []).save(project.video_folder("v0"))
    return project


def test_silent_frames_are_trained_read_back_and_counted(some_silent, tiny) -> None:
    run = train(some_silent, overrides=tiny, epochs=2)
    assert np.isfinite(run.metrics().to_numpy(dtype=float)).all()
    figures = evaluate(some_silent)
    assert figures["pairs"] == 10
    assert figures["pairs_with_words"] == 6
    assert 0 <= figures["token_accuracy_forced"] <= 1
    back = reconstruct(some_silent)
    assert [len(words) > 0 for words in back.words_forced].count(False) == 4
    assert back.words_free[0] == back.words_forced[0] == []
    assert back.images is not None
    assert back.images.shape == (10, 120, 200, 3)


def test_the_text_figures_are_those_of_the_pairs_with_words(some_silent, tiny) -> None:
    train(some_silent, overrides=tiny, epochs=1)
    with_all = evaluate(some_silent)
    table = some_silent.pairs()
    table["kept"] = table["tokens"].map(len) > 0
    save_pairs(some_silent, table)
    without = evaluate(some_silent)
    for name in TEXT_FIGURES:
        assert with_all[name] == pytest.approx(without[name], rel=1e-4)


def test_a_silent_frame_gets_its_scene_from_the_picture_and_the_prior_for_the_words(
    some_silent, tiny
) -> None:
    run = train(some_silent, overrides=tiny, epochs=1)
    latents = encode(some_silent)
    assert (latents[0, 8:] == 0).all()
    assert (latents[1, 8:] != 0).any()
    data = load_pairs(some_silent)
    model = run.load_model()
    with torch.no_grad():
        shared = model.infer_scene(data.batch(slice(0, 1)).images)
    np.testing.assert_allclose(latents[0, :4], shared.mu[0].numpy(), atol=1e-4)


def test_silent_frames_do_not_move_the_text_networks(some_silent, tiny) -> None:
    """A batch of silent frames alone gives the word decoder no gradient."""
    run = train(some_silent, overrides=tiny, epochs=1)
    from crvae_core.training.objective import batch_loss

    model, data = run.load_model().train(), load_pairs(some_silent)
    batch = data.batch(torch.tensor([0, 3, 4, 9]))
    outcome = batch_loss(model, batch, data.matrix, data.same_word, run.training_settings, 1.0)
    outcome.loss.backward()
    assert math.isfinite(outcome.loss.item())
    gradients = [weights.grad for weights in model.text_decoder.parameters() if weights.grad is not None]
    assert all((gradient == 0).all() for gradient in gradients)
    assert any(weights.grad.abs().sum() > 0 for weights in model.image_decoder.parameters())


def test_a_project_without_any_words(all_silent, tiny) -> None:
    run = train(all_silent, overrides=tiny, epochs=4)
    assert run.status()["state"] == "done"
    assert run.metrics()["text_mse"].isna().all()
    figures = evaluate(all_silent)
    assert figures["pairs_with_words"] == 0
    assert [figures[name] for name in TEXT_FIGURES] == [None] * len(TEXT_FIGURES)
    assert figures["table1_text"] is None
    assert figures["image_mse"] > 0
    back = reconstruct(all_silent)
    assert back.words_free == back.words_forced == [[]] * 10
    assert encode(all_silent).shape == (10, 12)
    longer = train(all_silent, run.name, resume=True, epochs=5)
    assert len(longer.metrics()) == 5
    assert open_run(all_silent).config["embedding_dim"] == 6


def test_a_silent_video_beside_one_with_words(make_project, tiny) -> None:
    project = make_project((6, 5), (6, 5))
    silence(project, *range(6, 12))
    Vocabulary([], np.zeros((0, 3), np.float32), []).save(project.video_folder("v1"))
    run = train(project, overrides=tiny, epochs=1)
    videos = run.evaluation()["videos"]
    assert videos["v0"]["text_mse"] is not None
    assert videos["v1"]["text_mse"] is None


def test_an_empty_text_has_no_end_to_learn() -> None:
    mask = torch.tensor([[False, False], [True, False]])
    ends = torch.tensor([[9.0, 9.0, 9.0], [-50.0, 50.0, 0.0]])
    assert losses.end_error(ends, mask).item() == pytest.approx(0.0, abs=1e-6)
