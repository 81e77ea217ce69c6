"""Clusters along the time of one video: its stretches, shares of time, and what follows what."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from crvae_core.analysis.confounds import confounds

__all__ = ["cluster_times", "confounds", "segments", "transitions"]


def segments(labels: np.ndarray, times_s: np.ndarray, end_s: float) -> pd.DataFrame:
    """The stretches of one video in which the cluster stays the same.

    Args:
        labels: (N,) cluster of each moment of the video.
        times_s: (N,) its time in seconds, in any order.
        end_s: where the video ends.

    Returns:
        Columns start_s, end_s (where the next stretch starts), cluster, first_row and last_row (into `labels`).
    """
    labels, times = np.asarray(labels), np.asarray(times_s, dtype=np.float64)
    order = np.argsort(times, kind="stable")
    if not len(order):
        return pd.DataFrame(columns=["start_s", "end_s", "cluster", "first_row", "last_row"])
    changes = np.flatnonzero(np.diff(labels[order])) + 1
    first = np.concatenate([[0], changes])
    last = np.concatenate([changes, [len(order)]]) - 1
    starts = times[order[first]]
    ends = np.append(starts[1:], max(end_s, times[order[-1]]))
    return pd.DataFrame(
        {
            "start_s": starts,
            "end_s": ends,
            "cluster": labels[order[first]],
            "first_row": order[first],
            "last_row": order[last],
        }
    )


def cluster_times(labels: np.ndarray, times_s: np.ndarray, end_s: float) -> pd.DataFrame:
    """For each cluster of one video: moments, share_of_time (0 to 1), first_s, last_s and number of stretches.

    A moment lasts until the next one begins, so the shares add up to 1.
    """
    labels, times = np.asarray(labels), np.asarray(times_s, dtype=np.float64)
    stretches = segments(labels, times, end_s)
    lengths = stretches["end_s"] - stretches["start_s"]
    total = float(lengths.sum())
    rows = []
    for number in np.unique(labels).tolist():
        inside, own = labels == number, stretches["cluster"] == number
        share = float(lengths[own].sum()) / total if total > 0 else float(inside.mean())
        moments = int(inside.sum())
        rows.append(
            (number, moments, share, float(times[inside].min()), float(times[inside].max()), int(own.sum()))
        )
    columns = ["cluster", "moments", "share_of_time", "first_s", "last_s", "stretches"]
    return pd.DataFrame(rows, columns=columns)


def transitions(labels: np.ndarray, video_ids: Sequence[str] | np.ndarray | None = None) -> np.ndarray:
    """How often a moment of cluster i is followed by one of cluster j: counts (k, k), with stays on the diagonal.

    Args:
        labels: (N,) in the order of time, one video after the other; -1, no cluster, is left out.
        video_ids: (N,), so that the end of one video is not followed by the beginning of the next.
    """
    labels = np.asarray(labels, dtype=np.int64)
    k = int(labels.max(initial=-1)) + 1
    before, after = labels[:-1], labels[1:]
    counted = (before >= 0) & (after >= 0)
    if video_ids is not None:
        videos = np.asarray(video_ids)
        counted &= videos[:-1] == videos[1:]
    counts = np.zeros((k, k), dtype=np.int64)
    np.add.at(counts, (before[counted], after[counted]), 1)
    return counts
