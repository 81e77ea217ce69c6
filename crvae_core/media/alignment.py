"""Which frame goes with which caption segment.

`nearest` and `blocks` are the two alignments of the report; `spread` is for transcripts without times.
Rows of frames count from 0 (the report's frame numbers count from 1).
"""

from dataclasses import dataclass

from crvae_core.config import Settings, setting
from crvae_core.errors import AlignmentError
from crvae_core.media.captions import Captions, CaptionSegment

MINIMUM_PAIRS = 4
BLOCK_FRAMES = 21  # frames in a block of the report's second video
BLOCK_OFFSETS = (0, 4, 8, 12, 16)  # which frames of a block are taken

STRATEGIES = {
    "auto": "nearest if the captions have times, else spread",
    "nearest": "each segment takes the sampled frame nearest to its start",
    "blocks": "frames in blocks of 21, five taken from each; the i-th segment takes the i-th of them",
    "spread": "segments without times, spread evenly over the whole video",
}


@dataclass(frozen=True)
class AlignmentSettings(Settings):
    """How captions are brought to frames; kept with the video so that it can be repeated."""

    strategy: str = setting("auto", "how a caption finds its frame", choices=tuple(STRATEGIES))
    period_s: float | None = setting(
        None, "seconds per segment, for captions without times", low=0.04, high=3600
    )


@dataclass(frozen=True)
class AlignedSegment:
    """A caption segment with its times in seconds and the row of its frame."""

    frame_row: int
    start_s: float
    end_s: float
    text: str


def align_captions(
    captions: Captions, frame_count: int, every_s: float, duration_s: float, settings: AlignmentSettings
) -> list[AlignedSegment]:
    """Give every segment a frame, in the order of the segments; those that start after the video are left out.

    frame_count, every_s: how many frames were sampled, and the seconds between them.
    duration_s: the length of the video.

    Raises AlignmentError if the strategy does not fit the captions, if all captions lie outside the
    video, or if fewer than MINIMUM_PAIRS pairs come out.
    """
    segments = list(captions.segments)
    if len(segments) < MINIMUM_PAIRS:
        raise AlignmentError(
            f"the captions have {len(segments)} segment(s), at least {MINIMUM_PAIRS} are needed: "
            "give the captions of the whole video"
        )
    strategy = _strategy_for(captions, settings)
    if strategy == "blocks":
        rows = block_rows(len(segments), frame_count)
        times = _times_or_even(segments, duration_s, settings.period_s)
    else:
        times = _times(segments, duration_s, settings.period_s, strategy)
        _check_inside(times, duration_s)
        inside = [start < duration_s + every_s for start, _ in times]  # the last may start just after the end
        times = [time for time, here in zip(times, inside, strict=True) if here]
        segments = [segment for segment, here in zip(segments, inside, strict=True) if here]
        rows = [nearest_row(start, every_s, frame_count) for start, _ in times]
    _check_distinct(rows)
    return [
        AlignedSegment(row, start, end, segment.text)
        for row, (start, end), segment in zip(rows, times, segments, strict=True)
    ]


def nearest_row(start_s: float, every_s: float, frame_count: int) -> int:
    """The row of the sampled frame nearest to `start_s`: round(start / every), half to even, inside the video."""
    return min(max(round(start_s / every_s), 0), frame_count - 1)


def block_rows(segment_count: int, frame_count: int) -> list[int]:
    """The rows 0, 4, 8, 12, 16, 21, 25, ... for as many segments as asked for.

    Raises AlignmentError if the video has too few frames for them.
    """
    rows = [
        block + offset
        for block in range(0, frame_count, BLOCK_FRAMES)
        for offset in BLOCK_OFFSETS
        if block + offset < frame_count
    ]
    if segment_count > len(rows):
        raise AlignmentError(
            f"{segment_count} segments do not fit the {len(rows)} frames that the alignment 'blocks' takes from "
            f"{frame_count}: use 'spread', sample more often, or check that captions and video belong together"
        )
    return rows[:segment_count]


def _strategy_for(captions: Captions, settings: AlignmentSettings) -> str:
    timed = captions.timed or settings.period_s is not None
    if settings.strategy == "auto":
        return "nearest" if timed else "spread"
    if settings.strategy == "nearest" and not timed:
        raise AlignmentError(
            "the captions have no times, so 'nearest' can't place them: use 'spread' or 'blocks', "
            "or give the seconds per segment (--period)"
        )
    return settings.strategy


def _times(
    segments: list[CaptionSegment], duration_s: float, period_s: float | None, strategy: str
) -> list[tuple[float, float]]:
    if strategy == "spread":
        return _even_times(len(segments), duration_s / len(segments))
    if any(segment.start is None for segment in segments):
        assert period_s is not None
        return _even_times(len(segments), period_s)
    starts = [float(segment.start or 0.0) for segment in segments]
    following = [*starts[1:], max(duration_s, starts[-1])]
    return [
        (start, float(segment.end) if segment.end is not None else max(start, after))
        for segment, start, after in zip(segments, starts, following, strict=True)
    ]


def _times_or_even(
    segments: list[CaptionSegment], duration_s: float, period_s: float | None
) -> list[tuple[float, float]]:
    timed = all(segment.start is not None for segment in segments)
    return _times(segments, duration_s, period_s, "nearest" if timed or period_s else "spread")


def _even_times(count: int, step_s: float) -> list[tuple[float, float]]:
    return [(index * step_s, (index + 1) * step_s) for index in range(count)]


def _check_inside(times: list[tuple[float, float]], duration_s: float) -> None:
    inside = sum(start < duration_s and end > 0 for start, end in times)
    if inside == 0:
        raise AlignmentError(
            f"all captions lie outside the video, which is {_clock(duration_s)} long (the first starts at "
            f"{_clock(times[0][0])}): check that they belong together"
        )
    if inside < MINIMUM_PAIRS:
        raise AlignmentError(
            f"only {inside} caption(s) lie inside the video, which is {_clock(duration_s)} long; at least "
            f"{MINIMUM_PAIRS} are needed: check that they belong together"
        )


def _check_distinct(rows: list[int]) -> None:
    if len(set(rows)) < MINIMUM_PAIRS:
        raise AlignmentError(
            f"the captions fall on only {len(set(rows))} different frame(s), at least {MINIMUM_PAIRS} are needed: "
            "give a longer video or sample it more often (--every)"
        )


def _clock(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"
