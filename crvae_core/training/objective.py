"""What the default model is trained for: one number per batch, and the terms it is made of.

The scene must be readable from an altered view, from the words, or from both, and is decoded alone to the clean picture
(consistency-regularised VAE, Sinha & Dieng 2021). Details and words are decoded given the scene, without moving it.
"""

from dataclasses import dataclass

import torch
from torch import Tensor

from crvae_core.model import losses
from crvae_core.model.crvae import CRVAE, Gaussian, multiply
from crvae_core.model.presets import TrainingSettings
from crvae_core.training.batches import Batch
from crvae_core.training.views import augment

SHARPNESS = 10.0  # factor of squared distances between words of mean norm 1 in the softmax
FROM_BOTH, FROM_WORDS = 0.25, 0.25  # shares of scenes decoded from both experts and from the words alone


@dataclass(frozen=True)
class Outcome:
    """The loss (a scalar with gradient) and its terms per pair, all detached scalars."""

    loss: Tensor
    terms: dict[str, Tensor]


def batch_loss(
    model: CRVAE,
    batch: Batch,
    vocabulary: Tensor,
    same_word: Tensor,
    settings: TrainingSettings,
    kl_factor: float,
    bfloat16: bool,
) -> Outcome:
    """The loss of one batch.

    Args:
        model: in training mode.
        batch: the pairs.
        vocabulary: all word vectors (V, E) in their own units.
        same_word: (V,) first row with an equal vector.
        settings: weights of the terms.
        kl_factor: 0 to 1, the warm-up of the KL terms.
        bfloat16: whether the convolutions run in bfloat16.
    """
    count = len(batch.images)
    views = torch.cat([batch.images, augment(batch.images)])
    with torch.autocast(views.device.type, torch.bfloat16, enabled=bfloat16):
        shared_both, picture_both = model.infer_picture(views)
    clean, altered = _halves(shared_both, count)
    details, _ = _halves(picture_both, count)
    by_words, words = model.infer_words(batch.tokens, batch.mask)
    spoken = batch.mask.any(dim=1, keepdim=True)

    scene = multiply(clean, by_words, spoken).sample().detach()
    seen = _scene_of_some(altered, by_words, spoken)
    inputs = torch.cat(
        [torch.cat([scene, details.sample()], 1), torch.cat([seen, torch.zeros_like(details.mu)], 1)]
    )
    with torch.autocast(views.device.type, torch.bfloat16, enabled=bfloat16):
        full, coarse = model.image_decoder(inputs).float().chunk(2)
    text, text_terms = _text_loss(model, batch, scene, words.sample(), vocabulary, same_word, settings)

    image_error = losses.image_error(full, batch.images)
    scene_error = losses.image_error(coarse, batch.images)
    kl_shared = 0.5 * (
        losses.prior_kl(clean.mu, clean.log_var) + losses.prior_kl(altered.mu, altered.log_var)
    )
    kl_picture = losses.prior_kl(details.mu, details.log_var, settings.free_bits)
    kl_words = losses.prior_kl(words.mu, words.log_var, settings.free_bits)
    consistency = losses.consistency_kl(clean.mu, clean.log_var, altered.mu, altered.log_var)
    target = clean.detach()
    agreement = (
        losses.gaussian_kl(target.mu, target.log_var, by_words.mu, by_words.log_var) * spoken.squeeze(1)
    ).mean()
    loss = (
        settings.image_weight * image_error
        + settings.scene_weight * scene_error
        + text
        + kl_factor * settings.shared_kl * kl_shared
        + kl_factor * settings.picture_kl * kl_picture
        + kl_factor * settings.words_kl * kl_words
        + kl_factor * settings.consistency * consistency
        + settings.agreement * agreement
    )
    values = batch.images[0].numel()
    terms = {
        "image_mse": image_error / values,
        "scene_mse": scene_error / values,
        "kl": kl_shared + kl_picture + kl_words,
        "kl_shared": kl_shared,
        "kl_picture": kl_picture,
        "kl_words": kl_words,
        "consistency": consistency,
        "agreement": agreement,
        **text_terms,
    }
    return Outcome(loss, {name: term.detach() for name, term in terms.items()})


def _scene_of_some(altered: Gaussian, by_words: Gaussian, spoken: Tensor) -> Tensor:
    """One scene (B, S) per pair, drawn from the altered view, from the words, or from both."""
    draw = torch.rand_like(altered.mu[:, :1])
    both = multiply(altered, by_words, spoken).sample()
    scene = torch.where(draw < FROM_BOTH, both, altered.sample())
    from_words = (draw >= FROM_BOTH) & (draw < FROM_BOTH + FROM_WORDS) & spoken
    return torch.where(from_words, by_words.sample(), scene)


def _text_loss(
    model: CRVAE,
    batch: Batch,
    scene: Tensor,
    words: Tensor,
    vocabulary: Tensor,
    same_word: Tensor,
    settings: TrainingSettings,
) -> tuple[Tensor, dict[str, Tensor]]:
    known = torch.rand_like(words[:, :1]) >= settings.part_dropout
    hidden = words.new_zeros(len(words), model.settings.picture_size)
    z = torch.cat([scene, hidden, words * known], dim=1)
    heard = torch.rand(batch.mask.shape, device=words.device) >= settings.word_dropout
    predicted, ends = model.decode_words(z, batch.tokens * heard.unsqueeze(-1))
    predicted = predicted[:, :-1] * model.word_scale
    target, scaled = batch.tokens * model.word_scale, vocabulary * model.word_scale
    ids = same_word[batch.token_ids]
    error = losses.text_error(predicted, target, batch.mask)
    choice = losses.word_choice(predicted, ids, scaled, batch.mask, SHARPNESS)
    end = losses.end_error(ends, batch.mask)
    loss = settings.text_weight * error + settings.softmax_weight * choice + settings.end_weight * end
    return loss, _text_terms(predicted.detach(), target, ids, scaled, same_word, batch.mask, model.word_scale)


def _text_terms(
    predicted: Tensor,
    target: Tensor,
    ids: Tensor,
    vocabulary: Tensor,
    same_word: Tensor,
    mask: Tensor,
    scale: float,
) -> dict[str, Tensor]:
    """Error per value in the vectors' own units, and the share of words whose nearest vector is right."""
    guesses = (2 * predicted[mask] @ vocabulary.T - vocabulary.square().sum(dim=1)).argmax(dim=1)
    right = (same_word[guesses] == ids[mask]).float()
    error = (predicted - target)[mask].square() / scale**2
    return {"text_mse": error.mean(), "token_accuracy": right.mean()}


def _halves(both: Gaussian, count: int) -> tuple[Gaussian, Gaussian]:
    first = Gaussian(both.mu[:count], both.log_var[:count])
    return first, Gaussian(both.mu[count:], both.log_var[count:])
