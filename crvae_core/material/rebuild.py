"""The pairs of a video made from what they come from: captions with their corrections, frames, and the way of alignment."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd

from crvae_core.errors import VectorsError
from crvae_core.files import write_json
from crvae_core.material.dropped import dropped_pairs
from crvae_core.material.first_names import NAMES_FILE, names_with_first, place_by_any_name
from crvae_core.material.pairing import find_words, frame_grid, pair_table
from crvae_core.media.alignment import AlignmentSettings, align_captions
from crvae_core.project.changes import Change
from crvae_core.project.corrections import (
    CORRECTIONS_FILE,
    Correction,
    source_captions,
    with_corrections,
    write_steps,
)
from crvae_core.project.ids import place_of
from crvae_core.project.project import Project
from crvae_core.project.records import record
from crvae_core.project.video_entry import VideoEntry
from crvae_core.text.vectors import Vocabulary


@dataclass(frozen=True)
class Rebuilt:
    """A video's pairs made anew.

    entry: what project.json is to say. table: its rows of pairs.parquet. vocabulary: its words; None where they stay as they
    are. steps: the corrections. names: first names of its pairs, see `first_names`.
    """

    entry: VideoEntry
    table: pd.DataFrame
    vocabulary: Vocabulary | None
    steps: Sequence[Sequence[Correction]]
    names: dict[str, str]

    def write(self, project: Project, new: Change) -> None:
        """Write the video's own files into a change of the project; pairs and project.json are the caller's."""
        video_id, folder = self.entry.video_id, f"videos/{self.entry.video_id}"
        if self.steps or project.video_file(video_id, CORRECTIONS_FILE).exists():
            write_steps(new.file(f"{folder}/{CORRECTIONS_FILE}"), self.steps)
        if self.names:
            write_json(new.file(f"{folder}/{NAMES_FILE}"), self.names)
        if self.vocabulary is not None:
            self.vocabulary.save(new.file(f"{folder}/vocabulary.npy").parent)
        record(new, project, self.entry)


def rebuild(
    project: Project,
    video_id: str,
    settings: AlignmentSettings,
    steps: Sequence[Sequence[Correction]],
    before: pd.DataFrame,
) -> Rebuilt:
    """Make the pairs of one video anew; nothing is written.

    before: the pairs of the project as they stood until now. Words whose vectors are damaged are looked up again.

    Raises AlignmentError if the settings do not fit, ProjectError if captions or frames can't be read.
    """
    video, info = project.video(video_id), project.info(video_id)
    captions = with_corrections(source_captions(project, video_id), steps)
    alignment = align_captions(captions, frame_grid(info), settings)
    known = _known_words(project, video_id)
    words = find_words([pair.text for pair in alignment.pairs], video.language, video.vectors, known)
    table = pair_table(video_id, info["frame_times_s"], alignment.pairs, words)
    names = names_with_first(project, video_id, table, before[before["video_id"] == video_id])
    dropped = {place_by_any_name(name, names) for name in dropped_pairs(project, video_id)}
    table["kept"] = [place_of(name) not in dropped for name in table["pair_id"]]
    table["pair_id"] = [names.get(name, name) for name in table["pair_id"]]
    entry = replace(
        video,
        pair_count=int((table["text"] != "").sum()),
        alignment=settings.to_json() | {"left_out": len(alignment.left_out)},
    )
    vocabulary = None if words.vocabulary is known else words.vocabulary
    return Rebuilt(entry, table, vocabulary, steps, names)


def alignment_settings(video: VideoEntry) -> AlignmentSettings:
    """The settings that led to a video's pairs."""
    names = AlignmentSettings().to_json()
    return AlignmentSettings.from_json({key: video.alignment[key] for key in names if key in video.alignment})


def with_video(project: Project, entry: VideoEntry) -> Project:
    """The project with one of its videos replaced."""
    videos = tuple(entry if other.video_id == entry.video_id else other for other in project.videos)
    return replace(project, videos=videos)


def with_pairs(project: Project, before: pd.DataFrame, table: pd.DataFrame, video_id: str) -> pd.DataFrame:
    """All pairs, those of one video replaced, in the order of the videos."""
    parts = [
        table if other.video_id == video_id else before[before["video_id"] == other.video_id]
        for other in project.videos
    ]
    return pd.concat(parts, ignore_index=True)


def _known_words(project: Project, video_id: str) -> Vocabulary | None:
    try:
        return project.vocabulary(video_id)
    except VectorsError:
        return None
