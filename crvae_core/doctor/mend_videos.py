"""Repairs of a project's videos: each makes one damaged thing anew from what is whole, and says what it did."""

import shutil
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from crvae_core.errors import InputError, ProjectError
from crvae_core.files import move, put_aside, storage_errors, write_json
from crvae_core.material.dropped import DROPPED_FILE
from crvae_core.material.first_names import NAMES_FILE
from crvae_core.material.rebuild import alignment_settings
from crvae_core.media.alignment import align_captions
from crvae_core.media.stored_frame import HASHES_FILE, write_hashes
from crvae_core.project.changes import changing
from crvae_core.project.corrections import CORRECTIONS_FILE, Correction, source_captions, write_steps
from crvae_core.project.fingerprints import hashes_of
from crvae_core.project.ids import caption_of
from crvae_core.project.lab import lab_settings
from crvae_core.project.leftovers import INCOMING
from crvae_core.project.paths import film_places, source_film
from crvae_core.project.project import Project
from crvae_core.project.records import read_record, read_sampling, record
from crvae_core.project.video_entry import VideoEntry


def mend_info(project: Project, video_id: str) -> str:
    """info.json from the record of the video, else from the film."""
    folder, entry = project.video_folder(video_id), project.video(video_id)
    with suppress(OSError, ValueError):
        recorded, info = read_record(folder)
        if info is not None and recorded.frame_count == entry.frame_count:
            with changing(project.folder) as new:
                write_json(new.file(f"videos/{video_id}/info.json"), info)
            return "taken from the record of the video"
    return mend_frames(project, video_id)


def mend_frames(project: Project, video_id: str) -> str:
    """Frames, thumbnails and info.json from the film once more; raises an InputError where it is gone or another one."""
    from crvae_core.media.video import sample_video  # PyAV is needed here alone

    entry, folder = project.video(video_id), project.folder / "videos"
    with storage_errors(folder):
        if folder.is_file():
            put_aside(folder)
        folder.mkdir(exist_ok=True)
        staging = Path(tempfile.mkdtemp(prefix=INCOMING, dir=folder))
    try:
        info = sample_video(
            _film(project, entry), staging, _sampling(project, entry), None, _starts(project, entry)
        )
        if len(info.frame_times_s) != entry.frame_count:
            raise ProjectError(
                f"the film of {entry.name} gives {len(info.frame_times_s)} frames where {entry.frame_count} were taken: it "
                "is another film, or it was cut; remove the video and add it again"
            )
        write_json(staging / "info.json", vars(info))
        with changing(project.folder) as new:
            for path in sorted(path for path in staging.rglob("*") if path.is_file()):
                move(path, new.file(f"videos/{video_id}/{path.relative_to(staging).as_posix()}"))
            record(new, project, entry)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    return "taken from the film again"


def mend_hashes(project: Project, video_id: str) -> str:
    """The hashes of the frames as they are."""
    hashes = hashes_of(project.frames(video_id))
    with changing(project.folder) as new:
        write_hashes(new.file(f"videos/{video_id}/{HASHES_FILE}").parent, hashes)
    return "made anew from the frames"


def mend_thumbs(project: Project, video_id: str) -> str:
    """Small pictures from the frames, where they are missing or damaged."""
    from PIL import Image

    from crvae_core.doctor.videos import is_jpeg

    frames, made = project.frames(video_id), 0
    with changing(project.folder) as new:
        for place, frame in enumerate(frames.stored):
            name = f"videos/{video_id}/thumbs/{place:06d}.jpg"
            if not is_jpeg(project.file(name)):
                Image.fromarray(frame).save(new.file(name), quality=90)
                made += 1
    return f"{made} made anew from the frames"


def mend_captions(project: Project, video_id: str) -> str:
    """Captions from the pairs, as they are now; corrections are put aside, for they are in these words already."""
    mine = _spoken(project, video_id)
    rows: list[dict[str, Any]] = []
    for number, text, start_s, end_s in mine:
        while len(rows) < number:
            rows.append({"start": start_s, "end": None, "text": ""})
        rows.append({"start": start_s, "end": end_s, "text": text})
    if not rows:
        raise ProjectError(
            "its pairs hold no words either: bring captions.json back from a copy, or add the video again"
        )
    corrections = project.video_file(video_id, CORRECTIONS_FILE)
    if corrections.exists():
        put_aside(corrections)
    stored = {"format": "pairs", "encoding": "utf-8", "segments": rows}
    with changing(project.folder) as new:
        write_json(new.file(f"videos/{video_id}/captions.json"), stored)
        record(new, project, project.video(video_id))
    return f"{len(mine)} captions made anew from the pairs"


