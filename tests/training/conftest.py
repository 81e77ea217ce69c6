"""A project small enough to train in a second: two kinds of scene, a few words."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from crvae_core.files import write_array
from crvae_core.project import Project, VideoEntry, create_project, open_project, save_pairs, save_project
from crvae_core.text.vectors import Vocabulary

WORDS = ["the", "doctor", "street", "people", "mask", "vaccine", "today", "again"]


@pytest.fixture
def make_project(tmp_path: Path) -> Callable[..., Project]:
    """A function that makes a project with videos of `pairs` pairs and word vectors of size `dim` each."""

    def make(*videos: tuple[int, int], folder: str = "project") -> Project:
        project = create_project(tmp_path / folder, "tiny")
        tables = []
        for number, (pairs, dim) in enumerate(videos):
            entry = _entry(f"v{number}", pairs)
            project = replace(project, videos=(*project.videos, entry))
            tables.append(_write_video(project, entry, dim, np.random.default_rng(number)))
        save_project(project)
        save_pairs(project, pd.concat(tables, ignore_index=True))
        return open_project(project.folder)

    return make


@pytest.fixture
def project(make_project: Callable[..., Project]) -> Project:
    """One video of ten pairs; the last pair has no words and is not kept."""
    project = make_project((10, 6))
    table = project.pairs()
    table.at[9, "tokens"] = []
    table.at[9, "kept"] = False
    save_pairs(project, table)
    return project


@pytest.fixture
def tiny() -> dict[str, int]:
    """Overrides that make the model small."""
    return {
        "shared_size": 4,
        "picture_size": 4,
        "words_size": 4,
        "image_width": 16,
        "image_features": 16,
        "text_hidden": 8,
        "batch_size": 4,
    }


def _entry(video_id: str, pairs: int) -> VideoEntry:
    return VideoEntry(
        video_id=video_id,
        name=f"video {video_id}",
        source="source.mp4",
        captions_name="captions.srt",
        language="en",
        vectors="test",
        duration_s=2.0 * pairs,
        frame_count=pairs,
        pair_count=pairs,
        every_s=2.0,
        alignment={},
    )


def _write_video(project: Project, entry: VideoEntry, dim: int, random: np.random.Generator) -> pd.DataFrame:
    folder, count = project.video_folder(entry.video_id), entry.pair_count
    colours = np.array([[200, 40, 40], [30, 60, 220]], dtype=np.uint8)[np.arange(count) % 2]
    noise = random.integers(0, 30, (count, 120, 200, 3), dtype=np.uint8)
    write_array(folder / "frames.npy", colours[:, None, None, :] + noise)
    matrix = random.normal(size=(len(WORDS), dim)).astype(np.float32)
    Vocabulary(list(WORDS), matrix, ["exact"] * len(WORDS)).save(folder)
    tokens = [[WORDS[(row + i) % len(WORDS)] for i in range(1 + row % 3)] for row in range(count)]
    return pd.DataFrame(
        {
            "pair_id": [f"{entry.video_id}-{row:03d}" for row in range(count)],
            "video_id": entry.video_id,
            "frame_time_s": [2.0 * row for row in range(count)],
            "frame_row": range(count),
            "start_s": [2.0 * row for row in range(count)],
            "end_s": [2.0 * row + 2 for row in range(count)],
            "text": [" ".join(words) for words in tokens],
            "tokens": tokens,
            "unknown_share": 0.0,
            "kept": True,
        }
    )
