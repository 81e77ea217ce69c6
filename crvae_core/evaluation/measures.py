"""What is measured of each pair by itself; figures of all pairs, of a video, or of a batch are sums over these."""

from array import array
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from crvae_core.decoding.decode import Decoded, DecodedWords, decode_pairs, spell
from crvae_core.evaluation.contents import Contents, contents_of
from crvae_core.evaluation.text_overlap import chrf, letter_counts
from crvae_core.model.moment_model import MomentModel
from crvae_core.runs.evaluation import Figures
from crvae_core.runs.filled import Filled
from crvae_core.runs.pair_data import PairData
from crvae_core.runs.run_words import in_words_of
from crvae_core.runs.stored_pairs import Pairs, chunks


@dataclass(frozen=True)
class WordMeasures:
    """Of the texts of N pairs, each (N,).

    words: how many the true text has. forced, free: sums over the true words of the mean square of a vector, with the true
    words before given and from the latent alone. padded: the mean over all places up to the longest text, true words given.
    forced_right, free_right: how many words are right. places: words of the longer one of true and free text.
    letters: what chrF counts, (N, 18); None without sacrebleu.
    """

    words: np.ndarray
    forced: np.ndarray
    free: np.ndarray
    padded: np.ndarray
    forced_right: np.ndarray
    free_right: np.ndarray
    places: np.ndarray
    letters: np.ndarray | None = None


@dataclass(frozen=True)
class Measures:
    """Of N pairs.

    mu, log_var: (N, Z) float32. spoken: True at pairs with words (N,). image: mean square per pixel (N,); None for a model
    without pictures. text: None for a model without words, and where no pair has any. contents: what pairs are compared by.
    """

    mu: np.ndarray
    log_var: np.ndarray
    spoken: np.ndarray
    image: np.ndarray | None
    text: WordMeasures | None
    contents: Contents

    def __len__(self) -> int:
        return len(self.mu)


def measure(model: MomentModel, pairs: Pairs) -> Measures:
    """Encode pairs, decode their means, and compare with what they were; some dozens of pairs are in memory at a time."""
    return _joined(len(pairs), _of_chunks(model, pairs))


def _of_chunks(model: MomentModel, pairs: Pairs) -> Iterator[Measures]:
    for _, data in chunks(pairs):
        data = in_words_of(model, data)
        yield measures_of(data, decode_pairs(model, data))


def measures_of(data: PairData, decoded: Decoded) -> Measures:
    """The measures of pairs and what was decoded from their latents."""
    image = None
    if decoded.images is not None:
        error = data.images.float().div_(255).sub_(decoded.images)  # in place: these are large
        image = error.square_().flatten(1).mean(dim=1).double().numpy()
    return Measures(
        mu=decoded.mu.numpy(),
        log_var=decoded.log_var.numpy(),
        spoken=data.spoken.numpy(),
        image=image,
        text=None if decoded.words is None else _of_words(data, decoded.words),
        contents=contents_of(data),
    )


def _of_words(data: PairData, words: DecodedWords) -> WordMeasures:
    mask, ids, longest = data.mask, data.same_word[data.token_ids], data.mask.shape[1]
    target = data.vectors(data.token_ids, mask)
    forced = (words.forced - target).square().mean(dim=2)
    free = (words.free[:, :longest] - target).square().mean(dim=2)
    free_mask = words.free_mask
    forced_right = (data.same_word[words.forced_ids] == ids) & mask
    free_right = (data.same_word[words.free_ids][:, :longest] == ids) & mask & free_mask[:, :longest]
    lengths, said = mask.sum(dim=1), free_mask.sum(dim=1)
    return WordMeasures(
        words=lengths.numpy(),
        forced=_sums(forced * mask),
        free=_sums(free * mask),
        padded=forced.double().mean(dim=1).numpy(),
        forced_right=forced_right.sum(dim=1).numpy(),
        free_right=free_right.sum(dim=1).numpy(),
        places=torch.maximum(lengths, said).numpy(),
        letters=letter_counts(spell(data, words.free_ids, said.tolist()), data.texts()),
    )


def figures(measures: Measures, rows: np.ndarray | None = None) -> Figures:
    """Errors and accuracies over some rows, by default all; those of texts over the rows that have words."""
    rows = np.arange(len(measures)) if rows is None else rows
    image = None if measures.image is None else float(measures.image[rows].mean())
    spoken = rows[measures.spoken[rows]]
    return Figures(
        pairs=len(rows),
        pairs_with_words=len(spoken),
        image_mse=image,
        psnr=None if image is None else float(-10 * np.log10(max(image, 1e-12))),
        **(_of_texts(measures.text, spoken) if measures.text is not None and len(spoken) else {}),
    )


def _of_texts(text: WordMeasures, rows: np.ndarray) -> dict[str, float | None]:
    words = text.words[rows].sum()
    return {
        "text_mse": float(text.forced[rows].sum() / words),
        "text_mse_padded": float(text.padded[rows].mean()),
        "text_mse_free": float(text.free[rows].sum() / words),
        "token_accuracy_forced": float(text.forced_right[rows].sum() / words),
        "token_accuracy_free": float(text.free_right[rows].sum() / text.places[rows].sum()),
        "chrf": None if text.letters is None else chrf(text.letters[rows]),
    }


def _sums(values: Tensor) -> np.ndarray:
    return values.double().sum(dim=1).numpy()


def _joined(count: int, parts: Iterator[Measures]) -> Measures:
    """The measures of all `count` pairs, from those of successive ones."""
    found, texts, words = Filled(count), Filled(count), array("i")
    for part in parts:
        ends = part.contents.ends + len(words)
        words.frombytes(part.contents.words.tobytes())
        found.add(
            mu=part.mu,
            log_var=part.log_var,
            spoken=part.spoken,
            image=part.image,
            pictures=part.contents.pictures,
            ends=ends,
        )
        if part.text is not None:
            texts.add(**vars(part.text))
    return Measures(
        mu=found["mu"],
        log_var=found["log_var"],
        spoken=found["spoken"],
        image=found.arrays.get("image"),
        text=WordMeasures(**texts.arrays) if texts.arrays else None,
        contents=Contents(found["pictures"], np.array(words, np.int32), found["ends"]),
    )
