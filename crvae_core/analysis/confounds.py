"""Are clusters more than shots, neighbouring time, or which video it is? Measured against shifted time and chance."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from crvae_core.wording import percent

TITLES = {"shots": "Only shots?", "time": "Only neighbouring time?", "video": "Only which video it is?"}
SHIFTS = 200  # time is shifted round the circle at most this often


def confounds(
    latents: np.ndarray,
    labels: np.ndarray,
    times_s: np.ndarray,
    shot_ids: Sequence[Any] | np.ndarray | None = None,
    video_ids: Sequence[Any] | np.ndarray | None = None,
    seed: int = 0,
) -> dict[str, Any]:
    """How far clusters are only shots, only neighbouring time, or only which video it is.

    Each check gives a share `value` (0 to 1), the same share `by_chance` and a `sentence`; a check that can't be made is None.

    - shots: moments that fall into the most frequent cluster of their shot; by chance: after clusters were shifted
      round the circle of the video's time, which keeps their runs but not their meeting with the shots.
    - time: moments whose successor is in the same cluster; by chance: pairs of moments a random shift apart.
    - video: moments whose nearest moment in the latent space is from the same video; by chance: from the sizes of the videos.

    Args:
        latents: (N, Z).
        labels: (N,), -1 for no cluster.
        times_s: (N,) seconds.
        shot_ids: (N,) which shot each moment belongs to; None if shots are not known.
        video_ids: (N,); None if there is one video.
        seed: of the shifts.

    Returns:
        {"shots", "time", "video": {"value", "by_chance", "sentence"} or None, "sentences": list of all sentences}. TITLES
        has what each check is called.
    """
    labels = np.asarray(labels)
    videos = np.zeros(len(labels), dtype=np.int64) if video_ids is None else _numbered(video_ids)
    order = np.lexsort((np.asarray(times_s, dtype=np.float64), videos))
    sorted_labels, sorted_videos = labels[order], videos[order]
    shots = None if shot_ids is None else _numbered(shot_ids)[order]
    random = np.random.default_rng(seed)
    found: dict[str, Any] = {
        "shots": None if shots is None else _shots(sorted_labels, sorted_videos, shots, random),
        "time": _time(sorted_labels, sorted_videos, random),
        "video": _video(np.asarray(latents, dtype=np.float32), labels, videos),
    }
    return found | {"sentences": [check["sentence"] for check in found.values() if check]}


def _shots(
    labels: np.ndarray, videos: np.ndarray, shots: np.ndarray, random: np.random.Generator
) -> dict | None:
    places = videos * (shots.max() + 1) + shots  # shots of different videos stay apart
    count = len(np.unique(places))
    if len(labels) < 4 or not 1 < count < len(labels) or len(np.unique(labels)) < 2:
        return None
    value = _majority_share(labels, places)
    chance = float(np.mean([_majority_share(shifted, places) for shifted in _shifts(labels, videos, random)]))
    several = sum(len(np.unique(places[labels == number])) > 1 for number in np.unique(labels[labels >= 0]))
    clusters = len(np.unique(labels[labels >= 0]))
    follow = _above(value, chance)
    verdict = (
        "clusters hardly go beyond shots"
        if several == 0 or (follow > 0.9 and clusters >= 0.8 * count)
        else "clusters follow shots, and join several of them"
        if follow > 0.3
        else "clusters follow shots little"
    )
    return {
        "value": value,
        "by_chance": chance,
        "clusters_of_several_shots": int(several),
        "sentence": f"{percent(value)} of moments are in the main cluster of their shot ({percent(chance)} if time is "
        f"shifted), and {several} of {clusters} clusters span several of the {count} shots: {verdict}.",
    }


def _time(labels: np.ndarray, videos: np.ndarray, random: np.random.Generator) -> dict | None:
    if len(labels) < 4 or len(np.unique(labels)) < 2:
        return None
    within = videos[:-1] == videos[1:]
    same = labels[:-1] == labels[1:]
    if not within.any():
        return None
    value = float(same[within].mean())
    chance = float(np.mean([(shifted == labels).mean() for shifted in _shifts(labels, videos, random)]))
    clusters = np.unique(labels[labels >= 0])
    starts = np.concatenate([[True], ~(same & within)])
    back = sum(int((starts & (labels == number)).sum()) > 1 for number in clusters)
    verdict = (
        "every cluster is a single stretch of time, so it may be nothing but neighbouring time"
        if back == 0
        else "clusters are stretches of time to which the film returns"
        if _above(value, chance) > 0.3
        else "clusters are not stretches of time"
    )
    return {
        "value": value,
        "by_chance": chance,
        "clusters_that_return": back,
        "sentence": f"{percent(value)} of moments are followed by one of the same cluster ({percent(chance)} if time is "
        f"shifted), and {back} of {len(clusters)} clusters come back after another: {verdict}.",
    }


def _video(latents: np.ndarray, labels: np.ndarray, videos: np.ndarray) -> dict | None:
    from crvae_core.analysis.neighbours import nearest_rows
    from crvae_core.analysis.reduction import draw_rows

    sizes = np.bincount(videos)
    if len(sizes) < 2 or len(labels) < 4:
        return None
    rows = draw_rows(len(labels), 2_000, 0)
    closest = nearest_rows(latents, rows, 1)[:, 0]
    value = float((videos[rows] == videos[closest]).mean())
    chance = float((sizes * (sizes - 1)).sum() / (len(labels) * (len(labels) - 1)))
    clusters = np.unique(labels[labels >= 0])
    shared = sum(len(np.unique(videos[labels == number])) > 1 for number in clusters)
    verdict = (
        "no cluster is shared, so clusters may show nothing but which video it is"
        if shared == 0
        else "clusters tell the videos apart, and share some of what they show"
        if _above(value, chance) > 0.5
        else "the videos are mixed"
    )
    return {
        "value": value,
        "by_chance": chance,
        "clusters_shared": shared,
        "sentence": f"{percent(value)} of moments have their nearest moment in the same video ({percent(chance)} by chance), and "
        f"{shared} of {len(clusters)} clusters hold moments of several videos: {verdict}.",
    }


def _majority_share(labels: np.ndarray, places: np.ndarray) -> float:
    """The share of moments in the most frequent label of their place."""
    _, rows = np.unique(places, return_inverse=True)
    _, columns = np.unique(labels, return_inverse=True)
    counts = np.zeros((rows.max() + 1, columns.max() + 1), dtype=np.int64)
    np.add.at(counts, (rows, columns), 1)
    return float(counts.max(axis=1).sum() / len(labels))


def _shifts(labels: np.ndarray, videos: np.ndarray, random: np.random.Generator) -> list[np.ndarray]:
    """Labels with the time of each video shifted round the circle by 10 to 90 % of its moments."""
    parts = [np.flatnonzero(videos == number) for number in np.unique(videos)]
    shifted = []
    for _ in range(SHIFTS):
        moved = labels.copy()
        for part in parts:
            low, high = max(1, len(part) // 10), max(2, len(part) - len(part) // 10)
            moved[part] = np.roll(labels[part], int(random.integers(low, high)))
        shifted.append(moved)
    return shifted


def _above(value: float, chance: float) -> float:
    """How far a share lies between chance (0) and all (1)."""
    return (value - chance) / (1 - chance) if chance < 1 else 0.0


def _numbered(names: Sequence[Any] | np.ndarray) -> np.ndarray:
    return np.unique(np.asarray(names), return_inverse=True)[1]
