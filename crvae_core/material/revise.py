"""What can be changed about a video after it was added: alignment, corrected captions, dropped pairs.

Every change is stored beside its source and can be taken back. The frames are never read again, and pairs that stay
the same keep their names, so that finished runs still find them; a pair whose words were corrected is another moment with
another name. A dropped pair stays dropped whatever its words are: the mark goes by its place (see project/ids.py).
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

import pandas as pd

from crvae_core.errors import AlignmentError, ProjectError
from crvae_core.files import read_json, write_json
from crvae_core.material.first_names import NAMES_FILE, first_names, names_with_first, place_by_any_name
from crvae_core.material.pairing import find_words, frame_grid, pair_table
from crvae_core.media.alignment import MINIMUM_PAIRS, Alignment, AlignmentSettings, FrameGrid, align_captions
from crvae_core.project.changes import Change, changing
from crvae_core.project.corrections import (
    CORRECTIONS_FILE,
    Correction,
    check_step,
    corrected_captions,
    read_steps,
    source_captions,
    with_corrections,
    write_steps,
)
from crvae_core.project.ids import place_of
from crvae_core.project.leftovers import RECORD
from crvae_core.project.pairs import write_pairs
from crvae_core.project.project import Project, VideoEntry, open_project, write_project
from crvae_core.project.records import write_record

DROPPED_FILE = "dropped.json"


def alignment_settings(video: VideoEntry) -> AlignmentSettings:
    """The settings that led to a video's pairs."""
    names = AlignmentSettings().to_json()
    return AlignmentSettings.from_json({key: video.alignment[key] for key in names if key in video.alignment})


def stored_grid(project: Project, video_id: str) -> FrameGrid:
    """The sampled frames of a video in the project on the time axis."""
    return frame_grid(project.info(video_id))


def preview_alignment(project: Project, video_id: str, settings: AlignmentSettings) -> Alignment:
    """What an alignment would give; nothing is changed. Raises AlignmentError if it does not fit."""
    return align_captions(corrected_captions(project, video_id), stored_grid(project, video_id), settings)


def realign(project: Project, video_id: str, settings: AlignmentSettings) -> Project:
    """Align the captions of a video anew and store its pairs.

    Raises AlignmentError if the settings do not fit; the project is then as it was.
    """
    with project.lock():
        project = open_project(project.folder)
        return _rebuild(project, video_id, settings, read_steps(project, video_id))


def correct_captions(project: Project, video_id: str, step: Sequence[Correction]) -> Project:
    """Store corrected segments as one step and make the pairs anew; an empty text takes the segment out.

    Raises CaptionError for a segment or time that can't be, AlignmentError if too few captions are left.
    """
    with project.lock():
        project = open_project(project.folder)
        check_step(source_captions(project, video_id), step)
        return _change_steps(project, video_id, [*read_steps(project, video_id), list(step)])


def undo_correction(project: Project, video_id: str) -> Project:
    """Take back the last step of corrections; raises ProjectError if there is none."""
    with project.lock():
        project = open_project(project.folder)
        steps = read_steps(project, video_id)
        if not steps:
            raise ProjectError("no caption of this video was corrected: there is nothing to take back")
        return _change_steps(project, video_id, steps[:-1])


def keep_pairs(project: Project, pair_ids: Iterable[str], kept: bool) -> Project:
    """Drop pairs (kept: False), so that no training sees them, or restore them.

    Raises AlignmentError if fewer than MINIMUM_PAIRS pairs would be left.
    """
    with project.lock():
        project = open_project(project.folder)
        pairs = project.pairs()
        chosen = pairs["pair_id"].isin(set(pair_ids))
        pairs.loc[chosen, "kept"] = kept
        if pairs["kept"].sum() < MINIMUM_PAIRS:
            raise AlignmentError(f"at least {MINIMUM_PAIRS} pairs must be left: restore some first")
        with changing(project.folder) as new:
            for video_id, ids in pairs.loc[chosen].groupby("video_id")["pair_id"]:
                marks = _marked(project, str(video_id), set(map(str, ids)), kept)
                write_json(new.file(f"videos/{video_id}/{DROPPED_FILE}"), {"pair_ids": sorted(marks)})
                _record(new, project, project.video(str(video_id)))
            write_pairs(new.file("pairs.parquet"), pairs)
        return project


def dropped_pairs(project: Project, video_id: str) -> set[str]:
    """The names of all pairs of a video that were dropped, also of those that the present alignment does not make."""
    path = project.video_file(video_id, DROPPED_FILE)
    try:
        return set(map(str, read_json(path)["pair_ids"])) if path.exists() else set()
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ProjectError(f"{path} is damaged: restore it, or remove it to keep all pairs") from error


def _marked(project: Project, video_id: str, ids: set[str], kept: bool) -> set[str]:
    """All pairs that are dropped when some more are, or some are taken back, whichever words they had at that time."""
    before, names = dropped_pairs(project, video_id), first_names(project, video_id)
    chosen = {place_by_any_name(name, names) for name in ids}
    left = {name for name in before if place_by_any_name(name, names) not in chosen}
    return left if kept else before | ids


def _change_steps(project: Project, video_id: str, steps: list[list[Correction]]) -> Project:
    return _rebuild(project, video_id, alignment_settings(project.video(video_id)), steps)


def _rebuild(
    project: Project, video_id: str, settings: AlignmentSettings, steps: list[list[Correction]]
) -> Project:
    """Make the pairs of one video anew, in the place where they stood among those of the others."""
    video = project.video(video_id)
    captions = with_corrections(source_captions(project, video_id), steps)
    alignment = align_captions(captions, stored_grid(project, video_id), settings)
    known = project.vocabulary(video_id)
    words = find_words([pair.text for pair in alignment.pairs], video.language, video.vectors, known)
    table = pair_table(video_id, project.info(video_id)["frame_times_s"], alignment.pairs, words)
    before = project.pairs()
    names = names_with_first(project, video_id, table, before[before["video_id"] == video_id])
    dropped = {place_by_any_name(name, names) for name in dropped_pairs(project, video_id)}
    table["kept"] = [place_of(name) not in dropped for name in table["pair_id"]]
    table["pair_id"] = [names.get(name, name) for name in table["pair_id"]]
    entry = replace(
        video,
        pair_count=int((table["text"] != "").sum()),
        alignment=settings.to_json() | {"left_out": len(alignment.left_out)},
    )
    videos = tuple(entry if other.video_id == video_id else other for other in project.videos)
    changed = replace(project, videos=videos)
    parts = [
        table if other.video_id == video_id else before[before["video_id"] == other.video_id]
        for other in videos
    ]
    with changing(project.folder) as new:
        folder = f"videos/{video_id}"
        if steps or project.video_file(video_id, CORRECTIONS_FILE).exists():
            write_steps(new.file(f"{folder}/{CORRECTIONS_FILE}"), steps)
        if names:
            write_json(new.file(f"{folder}/{NAMES_FILE}"), names)
        if words.vocabulary is not known:
            words.vocabulary.save(new.file(f"{folder}/vocabulary.npy").parent)
        _record(new, changed, entry)
        write_pairs(new.file("pairs.parquet"), pd.concat(parts, ignore_index=True))
        write_project(new.file("project.json"), changed)
    return changed


def _record(new: Change, project: Project, entry: VideoEntry) -> None:
    """Write the record of a video with the files that a change brings."""
    path = new.file(f"videos/{entry.video_id}/{RECORD}")
    write_record(path, entry, (project.video_folder(entry.video_id), path.parent))
