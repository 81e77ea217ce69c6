"""What a run is worth, as evaluation.json holds it: its figures, the questions asked of its latent, sentences on both."""

import math
from dataclasses import dataclass, field, fields
from typing import Any, Self

from crvae_core.errors import RunError

_PARTS = {"videos", "held_out", "retrieval", "sentences", "gates"}  # what is no number


@dataclass(frozen=True)
class Figures:
    """Errors and accuracies over some pairs; None for what the run has not (pictures, words).

    image_mse: mean square per pixel, colours from 0 to 1; psnr the same in dB. text_mse: mean square of the values of word
    vectors, true words before given, over true words; text_mse_padded: with the padding; text_mse_free: from the latent
    alone. token_accuracy_forced, token_accuracy_free: shares of words right, in the same two ways. chrf: 0 to 100.
    """

    pairs: int = 0
    pairs_with_words: int | None = None
    image_mse: float | None = None
    psnr: float | None = None
    text_mse: float | None = None
    text_mse_padded: float | None = None
    text_mse_free: float | None = None
    token_accuracy_forced: float | None = None
    token_accuracy_free: float | None = None
    chrf: float | None = None

    def to_json(self) -> dict[str, Any]:
        """The figures by name, as evaluation.json has them."""
        return {one.name: getattr(self, one.name) for one in fields(self) if one.name not in _PARTS}

    @classmethod
    def from_json(cls, values: Any) -> Self:
        """Read what `to_json` gave, now or in an earlier version; raises ValueError where that is no such thing."""
        return cls(**_numbers(cls, values))


@dataclass(frozen=True)
class Retrieval:
    """How often one half of a moment finds the other one among the ten nearest; the same by a linear model, and by chance."""

    pairs: int
    picture_to_words: float
    words_to_picture: float
    cca_picture_to_words: float
    cca_words_to_picture: float
    chance: float

    def to_json(self) -> dict[str, Any]:
        """The shares by name."""
        return dict(vars(self))


@dataclass(frozen=True)
class HeldOut(Figures):
    """Figures of pairs that were not trained on, against baselines that have not seen them either."""

    text_mse_shuffled_latent: float | None = None
    text_mse_zero_latent: float | None = None
    baseline_mean_image_mse: float | None = None
    baseline_pca_image_mse: float | None = None
    retrieval: Retrieval | None = None

    def to_json(self) -> dict[str, Any]:
        """The figures by name, and in them those of retrieval."""
        return super().to_json() | {"retrieval": self.retrieval.to_json() if self.retrieval else None}

    @classmethod
    def from_json(cls, values: Any) -> Self:
        """See Figures."""
        found = values.get("retrieval") if isinstance(values, dict) else None
        try:
            retrieval = Retrieval(**_numbers(Retrieval, found)) if found else None
        except TypeError as error:
            raise ValueError("retrieval lacks a figure") from error
        return cls(**_numbers(cls, values), retrieval=retrieval)


@dataclass(frozen=True)
class Gate:
    """One question about a run's latent.

    passed: None where it can't be asked of this run. number: what the answer goes by. remedy: what to try; empty unless
    the gate failed.
    """

    name: str
    title: str
    passed: bool | None
    number: float | None
    sentence: str
    remedy: str = ""

    @classmethod
    def from_json(cls, values: Any) -> Self:
        """Read a gate; raises ValueError."""
        try:
            gate = cls(**{one.name: values[one.name] for one in fields(cls) if one.name in values})
        except (TypeError, KeyError, AttributeError) as error:
            raise ValueError("a question is incomplete") from error
        texts = (gate.name, gate.title, gate.sentence, gate.remedy)
        if not all(isinstance(text, str) for text in texts) or gate.passed not in (True, False, None):
            raise ValueError("a question holds what it should not")
        return gate


@dataclass(frozen=True)
class Evaluation(Figures):
    """All that `evaluate` finds: the figures of the pairs that were trained on, and what they mean.

    table1_*: sums over batches of 16, as in the report's Table 1. text_mse_shuffled_latent, text_mse_zero_latent: with
    another moment's latent, with none. latent_dim, active_units, effective_rank, mean_sigma, kl: how the latent is used.
    baseline_*: errors of pictures without a network. videos: figures of each video, where there are several. held_out:
    None where no pairs were held out. sentences: name of a figure -> what it says.
    """

    table1_image: float | None = None
    table1_text: float | None = None
    table1_total: float | None = None
    text_mse_shuffled_latent: float | None = None
    text_mse_zero_latent: float | None = None
    latent_dim: int = 1
    active_units: int = 0
    effective_rank: float | None = None
    mean_sigma: float | None = None
    kl: float | None = None
    baseline_mean_image_mse: float | None = None
    baseline_pca_image_mse: float | None = None
    baseline_pca10_image_mse: float | None = None
    train_seconds: float | None = None
    epochs: int | None = None
    weights: int | None = None
    held_out: HeldOut | None = None
    videos: dict[str, Figures] = field(default_factory=dict)
    sentences: dict[str, str] = field(default_factory=dict)
    gates: tuple[Gate, ...] = ()

    def __getitem__(self, name: str) -> Any:
        """A figure by its name in evaluation.json, for notebooks; raises KeyError."""
        return self.to_json()[name]

    def to_json(self) -> dict[str, Any]:
        """All figures by name; `held_out` and `videos` only where there are such."""
        values = super().to_json()
        if self.held_out is not None:
            values["held_out"] = self.held_out.to_json()
        if self.videos:
            values["videos"] = {video_id: found.to_json() for video_id, found in self.videos.items()}
        return values | {
            "sentences": dict(self.sentences),
            "gates": [dict(vars(gate)) for gate in self.gates],
        }

    @classmethod
    def from_json(cls, values: Any) -> Self:
        """See Figures; what an earlier version did not measure is None, or empty."""
        found = cls(**_numbers(cls, values))
        videos, sentences, gates = (values.get(key) or {} for key in ("videos", "sentences", "gates"))
        if not (isinstance(videos, dict) and isinstance(sentences, dict) and isinstance(gates, list | dict)):
            raise ValueError("its parts are not what they should be")
        held_out = values.get("held_out")
        return cls(
            **{one.name: getattr(found, one.name) for one in fields(cls) if one.name not in _PARTS},
            held_out=HeldOut.from_json(held_out) if held_out else None,
            videos={str(video_id): Figures.from_json(one) for video_id, one in videos.items()},
            sentences={str(name): str(sentence) for name, sentence in sentences.items()},
            gates=tuple(Gate.from_json(gate) for gate in gates),
        )

    @property
    def collapsed(self) -> Gate | None:
        """The question whether the latent is alive, where it was not passed."""
        return next((gate for gate in self.gates if gate.name == "alive" and gate.passed is False), None)


def read_evaluation(values: Any, name: str) -> Evaluation:
    """Read what evaluation.json of the run `name` holds; raises RunError with the remedy."""
    try:
        return Evaluation.from_json(values)
    except ValueError as error:
        raise RunError(
            f"the evaluation of {name!r} is damaged ({error}): evaluate it again (`evaluate`, or `repair`)"
        ) from error


def _numbers(kind: type, values: Any) -> dict[str, Any]:
    """The figures of a kind among stored values; raises ValueError where one is no finite number."""
    if not isinstance(values, dict):
        raise ValueError("it is no object")
    found = {}
    for one in fields(kind):
        if one.name in _PARTS or one.name not in values:
            continue
        value = values[one.name]
        if value is None and one.default is None:
            continue
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            raise ValueError(f"{one.name} is no number")
        found[one.name] = value
    return found
