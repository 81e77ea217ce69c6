"""Whether the files of a project's videos are whole."""

from pathlib import Path
from typing import Any

import numpy as np

from crvae_core.doctor.finding import Findings
from crvae_core.errors import InputError
from crvae_core.files import read_array, read_json
from crvae_core.material.dropped import DROPPED_FILE, dropped_pairs
from crvae_core.material.first_names import NAMES_FILE, first_names
from crvae_core.media.stored_frame import HASH_BYTES, HASHES_FILE, frame_hash
from crvae_core.project.corrections import CORRECTIONS_FILE, read_steps, source_captions
from crvae_core.project.leftovers import RECORD
from crvae_core.project.project import Project
from crvae_core.project.records import mark_of
from crvae_core.project.video_entry import VideoEntry

SAMPLE_FRAMES = 16  # that are compared with their hashes where not all are


def check_video(project: Project, video: VideoEntry, deep: bool, found: Findings) -> None:
    """Check the files of one video; deep: also every frame and every hash."""
    _check_info(project, video, found)
    _check_frames(project, video, deep, found)
    _check_words(project, video, found)
    _check_work(project, video, found)
    _check_thumbs(project, video, found)
    _check_record(project, video, deep, found)


def _where(video: VideoEntry, name: str) -> str:
    return f"videos/{video.video_id}/{name}"


def _check_info(project: Project, video: VideoEntry, found: Findings) -> None:
    try:
        project.info(video.video_id)
    except InputError as error:
        found.add(
            _where(video, "info.json"),
            error,
            lost=f"what is known about the film of {video.name}, and when its frames are shown",
            remedy="It is taken from the record of the video, or from the film again.",
            mend="info",
            subject=video.video_id,
        )


def _check_frames(project: Project, video: VideoEntry, deep: bool, found: Findings) -> None:
    try:
        frames = project.frames(video.video_id)
    except InputError as error:
        found.add(
            _where(video, "frames.npy"),
            error,
            lost=f"the frames of {video.name}: no training, no reconstructions",
            remedy="They are taken from the film again, if it is still there.",
            mend="frames",
            subject=video.video_id,
        )
        return
    try:
        hashes = read_array(project.video_file(video.video_id, HASHES_FILE), (len(frames), HASH_BYTES), "u")
    except FileNotFoundError:
        return  # made when they are needed
    except (OSError, ValueError) as error:
        found.add(
            _where(video, HASHES_FILE),
            f"it is damaged ({error})",
            remedy="It is made anew from the frames.",
            mend="hashes",
            subject=video.video_id,
        )
        return
    rows = range(len(frames)) if deep else np.linspace(0, len(frames) - 1, SAMPLE_FRAMES).astype(int)
    wrong = [row for row in dict.fromkeys(rows) if frame_hash(frames[row]) != hashes[row].tobytes()]
    if wrong:
        found.add(
            _where(video, "frames.npy"),
            f"{len(wrong)} of {len(dict.fromkeys(rows))} frames are not those that were stored",
            lost=f"these frames of {video.name}",
            remedy="They are taken from the film again, if it is still there.",
            mend="frames",
            subject=video.video_id,
        )


def _check_words(project: Project, video: VideoEntry, found: Findings) -> None:
    try:
        source_captions(project, video.video_id)
    except InputError as error:
        found.add(
            _where(video, "captions.json"),
            error,
            lost="captions that led to no pair, and the words as they were before they were corrected",
            remedy="Bring the file back from a copy; else the captions are made anew from the pairs.",
            mend="captions",
            subject=video.video_id,
        )
    try:
        project.vocabulary(video.video_id)
    except InputError as error:
        found.add(
            _where(video, "vocabulary.json and vocabulary.npy"),
            error,
            lost=f"the word vectors of {video.name}: no training, no reconstructions",
            remedy=f"They are looked up again in the word vectors {video.vectors!r}.",
            mend="vocabulary",
            subject=video.video_id,
        )


def _check_work(project: Project, video: VideoEntry, found: Findings) -> None:
    """What people did: corrections, dropped pairs; and the names of pairs."""
    work: tuple[tuple[str, Any, str, str, str], ...] = (
        (CORRECTIONS_FILE, read_steps, "corrections", "which words were corrected, and the way back",
         "Bring the file back from a copy; else it is put aside, and the corrections are read from the pairs."),
        (DROPPED_FILE, dropped_pairs, "dropped", "which pairs were dropped that the present alignment does not make",
         "Bring the file back from a copy; else it is put aside, and made anew from the pairs."),
        (NAMES_FILE, first_names, "names", "names that an earlier version gave to pairs which are not there now",
         "It is put aside, and made anew from the pairs."),
    )  # fmt: skip
    for name, read, mend, lost, remedy in work:
        try:
            read(project, video.video_id)
        except InputError as error:
            found.add(_where(video, name), error, lost=lost, remedy=remedy, mend=mend, subject=video.video_id)


def _check_thumbs(project: Project, video: VideoEntry, found: Findings) -> None:
    folder = project.video_file(video.video_id, "thumbs")
    try:
        count = len(project.frames(video.video_id).stored)
    except InputError:
        return  # they come back with the frames
    broken = [place for place in range(count) if not is_jpeg(folder / f"{place:06d}.jpg")]
    if broken:
        found.add(
            _where(video, "thumbs"),
            f"{len(broken)} of {count} small pictures are missing or damaged",
            remedy="They are made anew from the frames, a little coarser.",
            mend="thumbs",
            subject=video.video_id,
        )


def _check_record(project: Project, video: VideoEntry, deep: bool, found: Findings) -> None:
    """Whether the files are those that the program wrote; projects of before have no record."""
    path = project.video_file(video.video_id, RECORD)
    if not path.exists():
        found.add(
            _where(video, RECORD),
            "the video has no record, from which project.json could be made anew",
            remedy="It is written.",
            mend="record",
            subject=video.video_id,
            serious=False,
        )
        return
    try:
        marks = dict(read_json(path)["files"])
        wrong = [name for name, mark in marks.items() if _differs(path.parent / Path(name).name, mark, deep)]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        found.add(
            _where(video, RECORD),
            "it is damaged",
            remedy="It is written anew.",
            mend="record",
            subject=video.video_id,
            serious=False,
        )
        return
    for name in wrong:
        found.add(
            _where(video, name),
            "it is not as the program left it: missing, damaged, or changed by hand",
            remedy="If you changed it, nothing need be done; else bring it back from a copy.",
            mend="record",
            subject=video.video_id,
            serious=False,
        )


def _differs(path: Path, mark: dict[str, Any], deep: bool) -> bool:
    if not path.is_file():
        return True
    size = path.stat().st_size
    return size != mark["bytes"] or (deep and "sha256" in mark and mark_of(path) != mark)


def is_jpeg(path: Path) -> bool:
    try:
        with path.open("rb") as stream:
            head = stream.read(3)
            stream.seek(-2, 2)
            return head == b"\xff\xd8\xff" and stream.read(2) == b"\xff\xd9"
    except OSError:
        return False
