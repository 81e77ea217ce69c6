"""Commands on a project's material: add a video, align it anew, check it, correct captions, drop pairs, remove."""

from __future__ import annotations  # types of heavy modules are named, not loaded: --help is quick

import functools
import tempfile
from collections.abc import Callable, Collection
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from crvae_core.commands.quality_text import readable_quality
from crvae_core.errors import InputError
from crvae_core.progress import Progress
from crvae_core.tasks.kinds import in_foreground
from crvae_core.terminal import command_output, opened, progress_bar

if TYPE_CHECKING:
    from crvae_core.media.shared_words import SharingProposal
    from crvae_core.project.project import Project

_VIDEO = click.option(
    "--video-id", help="Which video: its id, the beginning of it, or its name; needed if there are several."
)


def alignment_options(function: Callable) -> Callable:
    """The options of an alignment; what is not given is None."""
    for option in reversed(
        (
            click.option("--align", "strategy", help="auto, nearest, blocks, spread or window."),
            click.option(
                "--period", "period_s", type=float, help="Seconds per caption, where they have no times."
            ),
            click.option("--anchor", help="What 'nearest' goes by: start or middle of a caption."),
            click.option("--frames-per-segment", type=int, help="Frames that 'spread' takes per caption."),
            click.option("--offset", "offset_s", type=float, help="Seconds by which captions are moved."),
            click.option(
                "--share-words/--no-share-words",
                "share_words",
                default=None,
                help="Frames that no caption takes get the words that are said then; for captions much longer than --every.",
            ),
            click.option(
                "--silent/--no-silent", "keep_silent", default=None, help="Keep frames without words."
            ),
        )
    ):
        function = option(function)
    return function


@click.command()
@click.argument("project")
@click.option(
    "--video", type=click.Path(path_type=Path), help="A film (MP4, WebM, MKV, ...) or a folder of pictures."
)
@click.option(
    "--captions", type=click.Path(path_type=Path), help="SRT, WebVTT, JSON, text, ...; may be left out."
)
@click.option(
    "--youtube", metavar="URL", help="Fetch the captions of a YouTube video, and the film if none is given."
)
@click.option("--language", default="auto", show_default=True, help="en, zh, other or auto.")
@click.option(
    "--every", "every_s", default=2.0, show_default=True, help="Seconds between two sampled frames."
)
@click.option("--sample", "method", default="period", show_default=True, help="period, captions or shots.")
@click.option("--frame-period", "frame_period_s", type=float, help="Seconds per picture of a folder.")
@click.option("--most-frames", type=int, default=50_000, show_default=True, help="Most frames of one film.")
@click.option("--stream", type=int, help="Which of several video streams of the file, counted from 1.")
@alignment_options
@click.option(
    "--vectors", default="shared", show_default=True, help="'shared', a file, or a name that was added."
)
@click.option("--encoding", help="Text encoding of the captions, if it is found wrongly.")
@click.option("--tier", "caption_tier", help="Which tier of an annotation file, by name or number; '*': all.")
@click.option(
    "--captions-start", "caption_start_s", metavar="TIME",
    help="Where the captions' clock starts, such as 10:00:00:00; 0: at zero. Found from the file where it is clear.",
)  # fmt: skip
@click.option(
    "--captions-frame-rate",
    "caption_frame_rate",
    type=float,
    help="Frames a second of captions that count frames.",
)
@click.option("--drop-sounds", is_flag=True, help="Leave out [Applause], (music) and the like.")
@click.option("--name", help="Name shown for the video.")
@click.option("--link", is_flag=True, help="Leave the video where it is instead of copying it.")
@command_output
def ingest(
    project: str,
    video: Path | None,
    captions: Path | None,
    youtube: str | None,
    name: str | None,
    **options: Any,
) -> dict[str, Any]:
    """Add a video with its captions to PROJECT (a folder; it is made if there is none)."""
    from crvae_core.material.ingest import IngestSettings, add_video, project_for
    from crvae_core.media.alignment import AlignmentSettings
    from crvae_core.project.corrections import source_captions
    from crvae_core.project.naming import project_folder

    alignment = AlignmentSettings().with_overrides(_taken_out(options, AlignmentSettings().to_json()))
    options["caption_start_s"] = _seconds(options["caption_start_s"])
    settings = IngestSettings().with_overrides(options)
    with ExitStack() as stack:
        update = stack.enter_context(progress_bar())
        if youtube:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True)))
            video, captions = _fetch(youtube, folder, video, captions, settings.language, update)
        if video is None:
            raise InputError("a film is needed: give --video FILE, or --youtube URL with yt-dlp installed")
        found = stack.enter_context(project_for(project_folder(project), Path(project).name))
        title = f"Reading {name or video.stem}"
        report = stack.enter_context(in_foreground(found.folder, "ingest", title, {}, also=update))
        changed, entry = add_video(found, video, captions, settings, alignment, name, report)
    spoken = source_captions(changed, entry.video_id)
    return _summary(changed, entry.video_id) | {
        "caption_notes": [note.message for note in spoken.notes] if spoken else []
    }