def mend_corrections(project: Project, video_id: str) -> str:
    """Corrections from the difference between the captions and the words of the pairs."""
    captions, entry = source_captions(project, video_id), project.video(video_id)
    info = project.info(video_id)
    from crvae_core.material.pairing import frame_grid

    aligned = align_captions(captions, frame_grid(info), alignment_settings(entry))
    now = {number: text for number, text, _, _ in _spoken(project, video_id)}
    step: list[Correction] = []
    for pair in aligned.pairs:
        if pair.segments and now.get(pair.segments[0], pair.text) != pair.text:
            step.append(Correction(pair.segments[0], now[pair.segments[0]]))
            step += [Correction(number, "") for number in pair.segments[1:]]
    _aside(project, video_id, CORRECTIONS_FILE)
    with changing(project.folder) as new:
        write_steps(new.file(f"videos/{video_id}/{CORRECTIONS_FILE}"), [step] if step else [])
        record(new, project, entry)
    return f"{len(step)} corrected captions read from the pairs, as one step"


def mend_dropped(project: Project, video_id: str) -> str:
    """The dropped pairs, as the table of pairs marks them."""
    pairs = project.pairs()
    dropped = pairs.loc[(pairs["video_id"] == video_id) & ~pairs["kept"], "pair_id"]
    _aside(project, video_id, DROPPED_FILE)
    with changing(project.folder) as new:
        write_json(new.file(f"videos/{video_id}/{DROPPED_FILE}"), {"pair_ids": sorted(map(str, dropped))})
        record(new, project, project.video(video_id))
    return f"{len(dropped)} dropped pairs taken from the table of pairs"


def mend_names(project: Project, video_id: str) -> str:
    """The file is put aside: first names are found again among the pairs when they are made anew."""
    _aside(project, video_id, NAMES_FILE)
    return "put aside; the names are found again among the pairs"


def mend_record(project: Project, video_id: str) -> str:
    """The record of the files as they are."""
    with changing(project.folder) as new:
        record(new, project, project.video(video_id))
    return "written"


def mend_stray(project: Project, video_id: str) -> str:
    """A video that project.json does not list, back from its record; its pairs are made anew next."""
    from crvae_core.project.project import write_project

    try:
        entry, _ = read_record(project.folder / "videos" / video_id)
    except (OSError, ValueError) as error:
        raise ProjectError(
            f"the record of {video_id} can't be read ({error}): remove its folder, or add the film again"
        ) from error
    with changing(project.folder) as new:
        write_project(new.file("project.json"), replace(project, videos=(*project.videos, entry)))
    return "brought back"


def _film(project: Project, entry: VideoEntry) -> Path:
    workspace = project.folder.parent
    places = film_places(workspace, lab_settings(workspace))
    return source_film(project.folder, project.video_folder(entry.video_id), entry.source, places)


def _sampling(project: Project, entry: VideoEntry) -> Any:
    """How the frames were taken; of projects of before as far as it is known."""
    from crvae_core.media.video import SamplingSettings

    stored = read_sampling(project.video_folder(entry.video_id))
    if stored:
        return SamplingSettings.from_json(stored)
    with suppress(InputError):
        return SamplingSettings(entry.every_s, str(project.info(entry.video_id).get("method", "period")))
    return SamplingSettings(entry.every_s)


def _starts(project: Project, entry: VideoEntry) -> Sequence[float]:
    """When the captions start, for frames that were taken there."""
    try:
        captions = source_captions(project, entry.video_id)
    except InputError:
        return ()
    offset_s = alignment_settings(entry).offset_s
    return tuple(float(segment.start or 0.0) + offset_s for segment in captions.segments) if captions else ()


def _spoken(project: Project, video_id: str) -> list[tuple[int, str, float, float]]:
    """Caption number, words, start and end of each pair with words, by their numbers, each once."""
    pairs = project.pairs()
    mine: pd.DataFrame = pairs[(pairs["video_id"] == video_id) & (pairs["text"] != "")]
    found: dict[int, tuple[int, str, float, float]] = {}
    columns = ["pair_id", "text", "start_s", "end_s"]
    for place, (pair_id, text, start_s, end_s) in enumerate(mine[columns].itertuples(index=False)):
        number = caption_of(str(pair_id))
        found.setdefault(
            place if number is None else number, (place, str(text), float(start_s), float(end_s))
        )
    return [(number, *values[1:]) for number, values in sorted(found.items())]


def _aside(project: Project, video_id: str, name: str) -> None:
    path = project.video_file(video_id, name)
    if path.exists():
        put_aside(path)
