"""What a picture's error would be without a network: the mean picture, and principal components."""

import numpy as np

MOST_PAIRS = 2000  # more are thinned out evenly: the cost grows with their square
_COLUMNS = 1024  # values of a picture at a time, to bound the memory: 16 MB of MOST_PAIRS


def mean_image_mse(images: np.ndarray) -> float:
    """Mean squared error of the mean picture; `images` is uint8 (N, ...), the error that of values in [0, 1]."""
    return float(np.trace(_gram(_thin(images)))) / _count(images)


def pca_image_mse(images: np.ndarray, components: int) -> float:
    """Mean squared error of pictures rebuilt from their principal components.

    Args:
        images: uint8 (N, ...).
        components: how many; at most N - 1 are used, which is exact.
    """
    return component_mses(images, components)[0]


def component_mses(images: np.ndarray, *components: int) -> list[float]:
    """`pca_image_mse` for several numbers of components at once; 0 stands for the mean picture."""
    values = np.clip(np.linalg.eigvalsh(_gram(_thin(images)))[::-1], 0, None)
    return [float(values[count:].sum()) / _count(images) for count in components]


def unseen_image_mse(seen: np.ndarray, unseen: np.ndarray, components: int) -> tuple[float, float]:
    """Errors of pictures that neither baseline has seen: by the mean of the seen ones, and by their components.

    Args:
        seen, unseen: uint8 (N, ...) and (M, ...).
        components: how many; at most N - 1 are used.
    """
    known, new = _thin(seen), _thin(unseen)
    inner, cross, squares = np.zeros((len(known),) * 2), np.zeros((len(new), len(known))), np.zeros(len(new))
    for first in range(0, known.shape[1], _COLUMNS):
        part = known[:, first : first + _COLUMNS].astype(np.float64) / 255
        centre = part.mean(axis=0)
        part, other = part - centre, new[:, first : first + _COLUMNS].astype(np.float64) / 255 - centre
        inner += part @ part.T
        cross += other @ part.T
        squares += (other**2).sum(axis=1)
    values, axes = np.linalg.eigh(inner)
    used = np.flatnonzero(values > 1e-9 * max(values[-1], 1e-12))[::-1][: min(components, len(known) - 1)]
    explained = ((cross @ axes[:, used]) ** 2 / values[used]).sum(axis=1)
    return float(squares.sum()) / new.size, float(np.clip(squares - explained, 0, None).sum()) / new.size


def thin_rows(count: int) -> np.ndarray:
    """At most MOST_PAIRS rows of `count`, spread evenly: those that the baselines are made of."""
    return np.linspace(0, count - 1, min(count, MOST_PAIRS)).round().astype(int)


def _thin(images: np.ndarray) -> np.ndarray:
    flat = images.reshape(len(images), -1)
    return flat[thin_rows(len(flat))] if len(flat) > MOST_PAIRS else flat


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
