"""Who a moment's neighbours in the latent space are: merely the next ones in time, or only those of its own video?"""

from dataclasses import dataclass

import numpy as np

from crvae_core.evaluation.contents import Contents

APART = 3  # moments of a video at most that far from each other show the same shot more often than not
NEIGHBOURS = 10
_SEED = 0  # of the random moments
_FEW = 5000  # moments of a video up to which each draws among its own far ones


@dataclass(frozen=True)
class Unlikeness:
    """How unlike a moment and some other moment of its video are on average, the other one more than APART away.

    neighbour: the nearest one in the latent space. time: the nearest one in time. chance: any. In one unit (squared
    difference of small pictures, or share of words that are not common to both).
    """

    neighbour: float
    time: float
    chance: float

    @property
    def ratio(self) -> float:
        """Below 1: the latent finds moments alike that neither time nor chance would find."""
        return self.neighbour / max(min(self.time, self.chance), 1e-12)


def beyond_time(vectors: np.ndarray, video_ids: list[str], contents: Contents) -> Unlikeness | None:
    """Compare far neighbours in the latent space with those that time alone would choose.

    Args:
        vectors: the latents (N, Z) of pairs, those of a video in the order of time.
        video_ids: of each.
        contents: what they are compared by.

    None where no video has moments enough, or all of them are alike.
    """
    random = np.random.default_rng(_SEED)
    videos = np.array(video_ids)
    own: list[int] = []
    found: dict[str, list[int]] = {"neighbour": [], "time": [], "chance": []}
    for video_id in dict.fromkeys(video_ids):
        rows = np.flatnonzero(videos == video_id)
        count = len(rows)
        if count < 2 * APART + 3:  # fewer moments: some have no far one
            continue
        places = np.arange(count)
        step = np.where(places + APART + 1 < count, APART + 1, -APART - 1)
        own += rows.tolist()
        found["neighbour"] += rows[_far_neighbours(vectors[rows])].tolist()
        found["time"] += rows[places + step].tolist()
        found["chance"] += rows[_any_far(count, random)].tolist()
    if not own:
        return None
    differences = {name: contents.difference(own, others) for name, others in found.items()}
    return Unlikeness(**differences) if min(differences["time"], differences["chance"]) > 1e-9 else None


def _any_far(count: int, random: np.random.Generator) -> np.ndarray:
    """For each of `count` places any place more than APART away."""
    places = np.arange(count)
    if count <= _FEW:
        return np.array([random.choice(np.flatnonzero(abs(places - i) > APART)) for i in places])
    first, last = np.maximum(places - APART, 0), np.minimum(places + APART, count - 1)
    drawn = random.integers(0, count - (last - first + 1))  # among the far ones alone
    return np.where(drawn < first, drawn, drawn + last - first + 1)


def other_video_shares(vectors: np.ndarray, video_ids: list[str]) -> dict[str, float]:
    """Per video the share of its moments with one of another video among their NEIGHBOURS nearest."""
    from sklearn.neighbors import NearestNeighbors

    videos = np.array(video_ids)
    count = min(NEIGHBOURS, len(vectors) - 1)
    _, rows = NearestNeighbors(n_neighbors=count).fit(vectors).kneighbors()
    crossing = (videos[rows] != videos[:, None]).any(axis=1)
    return {video_id: float(crossing[videos == video_id].mean()) for video_id in dict.fromkeys(video_ids)}


def _far_neighbours(vectors: np.ndarray) -> np.ndarray:
    """The place of the nearest vector more than APART places away, for each of (N, Z)."""
    from sklearn.neighbors import NearestNeighbors

    count = min(2 * APART + 1, len(vectors) - 1)  # one more than can be near in time
    _, rows = NearestNeighbors(n_neighbors=count).fit(vectors).kneighbors()
    far = abs(rows - np.arange(len(vectors))[:, None]) > APART
    return rows[np.arange(len(vectors)), far.argmax(axis=1)]
