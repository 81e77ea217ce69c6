"""How the report trained: Adam at 1e-4, batches in the order of time, picture error + lambda x text error, no KL term."""

from collections.abc import Iterable

import torch
from torch import Tensor
from torch.nn import functional as F

from crvae_core.model.crvae import Gaussian
from crvae_core.model.losses import prior_kl
from crvae_core.model.report.adversary import adversary_loss, drawing_loss
from crvae_core.model.report.dense import Dense
from crvae_core.model.report.report_model import ReportModel
from crvae_core.model.report.settings import ReportTrainingSettings
from crvae_core.runs.pair_data import Batch, PairData
from crvae_core.training.step_result import StepResult

WARM_UP = 0.2  # share of the steps in which what a discriminator says rises to its weight


class ReportRecipe:
    """See Recipe."""

    clips = False  # the report did not

    def __init__(self, settings: ReportTrainingSettings, model: ReportModel) -> None:
        self.settings, self.model = settings, model
        model.reduced_recurrence = _reduces_recurrence(settings, model)
        for layer in model.modules():
            if isinstance(layer, Dense):
                layer.reduced_precision = model.reduced_precision
        # packing wants the lengths on the processor, and shuffled batches would each have their own length
        per_batch = model.settings.padding == "batch" and settings.shuffle
        self.capturable = model.settings.padding != "masked" and not per_batch and model.adversary is None

    def groups(self) -> list[list[torch.nn.Parameter]]:
        """All weights together."""
        return [list(self.model.parameters())]

    def optimizer(self) -> torch.optim.Optimizer:
        """Fused Adam, which gives the same numbers as the default one."""
        on_gpu = next(self.model.parameters()).is_cuda
        return torch.optim.Adam(
            self.model.parameters(), lr=self.settings.learning_rate, fused=True, capturable=on_gpu
        )

    def set_rate(self, optimizer: torch.optim.Optimizer, progress: float) -> float:
        """The same all the time."""
        return self.settings.learning_rate

    def order(self, pairs: int) -> Tensor:
        """The order of time, unless `shuffle` is set."""
        return torch.randperm(pairs) if self.settings.shuffle else torch.arange(pairs)

    def padded(self, longest_of_batch: int, longest_of_all: int) -> int:
        """See ReportModelSettings.padding."""
        return longest_of_all if self.model.settings.padding == "longest" else longest_of_batch

    def outcome(self, batch: Batch, data: PairData, progress: float) -> StepResult:
        """The loss of a batch; pairs without words count for the picture alone."""
        return report_loss(self.model, batch, data, self.settings, min(1.0, progress / WARM_UP))

    def afterwards(self, data: PairData) -> Iterable[Tensor]:
        """Nothing."""
        return ()


def _reduces_recurrence(settings: ReportTrainingSettings, model: ReportModel) -> bool:
    """Whether recurrent layers train in bfloat16: by itself where the convolutions do and it is known to be faster."""
    if settings.recurrent_precision != "auto":
        return settings.recurrent_precision == "bfloat16"
    packed = model.settings.padding == "masked"
    return model.reduced_precision and model.settings.cell == "lstm" and not packed


