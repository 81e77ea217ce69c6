"""The pairs of a project as they are at one moment, all in memory: what a training begins with and encodes in the end.

Whatever happens to the project meanwhile (another alignment, a correction, a video that is removed) does not reach them.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

import numpy as np
import pandas as pd
import torch

from crvae_core.errors import InputError, ProjectError, RunError
from crvae_core.project.fingerprints import fingerprints
from crvae_core.project.ids import place_of
from crvae_core.project.project import Project, open_project
from crvae_core.runs.pair_data import MIN_PAIRS, PairData, PooledWords, load_pairs, pool_words
from crvae_core.sight.eye import Eye
from crvae_core.sight.features import pair_features

_TRIES = 5
Found = TypeVar("Found")
Pool = Callable[[Project, list[str]], PooledWords]


@dataclass(frozen=True)
class Snapshot:
    """All pairs of a project at one moment.

    videos: their ids. marks: pair_id, video_id, frame, words, a row per pair (project/fingerprints.py). kept: True at pairs
    that may be trained on (N,). data: the pairs, N, with all features of the eye that was asked for.
    """

    videos: list[str]
    marks: pd.DataFrame
    kept: np.ndarray
    data: PairData

    def kept_rows(self) -> list[int]:
        """Rows of the pairs that are kept; raises RunError if they are fewer than four."""
        rows = np.flatnonzero(self.kept).tolist()
        if len(rows) < MIN_PAIRS:
            raise RunError(
                f"{len(rows)} pairs are too few to train on, at least {MIN_PAIRS} are needed: "
                "keep more pairs, or add a longer video"
            )
        return rows

    def rows_at(self, pair_ids: list[str]) -> set[int]:
        """Rows of pairs that lie where these lie, whatever their words are by now."""
        places = {place_of(pair_id) for pair_id in pair_ids}
        return {row for row, pair_id in enumerate(self.data.pair_ids) if place_of(pair_id) in places}


def take_snapshot(
    project: Project, pool: Pool = pool_words, eye: Eye | None = None, sentences: bool = False
) -> Snapshot:
    """Read all pairs of a project as it is on disk now, none of it before and none after somebody else's change.

    pool: makes one vocabulary of the words of some videos. eye: looks at the pictures. sentences: whether a pretrained
    network reads the texts.

    Raises RunError if it has no pairs, ProjectError if others change it all the time.
    """
    return read_unchanged(project, lambda opened: _read(opened, pool, eye, sentences))


def read_unchanged(project: Project, read: Callable[[Project], Found]) -> Found:
    """What `read` gives for a project that nobody changes meanwhile; it is called again where somebody does.

    Raises ProjectError if others change it all the time.
    """
    for _ in range(_TRIES):
        before = _stamps(project.folder)
        try:
            found = read(open_project(project.folder))
        except InputError:
            if _stamps(project.folder) == before:
                raise
            continue
        if _stamps(project.folder) == before:
            return found
    raise ProjectError(
        f"the project {project.name!r} is being changed all the time: try again when that is done"
    )


def _read(project: Project, pool: Pool, eye: Eye | None, sentences: bool) -> Snapshot:
    table = project.pairs()
    pooled = pool(project, [str(video_id) for video_id in table["video_id"].unique()])
    data = load_pairs(project, table, pooled, sentences)
    if eye is not None:
        data = replace(data, seen=torch.from_numpy(pair_features(project, table, eye)))
    return Snapshot(
        videos=[entry.video_id for entry in project.videos],
        marks=fingerprints(project, table),
        kept=table["kept"].to_numpy(bool),
        data=data,
    )


def _stamps(folder: Path) -> tuple[tuple[str, int, int], ...]:
    """Changes whenever project, pairs or words do; frames are never written anew."""
    found = []
    for pattern in ("project.json", "pairs.parquet", "videos/*/vocabulary.*"):
        for path in sorted(folder.glob(pattern)):
            try:
                stat = path.stat()
            except OSError:
                continue
            found.append((path.as_posix(), stat.st_mtime_ns, stat.st_ino))
    return tuple(found)


def split(data: PairData, rows: list[int]) -> tuple[PairData, PairData]:
    """The pairs at some rows, and all others in their order."""
    chosen = set(rows)
    return data.select(rows), data.select([row for row in range(len(data)) if row not in chosen])
