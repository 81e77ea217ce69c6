"""What the default model is trained for: one number per batch, and the terms it is made of.

The scene must be readable from an altered view, from the words, or from both, and is decoded alone to a small clean
picture (consistency-regularised VAE, Sinha & Dieng 2021) and to what a trained eye sees in that. Details and words are
decoded given the scene, without moving it; what a text means is decoded from its words part alone.
"""

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as F

from crvae_core.model import losses
from crvae_core.model.crvae import CRVAE, Gaussian, multiply
from crvae_core.model.image_codec import shrink
from crvae_core.model.settings import TrainingSettings
from crvae_core.runs.pair_data import Batch
from crvae_core.training.augment import augment
from crvae_core.training.step_result import StepResult

SHARPNESS = 10.0  # factor of squared distances between words of mean norm 1 in the softmax
BARE_WEIGHT = 0.1  # of pictures drawn without their details, beside those drawn in full
FROM_BOTH = (
    0.5  # share of the scenes with words that are decoded from both experts, the others from the words alone
)


def batch_loss(
    model: CRVAE,
    batch: Batch,
    vocabulary: Tensor,
    same_word: Tensor,
    settings: TrainingSettings,
    kl_factor: float,
) -> StepResult:
    """The loss of one batch; its pairs must come in random order, for half of them play either role.

    The scenes of the first half are decoded alone, from altered views, and once more where the words had a say; pictures
    of the second half are decoded in full, a few of them without their details, so that a scene alone (as words give it)
    can be drawn as well.

    Args:
        model: in training mode.
        batch: the pairs.
        vocabulary: all word vectors (V, E) in their own units.
        same_word: (V,) first row with an equal vector.
        settings: weights of the terms.
        kl_factor: 0 to 1, the warm-up of the KL terms.
    """
    half = (len(batch.images) + 1) // 2
    seen = _see(model, batch, half, settings.altered_views)
    by_words, words = model.infer_words(batch.tokens, batch.mask, batch.weights)
    spoken = batch.spoken.unsqueeze(1)
    words = Gaussian(words.mu * spoken, words.log_var * spoken)  # without words: the prior, as in `encode`
    scene = multiply(seen.clean, by_words, spoken).sample().detach()
    hinted = _hinted(seen.altered, _rows(by_words, slice(half)), spoken[:half])
    bare = torch.rand_like(scene[:half, :1]) < settings.part_dropout
    full = model.decode_picture_parts(torch.cat([scene[-half:], seen.details.sample() * ~bare], 1))
    scenes = torch.cat([seen.altered.sample(), hinted])
    terms = _picture_terms(batch.images, seen, model.decode_scene(scenes), full, bare, settings)
    terms["seen"] = _eye_error(model, scenes, batch.seen[:half])
    agreement = losses.gaussian_kl(*_pair(seen.clean.detach()), *_pair(by_words)) * spoken.squeeze(1)
    said = words.sample()
    terms |= {
        "meaning": _meaning_error(model, said, batch),
        "agreement": agreement.mean(),
        "kl_words": losses.prior_kl(words.mu, words.log_var, settings.free_bits),
    }
    text_terms, word_terms = _text_terms(model, batch, scene, said, vocabulary, same_word, settings)
    terms |= text_terms
    loss = _weigh(terms, settings, kl_factor)
    values = batch.images[0].numel()
    shown = terms | {"image_mse": terms["image"] / values, "scene_mse": 16 * terms["scene"] / values}
    shown["kl"] = terms["kl_shared"] + terms["kl_picture"] + terms["kl_words"]
    return StepResult(
        loss, {name: term.detach() for name, term in shown.items()}, word_terms, batch.mask.sum()
    )


def text_loss(
    model: CRVAE,
    batch: Batch,
    seen: Gaussian,
    vocabulary: Tensor,
    same_word: Tensor,
    settings: TrainingSettings,
) -> Tensor:
    """The part of the loss that the text networks learn from, and they alone; see batch_loss.

    Args:
        seen: the scenes of the pairs by their pictures (B, S), which get no gradient.
    """
    spoken = batch.spoken.unsqueeze(1)
    by_words, words = model.infer_words(batch.tokens, batch.mask, batch.weights)
    words = Gaussian(words.mu * spoken, words.log_var * spoken)
    scene = multiply(seen, by_words, spoken).sample().detach()
    said = words.sample()
    terms, _ = _text_terms(model, batch, scene, said, vocabulary, same_word, settings)
    terms["meaning"] = _meaning_error(model, said, batch)
    kl_words = losses.prior_kl(words.mu, words.log_var, settings.free_bits)
    return _weigh_text(terms, settings) + settings.words_kl * kl_words


def _eye_error(model: CRVAE, scenes: Tensor, seen: Tensor) -> Tensor:
    """Squared error of what the eye sees (half, S), given back from two scenes each (2 half, Z); 0 without an eye."""
    guessed = model.decode_seen(scenes)
    if not guessed.shape[1] or not seen.shape[1]:
        return scenes.new_zeros(())
    return (guessed - seen.repeat(2, 1)).square().sum(dim=1).mean()


def _meaning_error(model: CRVAE, words: Tensor, batch: Batch) -> Tensor:
    """Squared error of what the texts mean, given back from the words part (B, Z) alone; 0 in a model without it.

    That is the mean of their word vectors, of length 1, in which rare words count more than frequent ones.
    """
    guessed = model.decode_meaning(words)
    if not guessed.shape[1]:
        return words.new_zeros(())
    meant = F.normalize((batch.tokens * batch.weights.unsqueeze(-1)).sum(dim=1), dim=1)
    return _mean((guessed - meant).square().sum(dim=1)[batch.spoken])


