"""The data of the figures of a run: what the pages draw, what is printed, what a report shows and a bundle compares.

Each is a table; figures of every kind are made from these and from nothing else.
"""

import hashlib
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pandas as pd

from crvae_core.analysis.k_selection import CURVES, DEFAULT_KS, known_sweep, stored_sweep
from crvae_core.analysis.store import FOLDER
from crvae_core.analysis.timeline import segments
from crvae_core.export.moments_table import MomentsTable
from crvae_core.progress import Share
from crvae_core.runs.clusters import method_of_curves

DIGITS = 5  # significant ones that count when data are compared


def map_data(table: MomentsTable) -> pd.DataFrame:
    """A row per chosen moment: pair_id, x, y, cluster (from 0, -1 for none), cluster_name, video, time_s, text."""
    pairs = table.pairs
    points = table.points[table.rows]
    names = {video.video_id: video.name for video in table.project.videos}
    return pd.DataFrame(
        {
            "pair_id": pairs["pair_id"],
            "x": points[:, 0],
            "y": points[:, 1],
            "cluster": table.labels,
            "cluster_name": [table.clusters.names[label] for label in table.labels.tolist()],
            "video": [names[video_id] for video_id in pairs["video_id"]],
            "time_s": pairs["frame_time_s"],
            "text": pairs["text"],
        }
    )


def cluster_data(table: MomentsTable) -> pd.DataFrame:
    """A row per cluster that has chosen moments: cluster, name, colour, moments, share, words (those that tell it apart)."""
    labels = table.labels
    rows = [
        {
            "cluster": number,
            "name": table.clusters.names[number],
            "colour": table.clusters.colour(number),
            "moments": int((labels == number).sum()),
            "share": float((labels == number).mean()) if len(labels) else 0.0,
            "words": ", ".join(table.clusters.telling(number)),
        }
        for number in table.clusters.numbers
    ]
    columns = ["cluster", "name", "colour", "moments", "share", "words"]
    found = pd.DataFrame(rows, columns=columns)
    return found[found["moments"] > 0].reset_index(drop=True)


def timeline_data(table: MomentsTable) -> pd.DataFrame:
    """A row per stretch in which the cluster stays the same: video_id, video, start_s, end_s, cluster, cluster_name."""
    parts = []
    for video in table.videos():
        own = (table.pairs["video_id"] == video.video_id).to_numpy()
        found = segments(table.labels[own], table.pairs["frame_time_s"].to_numpy()[own], video.duration_s)
        parts.append(found.assign(video_id=video.video_id, video=video.name))
    columns = ["video_id", "video", "start_s", "end_s", "cluster", "cluster_name"]
    if not parts:
        return pd.DataFrame(columns=columns)
    whole = pd.concat(parts, ignore_index=True)
    return whole.assign(cluster_name=[table.clusters.names[int(label)] for label in whole["cluster"]])[
        columns
    ]


def share_data(table: MomentsTable) -> pd.DataFrame:
    """How much of each film's moments is in each cluster: video_id, video, cluster, cluster_name, share."""
    rows = []
    for video in table.videos():
        own = table.labels[(table.pairs["video_id"] == video.video_id).to_numpy()]
        for number in np.unique(own).tolist():
            share = float((own == number).mean())
            rows.append((video.video_id, video.name, number, table.clusters.names[number], share))
    return pd.DataFrame(rows, columns=["video_id", "video", "cluster", "cluster_name", "share"])


def word_data(table: MomentsTable, most: int = 10) -> pd.DataFrame:
    """The words that set each cluster apart: cluster, cluster_name, word, log_odds, low, high."""
    parts = []
    for number in table.clusters.numbers:
        found = table.clusters.words.get(number)
        if found is None or found.empty:
            continue
        shown = found.head(most)[["word", "log_odds", "low", "high"]]
        words = [table.clusters.glossary.shown(word) for word in shown["word"]]
        parts.append(shown.assign(word=words, cluster=number, cluster_name=table.clusters.names[number]))
    columns = ["cluster", "cluster_name", "word", "log_odds", "low", "high"]
    return pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns)


def curve_data(table: MomentsTable) -> pd.DataFrame:
    """The curves over k that were measured: k and a column per curve; without rows where none were."""
    look = table.look
    folder = table.project.folder / FOLDER
    sweep = None
    if look.clusters != "hdbscan":
        sweep = known_sweep(
            folder, table.clusters.vectors, DEFAULT_KS, look.seed, method_of_curves(look.clusters)
        )
    if sweep is None:
        return pd.DataFrame(columns=["k"])
    return sweep.curves[["k", *(name for name in CURVES if name in sweep.curves)]].copy()


def measure_curves(table: MomentsTable, progress: Share | None = None) -> None:
    """Measure what `curve_data` gives, where it was not measured yet; it is kept in the project."""
    look = table.look
    if look.clusters != "hdbscan":
        folder = table.project.folder / FOLDER
        stored_sweep(
            folder, table.clusters.vectors, DEFAULT_KS, look.seed, progress, method_of_curves(look.clusters)
        )


def training_data(table: MomentsTable) -> pd.DataFrame:
    """A row per epoch of the training: epoch and its numbers; without rows where nothing was kept of it."""
    found = table.run.metrics()
    if found.empty:
        return pd.DataFrame(columns=["epoch"])
    return found.drop(columns=["seconds", "epochs"], errors="ignore")


FIGURES: dict[str, Callable[[MomentsTable], pd.DataFrame]] = {
    "map": map_data,
    "clusters": cluster_data,
    "timeline": timeline_data,
    "shares": share_data,
    "words": word_data,
    "curves": curve_data,
    "training": training_data,
}


def each_row(data: pd.DataFrame) -> Iterator[Any]:
    """The rows of a table, their values by the names of the columns."""
    return iter(data.itertuples(index=False))


def data_digest(data: pd.DataFrame) -> str:
    """A name for exactly these data, numbers to DIGITS significant digits: 20 hexadecimal digits."""
    digest = hashlib.sha256()
    for name in data.columns:
        digest.update(f"\0{name}\0".encode())
        for value in data[name].tolist():
            text = f"{value:.{DIGITS - 1}e}" if isinstance(value, float) else str(value)
            digest.update(text.replace("-0.0000e+00", "0.0000e+00").encode("utf-8", "replace") + b"\n")
    return digest.hexdigest()[:20]
