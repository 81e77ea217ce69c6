"""What can be changed about a video after it was added: alignment, corrected captions, dropped pairs.

Every change is stored beside its source and can be taken back. The frames are never read again, and pairs that stay
the same keep their names, so that finished runs still find them; a pair whose words were corrected is another moment with
another name. A dropped pair stays dropped whatever its words are: the mark goes by its place (see project/ids.py).
"""

from collections.abc import Iterable, Sequence

from crvae_core.errors import AlignmentError, ProjectError
from crvae_core.files import write_json
from crvae_core.material.dropped import DROPPED_FILE, dropped_with
from crvae_core.material.mend import pairs_or_anew
from crvae_core.material.pairing import frame_grid
from crvae_core.material.rebuild import alignment_settings, rebuild, with_pairs, with_video
from crvae_core.media.alignment import MINIMUM_PAIRS, Alignment, AlignmentSettings, FrameGrid, align_captions
from crvae_core.project.changes import changing
from crvae_core.project.corrections import (
    Correction,
    check_step,
    corrected_captions,
    read_steps,
    source_captions,
)
from crvae_core.project.pairs import write_pairs
from crvae_core.project.project import Project, open_project, write_project
from crvae_core.project.records import record


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
        pairs = pairs_or_anew(project)
        chosen = pairs["pair_id"].isin(set(pair_ids))
        pairs.loc[chosen, "kept"] = kept
        if pairs["kept"].sum() < MINIMUM_PAIRS:
            raise AlignmentError(f"at least {MINIMUM_PAIRS} pairs must be left: restore some first")
        with changing(project.folder) as new:
            for video_id, ids in pairs.loc[chosen].groupby("video_id")["pair_id"]:
                marks = dropped_with(project, str(video_id), set(map(str, ids)), kept)
                write_json(new.file(f"videos/{video_id}/{DROPPED_FILE}"), {"pair_ids": sorted(marks)})
                record(new, project, project.video(str(video_id)))
            write_pairs(new.file("pairs.parquet"), pairs)
        return project


def _change_steps(project: Project, video_id: str, steps: list[list[Correction]]) -> Project:
    return _rebuild(project, video_id, alignment_settings(project.video(video_id)), steps)


def _rebuild(
    project: Project, video_id: str, settings: AlignmentSettings, steps: list[list[Correction]]
) -> Project:
    """Make the pairs of one video anew, in the place where they stood among those of the others."""
    before = pairs_or_anew(project)
    made = rebuild(project, video_id, settings, steps, before)
    changed = with_video(project, made.entry)
    with changing(project.folder) as new:
        made.write(changed, new)
        write_pairs(new.file("pairs.parquet"), with_pairs(changed, before, made.table, video_id))
        write_project(new.file("project.json"), changed)
    return changed
