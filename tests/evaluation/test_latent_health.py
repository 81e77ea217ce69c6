"""Figures that tell whether a run is what it seems: known answers, and a sentence for each."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from crvae_core.api import evaluate
from crvae_core.decoding.decode import Decoded, decode_words
from crvae_core.evaluation.baselines import pca_image_mse, unseen_image_mse
from crvae_core.evaluation.latent_health import (
    _no_own_place,
    effective_rank,
    latent_use,
    text_from_latents,
)
from crvae_core.evaluation.measures import measures_of
from crvae_core.evaluation.sentences import explain
from crvae_core.model.moment_model import MomentModel
from crvae_core.runs.evaluation import Evaluation
from crvae_core.runs.pair_data import load_pairs
from crvae_core.training.held_out import evaluate_held_out


class Talker(MomentModel):
    """Says what its latent holds, or always the same."""

    @property
    def parts(self):
        return {"all": [0, 24]}

    def __init__(self, listens: bool) -> None:
        super().__init__()
        self.listens, self.weight = listens, torch.nn.Parameter(torch.zeros(1))

    def encode(self, image, tokens, mask):
        raise NotImplementedError

    def decode_image(self, z):
        raise NotImplementedError

    def run_picture_layers(self, images):
        raise NotImplementedError

    def decode_words(self, z, tokens):
        words = z[:, : 4 * 6].view(-1, 4, 6) if self.listens else torch.ones(len(z), 4, 6)
        return words[:, : tokens.shape[1] + 1], torch.zeros(len(z), tokens.shape[1] + 1)

    def generate_words(self, z, max_words, vocabulary=None):
        return torch.zeros(len(z), max_words, 6), torch.ones(len(z), max_words, dtype=torch.bool)


@pytest.mark.parametrize("listens", [True, False])
def test_a_text_that_comes_from_the_latent_suffers_without_it(project, listens: bool) -> None:
    data = load_pairs(project)
    model = Talker(listens)
    tokens = torch.nn.functional.pad(data.vectors(data.token_ids, data.mask), (0, 0, 0, 1))
    mu = tokens.flatten(1)  # a latent that is the text
    words = decode_words(model, mu, data)
    measures = measures_of(data, Decoded(mu, torch.zeros_like(mu), None, words))
    shuffled, without = text_from_latents(model, measures, data)
    assert shuffled is not None
    assert without is not None
    if listens:
        assert (words.forced[:, :3] - tokens[:, :3]).abs().max() == 0
        assert shuffled > 0.5
        assert without > 0.5
    else:
        assert shuffled == pytest.approx(without)


@pytest.mark.parametrize("count", [2, 3, 17])
def test_nobody_keeps_their_own_latent(count: int) -> None:
    order = _no_own_place(count)
    assert sorted(order.tolist()) == list(range(count))
    assert (order != torch.arange(count)).all()


def test_effective_rank_of_known_shapes() -> None:
    assert effective_rank(np.eye(2)[[0, 0, 1, 1]]) == pytest.approx(1)
    square = np.array([[1.0, 1], [1, -1], [-1, 1], [-1, -1]])
    assert effective_rank(square) == pytest.approx(2)
    wide = np.concatenate([square, np.zeros((4, 50))], axis=1)
    assert effective_rank(wide) == pytest.approx(2)
    assert effective_rank(np.ones((5, 3))) == 0


def test_the_use_of_a_known_latent() -> None:
    mu, log_var = np.array([[1.0, 0.0], [-1.0, 0.0]]), np.log(np.full((2, 2), 0.25))
    use = latent_use(mu, log_var, sampled=True)
    assert use.active_units == 1
    assert use.mean_sigma == pytest.approx(0.5)
    assert use.kl == pytest.approx(0.5 * (1 + 2 * (0.25 - 1 - np.log(0.25))))
    assert latent_use(mu, log_var, sampled=False).mean_sigma is None


def test_baselines_for_unseen_pictures_have_known_values() -> None:
    random = np.random.default_rng(0)
    seen = random.integers(0, 255, (8, 3, 4, 5), dtype=np.uint8)
    mean, pca = unseen_image_mse(seen, seen, 3)
    assert pca == pytest.approx(pca_image_mse(seen, 3))
    new = random.integers(0, 255, (5, 3, 4, 5), dtype=np.uint8)
    flat, other = seen.reshape(8, -1) / 255, new.reshape(5, -1) / 255 - seen.reshape(8, -1).mean(0) / 255
    axes = np.linalg.svd(flat - flat.mean(0), full_matrices=False)[2][:3]
    mean, pca = unseen_image_mse(seen, new, 3)
    assert mean == pytest.approx((other**2).mean())
    assert pca == pytest.approx(((other - other @ axes.T @ axes) ** 2).mean())


def test_every_figure_has_its_sentence(project, tiny, train_once) -> None:
    train_once(project, overrides=tiny | {"holdout": 0.3}, epochs=2)
    figures = evaluate(project)
    sentences = figures["sentences"]
    assert figures["pairs"] + figures["held_out"]["pairs"] == 9
    told = {
        "image_mse",
        "psnr",
        "text_mse",
        "text_mse_shuffled_latent",
        "text_mse_zero_latent",
        "active_units",
    }
    told |= {"effective_rank", "mean_sigma", "kl", "token_accuracy_free", "token_accuracy_forced", "held_out"}
    told |= {"baseline_mean_image_mse", "baseline_pca_image_mse", "text_mse_free", "text_mse_padded", "chrf"}
    assert told == set(sentences)
    assert all(sentence.endswith(".") for sentence in sentences.values())


def test_sentences_say_which_way_it_went() -> None:
    figures = Evaluation(
        image_mse=0.01, psnr=20.0, baseline_mean_image_mse=0.04, baseline_pca_image_mse=0.008, latent_dim=4, pairs=50,
        text_mse=0.1, text_mse_free=0.3, text_mse_shuffled_latent=0.101, text_mse_zero_latent=0.1,
        token_accuracy_forced=0.9, token_accuracy_free=0.1, active_units=3, effective_rank=2.6,
    )  # fmt: skip
    found = explain(figures)
    assert "the model is below it" in found["baseline_mean_image_mse"]
    assert "the model is worse" in found["baseline_pca_image_mse"]
    assert "does not come from the vector" in found["text_mse_shuffled_latent"]
    assert "mean_sigma" not in found
    assert "no comparison" in explain(replace(figures, latent_dim=60))["baseline_pca_image_mse"]
    assert "does come from" in explain(replace(figures, text_mse=0.01))["text_mse_shuffled_latent"]


def test_a_run_without_held_out_pairs_gets_a_copy_with_some(project, tiny, train_once) -> None:
    run = train_once(project, "one", overrides=tiny, epochs=2)
    copy, figures = evaluate_held_out(run, 0.3)
    assert figures.held_out is not None
    assert figures.held_out.pairs == 3
    assert copy.name == "one-holdout"
    assert project.runs() == ["one", "one-holdout"]
    assert run.evaluation().held_out is None
    assert evaluate_held_out(copy)[1].held_out == figures.held_out
