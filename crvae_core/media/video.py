"""Frames out of a film or a folder of pictures: which picture is on the screen at the sample times."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from crvae_core.config import Settings, setting
from crvae_core.errors import VideoError
from crvae_core.media.decoding import Film
from crvae_core.media.frame_count import check_count
from crvae_core.media.frame_folder import FrameFolder
from crvae_core.media.frame_store import MOST_FRAMES, FrameStore
from crvae_core.media.sample_times import SampleTimes, shown_frames
from crvae_core.media.shots import shot_middles, shot_starts
from crvae_core.progress import Share

METHODS = {
    "period": "a frame every n seconds",
    "captions": "a frame where each caption starts",
    "shots": "a frame from the middle of each shot",
}
USUAL_LIMIT = 50_000  # frames of a film: 28 hours at one every 2 s, 4 GB if no two are alike
SHOT_SHARE = 0.6  # of the work is finding the shots; sampling comes after


@dataclass(frozen=True)
class SamplingSettings(Settings):
    """Which frames of a film are taken."""

    every_s: float = setting(2.0, "seconds between two sampled frames", low=0.04, high=600)
    method: str = setting("period", "what decides when a frame is taken", choices=tuple(METHODS))
    frame_period_s: float | None = setting(
        None, "seconds between two pictures, where the film is a folder of pictures", low=0.001, high=3600
    )
    stream: int | None = setting(None, "which of several video streams of the file, from 1", low=1)
    most_frames: int = setting(
        USUAL_LIMIT, "most frames that are taken from one film", low=1, high=MOST_FRAMES
    )


@dataclass(frozen=True)
class VideoInfo:
    """What is known about a film once its frames are sampled.

    width, height: pixels of the upright picture with square pixels. `frame_times_s[i]` is the own
    presentation time of the frame in row i, `sample_times_s[i]` the time that was asked for. `damaged_at_s`
    is the first place that could not be decoded, None for a sound file. `rotation`: degrees clockwise that were
    applied. `starts_late_s`: seconds before the first picture. `broken_pictures`: files of a folder that were left out.
    `notes`: what a user must know of how the film was read, as sentences.
    """

    width: int
    height: int
    codec: str
    container: str
    frame_rate: float | None
    duration_s: float
    every_s: float
    frame_times_s: list[float]
    damaged_at_s: float | None = None
    method: str = "period"
    rotation: int = 0
    starts_late_s: float = 0.0
    interlaced: bool = False
    sample_times_s: list[float] = field(default_factory=list)
    broken_pictures: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def sample_video(
    path: Path,
    folder: Path,
    sampling: SamplingSettings | float = 2.0,
    progress: Share | None = None,
    starts_s: Sequence[float] = (),
) -> VideoInfo:
    """Write the frames that are on the screen at the sample times into `folder`.

    path: a video file, or a folder of pictures. `folder` gets the files of `FrameStore`. sampling: settings, or the
    seconds between two frames. starts_s: where captions start, for the method "captions". `progress` gets the share that is
    done, 0 to 1; whatever it raises ends the work and leaves nothing in `folder`.

    Raises VideoError if there is nothing to sample, with the remedy.
    """
    settings = (
        sampling if isinstance(sampling, SamplingSettings) else SamplingSettings(every_s=float(sampling))
    )
    path = Path(path)
    report = _Rising(progress)
    times = _sample_times(path, settings, starts_s, report)
    with _open(path, settings) as source:
        check_count(source, times, settings.most_frames, Path(folder))
        with FrameStore(Path(folder), settings.most_frames) as store:
            return _sample(source, store, times, settings, report)


def _sample(
    source: Film | FrameFolder,
    store: FrameStore,
    times: SampleTimes,
    settings: SamplingSettings,
    report: "_Rising",
) -> VideoInfo:
    frame_times: list[float] = []
    interlaced, picture = False, None
    for shown in shown_frames(source.frames(times, report), times, lambda: source.end_s):
        picture = shown.picture
        interlaced = interlaced or picture.interlaced
        store.add(picture.small(), picture.thumbnail(), shown.rows)
        frame_times += [round(shown.time_s, 6)] * shown.rows
    if picture is None:
        raise _nothing(source, times)
    report(1.0)
    return VideoInfo(
        width=picture.width,
        height=picture.height,
        codec=source.codec_name,
        container=source.container_name,
        frame_rate=source.frame_rate,
        duration_s=round(source.end_s, 6),
        every_s=settings.every_s,
        frame_times_s=frame_times,
        damaged_at_s=source.damaged_at_s,
        method=settings.method,
        rotation=picture.rotation,
        starts_late_s=round(max(0.0, source.first_s or 0.0), 6),
        interlaced=interlaced,
        sample_times_s=[times.time_of(row) for row in range(len(frame_times))],
        broken_pictures=source.broken if isinstance(source, FrameFolder) else [],
        notes=list(source.notes),
    )


def _sample_times(
    path: Path, settings: SamplingSettings, starts_s: Sequence[float], report: "_Rising"
) -> SampleTimes:
    if settings.method == "captions":
        if not starts_s:
            raise VideoError(
                "no caption has a time, so frames can't be taken where captions start: sample every n seconds instead"
            )
        return SampleTimes(settings.every_s, starts_s)
    if settings.method == "shots":
        with _open(path, settings) as source:
            starts = shot_starts(source.frames(None, report.part(0.0, SHOT_SHARE)))
            report.start = SHOT_SHARE
            return SampleTimes(settings.every_s, shot_middles(starts, source.end_s))
    return SampleTimes(settings.every_s)


def _open(path: Path, settings: SamplingSettings) -> Film | FrameFolder:
    try:
        is_folder = path.is_dir()
    except (OSError, ValueError):  # a path that can't be: the film says so
        is_folder = False
    return FrameFolder(path, settings.frame_period_s) if is_folder else Film(path, settings.stream)


def _nothing(source: Film | FrameFolder, times: SampleTimes) -> VideoError:
    name = source.path.name
    if isinstance(source, FrameFolder):
        listed = ", ".join(source.broken[:3]) + (", ..." if len(source.broken) > 3 else "")
        if listed:
            return VideoError(f"no picture in {name} can be read (broken: {listed}): export the frames again")
    elif source.first_s is None:
        return VideoError(f"no frame of {name} can be decoded: re-encode it as H.264 in MP4")
    length = f"{int(source.end_s) // 60}:{int(source.end_s) % 60:02d}"
    return VideoError(
        f"no frame of {name} is on the screen at the times asked for, it is {length} long: check that the captions "
        "belong to it, or sample every n seconds"
    )


class _Rising:
    """Passes on shares of the work, never a smaller one than before."""

    def __init__(self, progress: Share | None) -> None:
        self.progress = progress
        self.start = 0.0
        self.highest = 0.0

    def __call__(self, share: float) -> None:
        self.highest = max(self.highest, self.start + (1.0 - self.start) * share)
        if self.progress:
            self.progress(self.highest)

    def part(self, start: float, width: float) -> Share:
        """A progress for a part of the work."""
        return lambda share: self(start + width * share)
