"""The figures of two runs in one table, each with what it says and which way is better; plain data, nothing drawn."""

from collections.abc import Callable
from dataclasses import dataclass

from app.plain_text import clock, percent
from crvae_core.runs.evaluation import Evaluation

MISSING = "–"
_CLOSE = 0.02  # figures within two per cent of each other are no difference to speak of


@dataclass(frozen=True)
class RunValue:
    """A figure of an evaluation: how it is got from one, its name, what it says.

    better: +1 if more is better, -1 if less is, 0 if neither.
    """

    of: Callable[[Evaluation], float | None]
    title: str
    says: str
    better: int
    form: Callable[[float], str]


def _decimals(value: float) -> str:
    return f"{value:.4f}"


def _whole(value: float) -> str:
    return f"{value:,.0f}"


def _millions(value: float) -> str:
    return f"{value / 1e6:.1f} M"


VALUES = (
    RunValue(
        lambda found: found.pairs,
        "Moments trained on",
        "How many moments the figures below are of.",
        0,
        _whole,
    ),
    RunValue(
        lambda found: found.image_mse,
        "Picture error",
        "Mean square per pixel, colours from 0 to 1. Lower is better.",
        -1,
        _decimals,
    ),
    RunValue(
        lambda found: found.baseline_mean_image_mse,
        "Picture error of the mean picture",
        "What always showing the same picture would give; a model has to be far below.",
        0,
        _decimals,
    ),
    RunValue(
        lambda found: found.baseline_pca10_image_mse,
        "Picture error of 10 principal components",
        "What the ten main directions of the pictures would give.",
        0,
        _decimals,
    ),
    RunValue(
        lambda found: found.baseline_pca_image_mse,
        "Picture error of as many principal components",
        "What as many directions as a vector has values would give; nothing where there are as many as moments.",
        0,
        _decimals,
    ),
    RunValue(
        lambda found: found.token_accuracy_free,
        "Words read back",
        "Share of words right from the vector alone. Higher is better.",
        1,
        percent,
    ),
    RunValue(
        lambda found: found.token_accuracy_forced,
        "Words right, true words before given",
        "Share right when each true word before is given: easier, and says less of the vector. Higher is better.",
        1,
        percent,
    ),
    RunValue(
        lambda found: found.text_mse,
        "Word vector error",
        "Mean square of the predicted word vectors, true words before given. Lower is better.",
        -1,
        _decimals,
    ),
    RunValue(
        lambda found: found.text_mse_shuffled_latent,
        "Word vector error with another moment's vector",
        "If this is no higher, the words do not come from the vector at all.",
        0,
        _decimals,
    ),
    RunValue(lambda found: found.latent_dim, "Values of a vector", "How long a vector is.", 0, _whole),
    RunValue(
        lambda found: found.active_units,
        "Values in use",
        "How many of them differ between moments.",
        0,
        _whole,
    ),
    RunValue(
        lambda found: found.effective_rank,
        "Directions",
        "Over about so many directions the vectors spread.",
        0,
        _whole,
    ),
    RunValue(
        lambda found: found.kl,
        "Information",
        "Nats that a vector tells of its moment; none for a plain autoencoder.",
        0,
        _whole,
    ),
    RunValue(
        lambda found: found.held_out.image_mse if found.held_out else None,
        "Picture error, not trained on",
        "The same on moments that were kept out of the training. Lower is better.",
        -1,
        _decimals,
    ),
    RunValue(
        lambda found: found.held_out.token_accuracy_free if found.held_out else None,
        "Words read back, not trained on",
        "The same on moments that were kept out of the training. Higher is better.",
        1,
        percent,
    ),
    RunValue(lambda found: found.weights, "Weights", "Numbers that the model has learnt.", 0, _millions),
    RunValue(lambda found: found.epochs, "Epochs", "Passes over all moments.", 0, _whole),
    RunValue(
        lambda found: found.train_seconds,
        "Time of training",
        "On the machine that trained it. Shorter is better.",
        -1,
        clock,
    ),
)


def value_rows(first: Evaluation | None, second: Evaluation | None) -> list[tuple[RunValue, str, str, int]]:
    """The figures that at least one of two evaluations has, as texts, and which is better: 0, 1, or -1 for neither."""
    rows = []
    for value in VALUES:
        values = [None if found is None else value.of(found) for found in (first, second)]
        if all(one is None for one in values):
            continue
        shown = [MISSING if one is None else value.form(one) for one in values]
        rows.append((value, shown[0], shown[1], _winner(value, *values)))
    return rows


def _winner(value: RunValue, first: float | None, second: float | None) -> int:
    if first is None or second is None or not value.better:
        return -1
    if abs(first - second) <= _CLOSE * max(abs(first), abs(second)):
        return -1
    return int((second - first) * value.better > 0)