def report_loss(
    model: ReportModel, batch: Batch, data: PairData, settings: ReportTrainingSettings, rise: float = 1.0
) -> StepResult:
    """image MSE + lambda x text MSE (+ KL weight x KL): means over pixels, and over words and their padding.

    With a discriminator its own loss, and what drawn pictures learn by it, are added (model/report/adversary.py).

    Args:
        model: in training mode.
        batch: the pairs, their texts padded as the model's settings say.
        data: all pairs, for the words to choose from.
        settings: weights of the terms; teacher forcing.
        rise: 0 to 1, how much the discriminator has to say already.
    """
    tokens = _tokens(model, batch)
    latent = Gaussian(*model.encode(batch.images, tokens, batch.mask, batch.sentences))
    drawing, writing = model.expand(latent.sample() if model.samples else latent.mu)
    zero = batch.images.new_zeros(())
    image = text = zero
    word_terms: dict[str, Tensor] = {}
    rivalry: dict[str, Tensor] = {}
    if model.has_picture:
        drawn, true = model.draw(drawing), model.enlarge(batch.images)
        image = F.mse_loss(drawn, true)
        rivalry = _rivalry(model, true, drawn, tokens, batch.mask)
    if model.has_words:
        words = _write(model, writing, tokens, settings.teacher_forcing)
        error = (words - tokens).square().mean(dim=2)  # (B, T)
        counted = batch.mask if model.settings.padding == "masked" else batch.spoken.unsqueeze(1)
        counted = counted.expand_as(error)
        text = (error * counted).sum() / counted.sum().clamp(min=1)
        word_terms = _word_terms(words.detach(), error.detach(), batch, _vocabulary(model, data), data)
    kl = prior_kl(latent.mu, latent.log_var) if model.samples else zero
    loss = image + settings.text_weight * text
    if settings.kl_weight > 0:
        loss = loss + settings.kl_weight * kl
    if rivalry:
        loss = loss + rivalry["adversary"] + rise * settings.adversary_weight * rivalry["looks_false"]
        loss = loss + rise * settings.likeness_weight * rivalry["unlike"]
    terms = {"image_mse": image, "text_mse_padded": text, "kl": kl, **rivalry}
    sums = {"table1_image": image, "table1_text": text, "table1_total": image + 3.0 * text}
    return StepResult(loss, _detached(terms), word_terms, batch.mask.sum(), _detached(sums))


def _rivalry(
    model: ReportModel, true: Tensor, drawn: Tensor, tokens: Tensor, mask: Tensor
) -> dict[str, Tensor]:
    """The discriminator's loss, how false drawn pictures look to it, and how unlike the true ones; nothing without one."""
    if model.adversary is None:
        return {}
    words = (tokens * mask.unsqueeze(-1)).sum(dim=1) / mask.sum(dim=1, keepdim=True).clamp(min=1)
    looks_false, unlike = drawing_loss(model.adversary, true, drawn, words.detach())
    return {
        "adversary": adversary_loss(model.adversary, true, drawn, words.detach()),
        "looks_false": looks_false,
        "unlike": unlike,
    }


def _tokens(model: ReportModel, batch: Batch) -> Tensor:
    """Word vectors (B, T, E); with trained ones, gradients pass through input and target alike, as in the script."""
    if model.embedding is None:
        return batch.tokens
    return F.embedding(batch.token_ids, model.embedding) * batch.mask.unsqueeze(-1)


def _vocabulary(model: ReportModel, data: PairData) -> Tensor:
    return data.matrix if model.embedding is None else model.embedding.detach()


def _write(model: ReportModel, features: Tensor, tokens: Tensor, teacher_forcing: bool) -> Tensor:
    if teacher_forcing:
        previous = F.pad(tokens, (0, 0, 1, -1))  # zeros first, the last word is no input
        return model.write(features, previous)
    return model.write_freely(features, tokens.shape[1])


def _word_terms(
    words: Tensor, error: Tensor, batch: Batch, vocabulary: Tensor, data: PairData
) -> dict[str, Tensor]:
    """Error and share of right words over the true words; no boolean indexing, so that a GPU can replay it."""
    if not len(vocabulary):
        return {}
    count = batch.mask.sum().clamp(min=1)
    near = (2 * words @ vocabulary.T - vocabulary.square().sum(dim=1)).argmax(dim=2)
    right = (data.same_word[near] == data.same_word[batch.token_ids]) & batch.mask
    return {"text_mse": (error * batch.mask).sum() / count, "token_accuracy": right.sum() / count}


def _detached(values: dict[str, Tensor]) -> dict[str, Tensor]:
    return {name: value.detach() for name, value in values.items()}
