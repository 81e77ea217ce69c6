"""The figures of two runs in one table, each with what it says and which way is better; plain data, nothing drawn."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.plain_text import clock

MISSING = "–"
_CLOSE = 0.02  # figures within two per cent of each other are no difference to speak of


@dataclass(frozen=True)
class Figure:
    """A figure of an evaluation: where it stands in it ("held_out/image_mse": inside), its name, what it says.

    better: +1 if more is better, -1 if less is, 0 if neither.
    """

    key: str
    title: str
    says: str
    better: int
    form: Callable[[float], str]


def _decimals(value: float) -> str:
    return f"{value:.4f}"


def _share(value: float) -> str:
    return f"{value:.1%}"


def _whole(value: float) -> str:
    return f"{value:,.0f}"


def _millions(value: float) -> str:
    return f"{value / 1e6:.1f} M"


FIGURES = (
    Figure("pairs", "Moments trained on", "How many pairs the figures below are of.", 0, _whole),
    Figure(
        "image_mse",
        "Picture error",
        "Mean square per pixel, colours from 0 to 1. Lower is better.",
        -1,
        _decimals,
    ),
    Figure(
        "baseline_mean_image_mse",
        "… of the mean picture",
        "What always showing the same picture would give; a model has to be far below.",
        0,
        _decimals,
    ),
    Figure(
        "token_accuracy_free",
        "Words read back",
        "Share of words right from the vector alone. Higher is better.",
        1,
        _share,
    ),
    Figure(
        "token_accuracy_forced",
        "… with true words before",
        "Share right when each true word before is given: easier, and says less of the vector. Higher is better.",
        1,
        _share,
    ),
    Figure(
        "text_mse",
        "Word vector error",
        "Mean square of the predicted word vectors, true words before given. Lower is better.",
        -1,
        _decimals,
    ),
    Figure(
        "text_mse_shuffled_latent",
        "… with another moment's vector",
        "If this is no higher, the words do not come from the vector at all.",
        0,
        _decimals,
    ),
    Figure("latent_dim", "Values of a vector", "How long a vector is.", 0, _whole),
    Figure("active_units", "Values in use", "How many of them differ between moments.", 0, _whole),
    Figure("effective_rank", "Directions", "Over about so many directions the vectors spread.", 0, _whole),
    Figure(
        "kl",
        "Information",
        "Nats that a vector tells of its moment; none for a plain autoencoder.",
        0,
        _whole,
    ),
    Figure(
        "held_out/image_mse",
        "Picture error, not trained on",
        "The same on pairs that were kept out of the training. Lower is better.",
        -1,
        _decimals,
    ),
    Figure(
        "held_out/token_accuracy_free",
        "Words read back, not trained on",
        "The same on pairs that were kept out of the training. Higher is better.",
        1,
        _share,
    ),
    Figure("weights", "Weights", "Numbers that the model has learnt.", 0, _millions),
    Figure("epochs", "Epochs", "Passes over all pairs.", 0, _whole),
    Figure(
        "train_seconds", "Time of training", "On the machine that trained it. Shorter is better.", -1, clock
    ),
)


def figure_rows(first: dict[str, Any], second: dict[str, Any]) -> list[tuple[Figure, str, str, int]]:
    """The figures that at least one of two evaluations has, as texts, and which is better: 0, 1, or -1 for neither."""
    rows = []
    for figure in FIGURES:
        values = [_look_up(found, figure.key) for found in (first, second)]
        if all(value is None for value in values):
            continue
        shown = [MISSING if value is None else figure.form(value) for value in values]
        rows.append((figure, shown[0], shown[1], _winner(figure, *values)))
    return rows


def _look_up(found: dict[str, Any], key: str) -> float | None:
    value: Any = found
    for part in key.split("/"):
        value = value.get(part) if isinstance(value, dict) else None
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def _winner(figure: Figure, first: float | None, second: float | None) -> int:
    if first is None or second is None or not figure.better:
        return -1
    if abs(first - second) <= _CLOSE * max(abs(first), abs(second)):
        return -1
    return int((second - first) * figure.better > 0)