@dataclass(frozen=True)
class _Seen:
    """What the pictures say: the scenes by the clean views (B) and by altered ones (first half), details (last half)."""

    clean: Gaussian
    altered: Gaussian
    details: Gaussian


def _see(model: CRVAE, batch: Batch, half: int, alter: bool) -> _Seen:
    count = len(batch.images)
    first = batch.images[:half]
    views = torch.cat([batch.images, augment(first) if alter else first])
    scenes = model.infer_scene(views)
    return _Seen(
        clean=_rows(scenes, slice(count)),
        altered=_rows(scenes, slice(count, None)),
        details=model.infer_details(batch.images[-half:]),
    )


def _picture_terms(
    images: Tensor, seen: _Seen, coarse: Tensor, full: Tensor, bare: Tensor, settings: TrainingSettings
) -> dict[str, Tensor]:
    half = len(seen.altered.mu)
    errors = (full - images[-half:]).square().flatten(1).sum(dim=1, keepdim=True)
    clean, altered = _rows(seen.clean, slice(half)), seen.altered
    by_clean = losses.prior_kl(seen.clean.mu, seen.clean.log_var)
    by_altered = losses.prior_kl(altered.mu, altered.log_var)
    return {
        "scene": losses.image_error(coarse, shrink(images[:half]).repeat(2, 1, 1, 1)),
        "image": (errors * ~bare).sum() / (~bare).sum().clamp(min=1),
        "bare": (errors * bare).sum() / half,
        "kl_shared": 0.5 * (by_clean + by_altered),
        "kl_picture": losses.prior_kl(seen.details.mu, seen.details.log_var, settings.free_bits),
        "consistency": losses.consistency_kl(*_pair(clean), *_pair(altered)),
    }


def _text_terms(
    model: CRVAE,
    batch: Batch,
    scene: Tensor,
    words: Tensor,
    vocabulary: Tensor,
    same_word: Tensor,
    settings: TrainingSettings,
) -> tuple[dict[str, Tensor], dict[str, Tensor]]:
    """The terms of the text, some decoded from the scene alone, and how well they do in the vectors' own units.

    Pairs without words add nothing: what might be said there is not known.
    """
    if not len(vocabulary):
        nothing = scene.new_zeros(())
        return dict.fromkeys(("text", "choice", "end"), nothing), {}
    known = torch.rand_like(words[:, :1]) >= settings.part_dropout
    details = words.new_zeros(len(words), model.settings.picture_size)
    z = torch.cat([scene, details, words * known], dim=1)
    heard = torch.rand(batch.mask.shape, device=words.device) >= settings.word_dropout
    predicted, ends = model.decode_words(z, batch.tokens * heard.unsqueeze(-1))
    predicted = predicted[:, :-1] * model.word_scale
    target, scaled = batch.tokens * model.word_scale, vocabulary * model.word_scale
    ids = same_word[batch.token_ids]
    true = predicted[batch.mask].detach()
    guesses = same_word[(2 * true @ scaled.T - scaled.square().sum(dim=1)).argmax(dim=1)]
    terms = {
        "text": losses.text_error(predicted, target, batch.mask),
        "choice": losses.word_choice(predicted, ids, scaled, batch.mask, SHARPNESS),
        "end": losses.end_error(ends, batch.mask),
    }
    return terms, {
        "text_mse": _mean((true - target[batch.mask]).square()) / model.word_scale**2,
        "token_accuracy": _mean((guesses == ids[batch.mask]).float()),
    }


def _mean(values: Tensor) -> Tensor:
    """The mean, 0 of nothing: a batch may have no words at all."""
    return values.sum() / max(1, values.numel())


def _weigh(terms: dict[str, Tensor], settings: TrainingSettings, kl_factor: float) -> Tensor:
    return (
        settings.scene_weight * terms["scene"]
        + settings.seen_weight * terms["seen"]
        + settings.image_weight * (terms["image"] + BARE_WEIGHT * terms["bare"])
        + _weigh_text(terms, settings)
        + kl_factor * settings.shared_kl * terms["kl_shared"]
        + kl_factor * settings.picture_kl * terms["kl_picture"]
        + kl_factor * settings.words_kl * terms["kl_words"]
        + kl_factor * settings.consistency * terms["consistency"]
        + settings.agreement * terms["agreement"]
    )


def _weigh_text(terms: dict[str, Tensor], settings: TrainingSettings) -> Tensor:
    return (
        settings.text_weight * terms["text"]
        + settings.meaning_weight * terms["meaning"]
        + settings.softmax_weight * terms["choice"]
        + settings.end_weight * terms["end"]
    )


def _hinted(altered: Gaussian, by_words: Gaussian, spoken: Tensor) -> Tensor:
    """One scene (B, S) per pair that the words had a say in, drawn from both experts or from the words alone."""
    from_both = (torch.rand_like(altered.mu[:, :1]) < FROM_BOTH) | ~spoken
    both = multiply(altered, by_words, spoken).sample()
    return torch.where(from_both, both, by_words.sample())


def _rows(gaussian: Gaussian, rows: slice) -> Gaussian:
    return Gaussian(gaussian.mu[rows], gaussian.log_var[rows])


def _pair(gaussian: Gaussian) -> tuple[Tensor, Tensor]:
    return gaussian.mu, gaussian.log_var
