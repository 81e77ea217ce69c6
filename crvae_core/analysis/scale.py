"""Vectors of any magnitude brought to one that arithmetic can bear: squares of 1e-170 are 0, those of 1e170 infinite.

Maps work in single precision, where both happen far earlier; scikit-learn's t-SNE even ends the process then.
"""

from dataclasses import dataclass

import numpy as np

SMALLEST_SPREAD, LARGEST_VALUE = 1e-3, 1e3  # in between nothing is changed, so that results stay to the bit
LOWEST, HIGHEST = -1074, 1023  # powers of two in double precision


@dataclass(frozen=True)
class Scaled:
    """vectors (N, Z) whose original is `vectors * scale + centre`; scale: a power of two, centre: (Z,)."""

    vectors: np.ndarray
    scale: float
    centre: np.ndarray

    def into(self, vectors: np.ndarray) -> np.ndarray:
        """Vectors (n, Z) or (Z,) of the original space in the scaled one."""
        return vectors / self.scale - self.centre / self.scale

    def back(self, vectors: np.ndarray) -> np.ndarray:
        """Vectors (n, Z) of the scaled space in the original one."""
        return (vectors + self.centre / self.scale) * self.scale

    def length(self, distances: np.ndarray) -> np.ndarray:
        """Distances of the scaled space in the original one; infinite where they lie beyond all numbers."""
        with np.errstate(over="ignore"):
            return distances * self.scale


def even_scale(vectors: np.ndarray) -> Scaled:
    """Finite vectors (N, Z) about zero with a largest value of about 1, if they are not of ordinary size already.

    Neighbours, clusters and ratios of distances stay what they are. What can't be told from the mean in double
    precision becomes equal to it.
    """
    highest = float(max(vectors.max(), -vectors.min()))
    if not highest or (highest <= LARGEST_VALUE and np.ptp(vectors, axis=0).max() >= SMALLEST_SPREAD):
        return Scaled(vectors, 1.0, np.zeros(vectors.shape[1]))
    first = _exponent(highest)
    small = np.ldexp(vectors, -first)
    mean = small.mean(axis=0)
    # the mean of equal values may be rounded: their own value is the better centre
    mean = np.where(np.ptp(small, axis=0) == 0, small[0], mean)
    small = small - mean
    second = int(np.clip(_exponent(float(np.abs(small).max())), LOWEST - first, HIGHEST - first))
    centre = np.ldexp(mean, first)
    return Scaled(np.ldexp(small, -second), float(np.ldexp(1.0, first + second)), centre)


def _exponent(value: float) -> int:
    """The power of two that is at most `value`; 0 for 0."""
    return int(np.frexp(value)[1]) - 1 if value else 0
