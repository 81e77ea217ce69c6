"""What is independent in films, and how sure a mean over moments is: whole videos, or stretches of time.

Neighbouring moments show the same shot, so single frames are never taken as independent. Where a group has at least
FEWEST_VIDEOS videos, the video is the unit. Elsewhere stretches of time are drawn anew within each film by the stationary
bootstrap (Politis & Romano 1994), their mean length chosen from the data (Politis & White 2004, corrected by Patton,
Politis & White 2009).
"""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

FEWEST_VIDEOS = 5  # of a group, for the video to be the unit
DRAWS = 1000
_LONGEST_SHARE = 1 / 3  # of a film, that the mean length of its stretches may have


@dataclass(frozen=True)
class Sample:
    """The moments of one group, in the order of time within each video.

    video: (n,) which video each moment is of, numbered from 0; the moments of a video stand together.
    seed: of the draws. whole: whether the video is the unit, where that is decided by more moments than these, such as
    all of a group when these are those of one theme.
    """

    video: np.ndarray
    seed: int = 0
    draws: int = DRAWS
    whole: bool | None = None

    @cached_property
    def films(self) -> list[slice]:
        """The rows of each video."""
        if not len(self.video):
            return []
        starts = np.flatnonzero(np.r_[True, np.diff(self.video) != 0])
        ends = np.r_[starts[1:], len(self.video)]
        return [slice(int(first), int(last)) for first, last in zip(starts, ends, strict=True)]

    @property
    def by_video(self) -> bool:
        """Whether the video is the unit of independence, not a stretch of time."""
        return len(self.films) >= FEWEST_VIDEOS if self.whole is None else self.whole

    def only(self, kept: np.ndarray) -> "Sample":
        """Those of the moments that are kept (n,) bool; their unit stays that of all."""
        return replace(self, video=self.video[kept], whole=self.by_video)

    @property
    def unit(self) -> str:
        """The unit of independence in words."""
        return "video" if self.by_video else "stretch of time"

    def counted(self, values: np.ndarray, length: float) -> float:
        """How many independent units there are: videos, or stretches of the mean length `length` (moments)."""
        return float(len(self.films)) if self.by_video else max(2.0, len(values) / length)


def stretch_length(series: list[np.ndarray]) -> float:
    """The mean length, in moments, of the stretches by which some series (one per film) are drawn anew.

    Each series gets its own length (`series_length`); the longest counts, since stretches that are too short promise too much.
    """
    return max([1.0, *(series_length(values) for values in series)])


def series_length(values: np.ndarray) -> float:
    """The mean stretch length of the stationary bootstrap for the mean of one series (n,), at least 1.

    Politis & White 2004 with the correction of Patton, Politis & White 2009: flat-top lag window, its width where the
    autocorrelations stay small.
    """
    count = len(values)
    centred = np.asarray(values, np.float64) - np.mean(values) if count else np.zeros(0)
    if count < 8 or not np.any(np.abs(centred) > 1e-12):
        return 1.0
    ahead = max(5, int(np.ceil(np.sqrt(np.log10(count)))))
    most = min(int(np.ceil(np.sqrt(count))) + ahead, count - 1)
    covariances = _autocovariances(centred, most)
    width = _window(covariances / covariances[0], count, ahead)
    lags = np.arange(-width, width + 1)
    tapered = np.clip(2 * (1 - np.abs(lags) / width), 0, 1) * covariances[np.abs(lags)]
    spectrum = tapered.sum()
    if spectrum <= 0:
        return 1.0
    bend = (tapered * np.abs(lags)).sum()
    best = (bend**2 / spectrum**2) ** (1 / 3) * count ** (1 / 3)
    return float(np.clip(best, 1, max(1.0, _LONGEST_SHARE * count)))


def mean_error(values: np.ndarray, length: float) -> float:
    """The standard error of the mean of one series (n,) under the stationary bootstrap, without drawing (its exact limit).

    The variance of a draw's mean is the sum of circular autocovariances, each weighted by how often both ends of its lag come
    from one stretch (Politis & Romano 1994, lemma 1); scaled up by what n moments in stretches of `length` lack.
    """
    count = len(values)
    if count < 2:
        return 0.0
    spectrum = np.abs(np.fft.rfft(np.asarray(values, np.float64) - np.mean(values))) ** 2
    covariances = np.fft.irfft(spectrum, count) / count
    lags = np.arange(1, count)
    weights = (1 - lags / count) * (1 - 1 / length) ** lags
    variance = (covariances[0] + 2 * (weights * covariances[1:]).sum()) / count
    return float(np.sqrt(max(variance, 0.0) / max(1 - length / count, 1 / 3)))


def _autocovariances(centred: np.ndarray, most: int) -> np.ndarray:
    """Autocovariances of lags 0 to `most` of a centred series."""
    count = len(centred)
    size = 1 << (2 * count - 1).bit_length()
    spectrum = np.abs(np.fft.rfft(centred, size)) ** 2
    return np.fft.irfft(spectrum, size)[: most + 1] / count


def _window(correlations: np.ndarray, count: int, ahead: int) -> int:
    """The half width of the lag window: twice the lag behind which `ahead` correlations in a row are small."""
    small = np.abs(correlations[1:]) < 2 * np.sqrt(np.log10(count) / count)
    last = len(small) - ahead
    first = next((lag for lag in range(max(last, 0) + 1) if small[lag : lag + ahead].all()), None)
    if first is None:
        first = int(np.flatnonzero(~small)[-1]) + 1
    return int(np.clip(2 * first, 1, len(correlations) - 1))