@click.command()
@click.argument("project")
@_VIDEO
@alignment_options
@command_output
def align(
    project: str,
    video_id: str | None,
    **options: Any,
) -> dict[str, Any]:
    """Align the captions of a video anew; what is not given stays as it was."""
    from crvae_core.material.rebuild import alignment_settings
    from crvae_core.material.revise import realign

    found = opened(project)
    chosen = _video_of(found, video_id)
    before = alignment_settings(found.video(chosen))
    settings = before.with_overrides(_taken_out(options, before.to_json()))
    return _summary(realign(found, chosen, settings), chosen)


@click.command()
@click.argument("project")
@functools.partial(command_output, shown=readable_quality)
def check(project: str) -> dict[str, Any]:
    """Show how well captions and frames of each video meet, and which words have no vector."""
    from crvae_core.material.quality import video_quality

    found = opened(project)
    return {video.video_id: video_quality(found, video.video_id) for video in found.videos}


@click.command()
@click.argument("project")
@_VIDEO
@click.option("--caption", "number", type=click.IntRange(min=1), help="Which caption, counted from 1.")
@click.option("--text", help="The right words; empty: the caption is taken out.")
@click.option("--start", "start_s", type=float, help="The right start, in seconds.")
@click.option("--undo", is_flag=True, help="Take the last correction back.")
@command_output
def correct(
    project: str,
    video_id: str | None,
    number: int | None,
    text: str | None,
    start_s: float | None,
    undo: bool,
) -> dict[str, Any]:
    """Correct a caption by hand; the file that was read stays as it is."""
    from crvae_core.material.revise import correct_captions, undo_correction
    from crvae_core.project.corrections import Correction, corrected_captions

    found = opened(project)
    chosen = _video_of(found, video_id)
    if undo:
        return _summary(undo_correction(found, chosen), chosen)
    captions = corrected_captions(found, chosen)
    if captions is None:
        raise InputError(f"{chosen} has no captions to correct: add the video again with its captions")
    if number is None or number > len(captions.segments):
        raise InputError(f"say which caption with --caption N, from 1 to {len(captions.segments)}")
    if text is None and start_s is None:
        raise InputError("say what is right: the words with --text, the start with --start, or --undo")
    words = captions.segments[number - 1].text if text is None else text
    return _summary(correct_captions(found, chosen, [Correction(number - 1, words, start_s)]), chosen)


@click.command()
@click.argument("project")
@click.argument("pair_ids", nargs=-1, required=True)
@click.option("--restore", is_flag=True, help="Take dropped pairs back.")
@command_output
def drop(project: str, pair_ids: tuple[str, ...], restore: bool) -> dict[str, Any]:
    """Drop pairs, so that no training sees them (they stay in the project)."""
    from crvae_core.material.revise import keep_pairs

    found = opened(project)
    unknown = sorted(set(pair_ids) - set(found.pairs()["pair_id"]))
    if unknown:
        raise InputError(f"the project has no pair {unknown[0]!r}: the pairs are listed in pairs.parquet")
    pairs = keep_pairs(found, pair_ids, kept=restore).pairs()
    return {"pairs": len(pairs), "dropped": int((~pairs["kept"]).sum())}


@click.command()
@click.argument("project")
@click.argument("video_id")
@command_output
def remove(project: str, video_id: str) -> dict[str, Any]:
    """Take a video and its moments out of PROJECT, to be had back for a day (`restore`); its source file is not touched."""
    from crvae_core.project.keeping import remove_video

    found = opened(project)
    left = remove_video(found, found.find_video(video_id).video_id)
    return {"project": str(left.folder), "videos": [video.video_id for video in left.videos]}


