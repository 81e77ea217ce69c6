"""Who a moment's neighbours in the latent space are: merely the next ones in time, or only those of its own video?"""

from dataclasses import dataclass

import numpy as np

from crvae_core.runs.pair_data import PairData

APART = 3  # moments of a video at most that far from each other show the same shot more often than not
NEIGHBOURS = 10
_SEED = 0  # of the random moments


@dataclass(frozen=True)
class Beyond:
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


def beyond_time(vectors: np.ndarray, data: PairData) -> Beyond | None:
    """Compare far neighbours in the latent space with those that time alone would choose.

    Args:
        vectors: the latents (N, Z) of the pairs.
        data: the pairs, those of a video in the order of time.

    None where no video has moments enough, or all of them are alike.
    """
    random = np.random.default_rng(_SEED)
    video_ids, contents = np.array(data.video_ids), _contents(data)
    own: list[int] = []
    found: dict[str, list[int]] = {"neighbour": [], "time": [], "chance": []}
    for video_id in dict.fromkeys(data.video_ids):
        rows = np.flatnonzero(video_ids == video_id)
        count = len(rows)
        if count < 2 * APART + 3:  # fewer moments: some have no far one
            continue
        places = np.arange(count)
        step = np.where(places + APART + 1 < count, APART + 1, -APART - 1)
        own += rows.tolist()
        found["neighbour"] += rows[_far_neighbours(vectors[rows])].tolist()
        found["time"] += rows[places + step].tolist()
        found["chance"] += rows[
            [random.choice(np.flatnonzero(abs(places - i) > APART)) for i in places]
        ].tolist()
    if not own:
        return None
    differences = {name: _difference(contents, own, others) for name, others in found.items()}
    return Beyond(**differences) if min(differences["time"], differences["chance"]) > 1e-9 else None


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


def _contents(data: PairData) -> np.ndarray | list[set[int]]:
    """What moments are compared by: their pictures, 12 x 20 pixels each, or the words where pictures are all alike."""
    images = data.images.cpu().numpy()
    small = np.stack([image.reshape(3, 12, 10, 20, 10).mean(axis=(2, 4)).ravel() for image in images]) / 255
    if small.var(axis=0).mean() > 1e-5:
        return small
    lengths = data.mask.sum(dim=1).tolist()
    return [set(ids[:length]) for ids, length in zip(data.token_ids.tolist(), lengths, strict=True)]


def _difference(contents: np.ndarray | list[set[int]], rows: list[int], others: list[int]) -> float:
    if isinstance(contents, np.ndarray):
        return float(((contents[rows] - contents[others]) ** 2).mean())
    pairs = [(contents[row], contents[other]) for row, other in zip(rows, others, strict=True)]
    return float(np.mean([len(a ^ b) / max(1, len(a | b)) for a, b in pairs]))
