"""What taking out costs, on made moments: seconds, bytes, and the memory that it needs beside the moments themselves."""

import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import psutil

from crvae_core.analysis.clustering import cluster
from crvae_core.bench.explore import made_moments
from crvae_core.errors import InputError
from crvae_core.export.formats import FORMATS, take_out
from crvae_core.export.marks import Mark, Marks
from crvae_core.export.moments_table import MomentsTable
from crvae_core.export.selection import EVERYTHING
from crvae_core.export.settings import FileSettings, LookSettings
from crvae_core.progress import Progress, unheard
from crvae_core.project.new_project import create_project
from crvae_core.project.project import Project
from crvae_core.project.video_entry import VideoEntry
from crvae_core.runs.clusters import named
from crvae_core.runs.left_out import LeftOut
from crvae_core.runs.moments import Moments
from crvae_core.runs.run import Run

FORMS = ("csv", "parquet", "npz", "eaf", "srt", "edl", "cvat", "label-studio", "web-annotation")
SETTINGS = FileSettings(rate=25.0)  # there is no film that says its own
EVERY_S = 2.0
WORDS = ["the", "doctor", "speaks", "of", "a", "mask", "in", "the", "street", "today"]
_LOOK_S = 0.01


def measure_export(
    counts: tuple[int, ...], forms: tuple[str, ...] = FORMS, progress: Progress = unheard
) -> dict[str, Any]:
    """For each number of made moments and each format: seconds, megabytes written, megabytes of memory on top.

    Raises InputError for a format that needs a film or a trained run.
    """
    found: dict[str, Any] = {}
    for count in counts:
        with tempfile.TemporaryDirectory(prefix="crvae-export-", ignore_cleanup_errors=True) as folder:
            table = made_table(count, Path(folder))
            _ = table.points  # laid out before, as on a page
            for form in forms:
                if form not in FORMATS:
                    raise InputError(f"{form!r} is no format: choose some of {', '.join(FORMS)}")
                progress(f"{count:,} moments as {form}", 0.0)
                found.setdefault(f"{count:,}", {})[form] = _one(table, form, Path(folder) / "out" / form)
    return found


def _one(table: MomentsTable, form: str, out: Path) -> dict[str, float]:
    began = time.perf_counter()
    with _watched() as most:
        files = take_out(table, form, out, SETTINGS)
    return {
        "seconds": round(time.perf_counter() - began, 2),
        "megabytes": round(sum(_size(path) for path in files) / 1e6, 1),
        "memory_megabytes": round(most() / 1e6, 1),
    }


def _size(path: Path) -> int:
    """Bytes of a file, or of all files of a folder."""
    return sum(one.stat().st_size for one in ([path] if path.is_file() else path.rglob("*")))


@contextmanager
def _watched() -> Iterator[Any]:
    """A function that gives by how much this process grew at most inside the block, bytes."""
    process = psutil.Process()
    before = process.memory_info().rss
    most, over = [0], threading.Event()

    def look() -> None:
        while not over.wait(_LOOK_S):
            most[0] = max(most[0], process.memory_info().rss - before)

    watcher = threading.Thread(target=look, daemon=True)
    watcher.start()
    try:
        yield partial(most.__getitem__, 0)
    finally:
        over.set()
        watcher.join()


def made_table(count: int, folder: Path) -> MomentsTable:
    """Made moments of one film with captions, five clusters and a tag on every tenth minute, without pictures."""
    project = _made_project(count, folder)
    latents = made_moments(count).astype(np.float32)
    width = latents.shape[1]
    parts = {"shared": [0, 32], "picture": [32, 128], "words": [128, width]}
    moments = Moments(
        Run(project, "made"), _made_pairs(count), latents, parts, np.ones(count, bool), LeftOut()
    )
    look = LookSettings(k=5, layout="pca")
    vectors = moments.vectors(look.picture_weight)
    found = named(moments, vectors, cluster(vectors, 5, 0, "kmeans"))
    tags = tuple(
        Mark("tenth", "v", start, start + 30.0, "Ana")
        for start in np.arange(0.0, count * EVERY_S, 600.0).tolist()
    )
    return MomentsTable(moments, np.arange(count), EVERYTHING, look, found, Marks(tags))


def _made_project(count: int, folder: Path) -> Project:
    project = create_project(folder / "project", "made")
    video = VideoEntry(
        video_id="v", name="made", source="source.mp4", captions_name="", language="en", vectors="made",
        duration_s=count * EVERY_S, frame_count=count, pair_count=count, every_s=EVERY_S, alignment={},
    )  # fmt: skip
    return Project(project.folder, project.name, project.created_at, (video,))


def _made_pairs(count: int) -> pd.DataFrame:
    times = np.arange(count) * EVERY_S
    tokens = [[*WORDS[row % 5 :], str(row)] for row in range(count)]
    return pd.DataFrame(
        {
            "pair_id": [f"v-f{row:05d}" for row in range(count)],
            "video_id": "v",
            "frame_time_s": times,
            "frame_row": range(count),
            "start_s": times,
            "end_s": times + EVERY_S,
            "text": [" ".join(words) for words in tokens],
            "tokens": tokens,
            "unknown_share": 0.0,
            "kept": True,
        }
    )
