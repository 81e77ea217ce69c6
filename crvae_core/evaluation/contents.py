"""What pairs hold, small enough to compare all of them: their pictures at 12 x 20 pixels, and their words."""

from dataclasses import dataclass

import numpy as np

from crvae_core.media.stored_frame import FRAME_HEIGHT, FRAME_WIDTH
from crvae_core.runs.pair_data import PairData

STEP = 10  # pixels of a frame, each way, that make one of a small picture
_BLOCK = 4096  # pairs compared at a time
ALIKE = 1e-5  # variance of a small picture's values below which pictures are all alike


@dataclass(frozen=True)
class Contents:
    """Of N pairs.

    pictures: (N, 3 * 12 * 20) float16 in [0, 1]. words: the rows of all words in the vocabulary, int32, one pair's after
    those of the one before; ends: where those of each pair end, int64 (N,).
    """

    pictures: np.ndarray
    words: np.ndarray
    ends: np.ndarray

    @property
    def alike(self) -> bool:
        """Whether the pictures tell nothing apart, so that words have to."""
        sums = np.zeros((2, self.pictures.shape[1]))
        for at in range(0, len(self.pictures), _BLOCK):
            part = self.pictures[at : at + _BLOCK].astype(np.float64)
            sums += part.sum(axis=0), (part**2).sum(axis=0)
        mean, square = sums / len(self.pictures)
        return float((square - mean**2).mean()) <= ALIKE

    def difference(self, rows: list[int], others: list[int]) -> float:
        """How unlike pairs are on average: squared difference of pictures, or where these are all alike, the share of
        words that are not common to both."""
        if not self.alike:
            squares = 0.0
            for at in range(0, len(rows), _BLOCK):
                own, other = (
                    self.pictures[some[at : at + _BLOCK]].astype(np.float32) for some in (rows, others)
                )
                squares += float(((own - other) ** 2).sum())
            return squares / (len(rows) * self.pictures.shape[1])
        both = [(self._words(row), self._words(other)) for row, other in zip(rows, others, strict=True)]
        return float(np.mean([len(a ^ b) / max(1, len(a | b)) for a, b in both]))

    def _words(self, row: int) -> set[int]:
        first = self.ends[row - 1] if row else 0
        return set(self.words[first : self.ends[row]].tolist())


def contents_of(data: PairData) -> Contents:
    """The contents of pairs in memory."""
    return Contents(
        small_pictures(data.images.cpu().numpy()).astype(np.float16),
        data.token_ids[data.mask].cpu().numpy().astype(np.int32),
        data.mask.sum(dim=1).cumsum(dim=0).cpu().numpy(),
    )


def small_pictures(images: np.ndarray) -> np.ndarray:
    """Pictures, uint8 (N, 3, 120, 200), as 12 x 20 mean colours in one row each, float32 (N, 720)."""
    rows, columns = FRAME_HEIGHT // STEP, FRAME_WIDTH // STEP
    found = np.empty((len(images), 3 * rows * columns), np.float32)
    for place, image in enumerate(images):
        found[place] = image.reshape(3, rows, STEP, columns, STEP).mean(axis=(2, 4)).ravel() / 255
    return found