@click.command()
@click.argument("project")
@click.argument("video_id", required=False)
@command_output
def restore(project: str, video_id: str | None) -> dict[str, Any]:
    """Bring a video back that was removed from PROJECT less than a day ago: the last one, or the one of that name."""
    from crvae_core.project.keeping import removed_videos, restore_video

    found = opened(project)
    removed = [one for one in removed_videos(found) if video_id in (None, one.name, one.folder)]
    if not removed:
        there = ", ".join(one.name for one in removed_videos(found)) or "nothing"
        raise InputError(
            f"{video_id or 'a video'} can't be had back: what was removed in the last day is {there}"
        )
    back = restore_video(found, removed[0])
    return {"project": str(back.folder), "videos": [video.video_id for video in back.videos]}


@click.command()
@click.argument("project")
@click.argument("video_id")
@click.option("--name", help="What the copy is called.")
@command_output
def copy(project: str, video_id: str, name: str | None) -> dict[str, Any]:
    """Put a video into PROJECT once more, such as to align its captions in another way beside the first."""
    from crvae_core.material.copy_video import copy_video

    found = opened(project)
    changed = copy_video(found, found.find_video(video_id).video_id, name)
    return {"project": str(changed.folder), "videos": [video.video_id for video in changed.videos]}


COMMANDS = (ingest, align, check, correct, drop, remove, restore, copy)


def _taken_out(options: dict[str, Any], names: Collection[str]) -> dict[str, Any]:
    """Take the options of these names out of `options`; those that were not given are left out."""
    taken = {name: options.pop(name, None) for name in names}
    return {name: value for name, value in taken.items() if value is not None}


def _fetch(
    url: str,
    folder: Path,
    video: Path | None,
    captions: Path | None,
    language: str,
    update: Progress,
) -> tuple[Path, Path]:
    from crvae_core.media.youtube import fetch_captions, fetch_video

    if captions is None:
        update("Fetching the captions", 0.0)
        captions = fetch_captions(url, folder, None if language in ("auto", "other") else language)
    if video is None:
        video = fetch_video(url, folder, lambda share: update("Fetching the film", share))
    return video, captions


def _video_of(project: Any, video_id: str | None) -> str:
    names = [video.video_id for video in project.videos]
    if video_id is None and len(names) != 1:
        raise InputError(f"say which video with --video-id: {', '.join(names) or 'the project has none'}")
    return project.find_video(video_id or names[0]).video_id


def _seconds(text: str | None) -> float | None:
    """Seconds of a number or of a clock such as 10:00:00:00; raises InputError for others."""
    from crvae_core.media.caption_formats.clock import clock_seconds, number

    if text is None:
        return None
    seconds = number(text)
    seconds = clock_seconds(text) if seconds is None else seconds
    if seconds is None:
        raise InputError(f"{text!r} is no time: give seconds, or a clock such as 10:00:00:00")
    return seconds


def _summary(project: Any, video_id: str) -> dict[str, Any]:
    from crvae_core.material.quality import proposal_for, untaken_frames

    video = project.video(video_id)
    pairs = project.pairs()
    mine = pairs[pairs["video_id"] == video_id]
    spoken = mine[mine["text"] != ""]
    counts = spoken["tokens"].map(len)
    return {
        "project": str(project.folder),
        "video_id": video_id,
        "language": video.language,
        "duration_s": video.duration_s,
        "frames": video.frame_count,
        "pairs": len(spoken),
        "frames_without_words": len(mine) - len(spoken),
        "frames_no_caption_took": untaken_frames(video, pairs),
        "dropped": int((~mine["kept"]).sum()),
        "tokens": int(counts.sum()),
        "unknown_share": float((spoken["unknown_share"] * counts).sum() / max(1, counts.sum())),
        "segments_outside_video": video.alignment.get("left_out", 0),
        "frame_numbers": [row + 1 for row in spoken["frame_row"].tolist()],
        "total_pairs": len(pairs),
        "notes": project.info(video_id).get("notes", []),
    } | _proposed(proposal_for(project, video_id), project, video_id)


def _proposed(proposal: SharingProposal | None, project: Project, video_id: str) -> dict[str, Any]:
    """What is proposed about frames that no caption took, and how it is accepted or declined; nothing where nothing is."""
    if proposal is None:
        return {}
    accept = f'align "{project.folder}" --video-id {video_id} --share-words'
    return {
        "proposal": f"{proposal.sentence()}. A caption's later frames can share its words: {accept} "
        "(--no-share-words: leave it so)"
    }
