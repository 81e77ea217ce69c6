"""What a picture's error would be without a network: the mean picture, and principal components."""

import numpy as np

MOST_PAIRS = 2000  # more are thinned out evenly: the cost grows with their square
_COLUMNS = 8192  # values of a picture at a time, to bound the memory


def mean_image_mse(images: np.ndarray) -> float:
    """Mean squared error of the mean picture; `images` is uint8 (N, ...), the error that of values in [0, 1]."""
    return float(np.trace(_gram(_thin(images)))) / _count(images)


def pca_image_mse(images: np.ndarray, components: int) -> float:
    """Mean squared error of pictures rebuilt from their principal components.

    Args:
        images: uint8 (N, ...).
        components: how many; at most N - 1 are used, which is exact.
    """
    left_over = np.linalg.eigvalsh(_gram(_thin(images)))[::-1][components:]
    return float(np.clip(left_over, 0, None).sum()) / _count(images)


def _thin(images: np.ndarray) -> np.ndarray:
    flat = images.reshape(len(images), -1)
    return (
        flat[np.linspace(0, len(flat) - 1, MOST_PAIRS).round().astype(int)]
        if len(flat) > MOST_PAIRS
        else flat
    )


def _count(images: np.ndarray) -> int:
    return min(len(images), MOST_PAIRS) * int(np.prod(images.shape[1:]))


def _gram(flat: np.ndarray) -> np.ndarray:
    """Inner products (N, N) of the centred pictures."""
    gram = np.zeros((len(flat), len(flat)))
    for first in range(0, flat.shape[1], _COLUMNS):
        part = flat[:, first : first + _COLUMNS].astype(np.float64) / 255
        part -= part.mean(axis=0)
        gram += part @ part.T
    return gram
