"""Which frame goes with which caption segment.

`nearest` and `blocks` are the two alignments of the report; `spread` takes several frames per segment, `window` all that
is said while a frame is shown. Rows of frames count from 0 (the report's frame numbers count from 1).
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from crvae_core.config import Settings, setting
from crvae_core.errors import AlignmentError
from crvae_core.media.captions import Captions, CaptionSegment

MINIMUM_PAIRS = 4
BLOCK_FRAMES = 21  # frames in a block of the report's second video
BLOCK_OFFSETS = (0, 4, 8, 12, 16)  # which frames of a block are taken

STRATEGIES = {
    "auto": "the nearest frame if the captions have times, else spread over the time",
    "nearest": "each caption takes the frame nearest to its start, or to its middle",
    "blocks": "frames in blocks of 21, five taken from each; the i-th caption takes the i-th of them",
    "spread": "each caption takes one or more frames, spread over its time; captions without times share the video evenly",
    "window": "each frame takes all that is said until the next frame",
}
STRATEGY_NAMES = {  # as people read them
    "auto": "Automatic",
    "nearest": "Nearest frame",
    "blocks": "In blocks",
    "spread": "Spread over the time",
    "window": "Until the next frame",
}


@dataclass(frozen=True)
class AlignmentSettings(Settings):
    """How captions are brought to frames; kept with the video so that it can be repeated."""

    strategy: str = setting("auto", "how captions and frames find each other", choices=tuple(STRATEGIES))
    period_s: float | None = setting(
        None, "seconds per segment, for captions without times", low=0.04, high=3600
    )
    anchor: str = setting(
        "start", "what 'nearest' goes by: the start or the middle of a segment", choices=("start", "middle")
    )
    frames_per_segment: int = setting(1, "frames that 'spread' takes for each segment", low=1, high=60)
    offset_s: float = setting(
        0.0, "seconds by which all captions are moved; above 0: later", low=-360_000, high=360_000
    )
    share_words: bool | None = setting(
        None,
        "frames that no caption takes, though something is said, get the words that are said then; none: not decided",
    )
    keep_silent: bool = setting(True, "keep frames during which nothing is said, as moments without words")


@dataclass(frozen=True)
class FrameGrid:
    """The sampled frames on the time axis.

    times_s: when each frame was sampled, in seconds, ascending. duration_s: the length of the video.
    every_s: the step of an even grid, else None.
    """

    times_s: tuple[float, ...]
    duration_s: float
    every_s: float | None = None

    @classmethod
    def even(cls, frame_count: int, every_s: float, duration_s: float) -> "FrameGrid":
        """Frames at 0, every_s, 2 every_s, ..."""
        return cls(tuple(row * every_s for row in range(frame_count)), duration_s, every_s)

    def interval(self, row: int) -> tuple[float, float]:
        """From when to when the frame of a row stands for the video: until the next frame."""
        after = (
            self.times_s[row + 1] if row + 1 < len(self.times_s) else max(self.duration_s, self.times_s[row])
        )
        return self.times_s[row], after

    def nearest(self, time_s: float) -> int:
        """The row nearest to a time; on an even grid the report's round(time / every), half to even."""
        if self.every_s is not None:
            return min(max(round(time_s / self.every_s), 0), len(self.times_s) - 1)
        if len(self.times_s) < 2:
            return 0
        after = min(max(bisect_left(self.times_s, time_s), 1), len(self.times_s) - 1)
        return min((after - 1, after), key=lambda row: abs(self.times_s[row] - time_s))


@dataclass(frozen=True)
class AlignedSegment:
    """A frame with its words: the row of the frame, the times of the words in seconds, the text.

    segments: which segments of the captions (counted from 0) the text was taken from; none for a frame without words.
    """

    frame_row: int
    start_s: float
    end_s: float
    text: str
    segments: tuple[int, ...] = ()


@dataclass(frozen=True)
class Alignment:
    """What an alignment gives: the pairs in the order of time, and the segments that got no frame."""

    pairs: tuple[AlignedSegment, ...]
    left_out: tuple[int, ...] = ()


@dataclass(frozen=True)
class _Timed:
    """A segment with times: its number in the captions, from when to when, its text."""

    number: int
    start_s: float
    end_s: float
    text: str


def align_captions(captions: Captions | None, grid: FrameGrid, settings: AlignmentSettings) -> Alignment:
    """Bring captions and frames together.

    captions: None for a video without words: every frame is then a moment without words.

    Raises AlignmentError if the strategy does not fit the captions, if all captions lie outside the
    video, or if fewer than MINIMUM_PAIRS pairs come out.
    """
    if captions is None:
        pairs = _silent(grid, set(range(len(grid.times_s))))
        _check_distinct(pairs)
        return Alignment(tuple(pairs))
    if len(captions.segments) < MINIMUM_PAIRS:
        raise AlignmentError(
            f"the file holds {_counted(len(captions.segments), 'caption')}, at least {MINIMUM_PAIRS} are needed: "
            "give the captions of the whole video"
        )
    strategy = _strategy_for(captions, settings)
    timed = _timed_segments(captions, grid, settings, strategy)
    if len(timed) < MINIMUM_PAIRS:
        raise AlignmentError(
            f"{_counted(len(timed), 'caption')} would have words left, but at least {MINIMUM_PAIRS} are needed: "
            "keep the words of some more"
        )
    if strategy == "blocks":
        rows = block_rows(len(timed), len(grid.times_s))
        pairs = [_pair(row, segment) for row, segment in zip(rows, timed, strict=True)]
    else:
        _check_inside(timed, grid, settings)
        pairs = {"nearest": _nearest, "spread": _spread, "window": _window}[strategy](timed, grid, settings)
    _check_distinct(pairs)
    used = {number for pair in pairs for number in pair.segments}
    left_out = tuple(segment.number for segment in timed if segment.number not in used)
    if settings.share_words and times_are_known(captions, settings):
        pairs = _shared(pairs, timed, grid)
    if settings.keep_silent and times_are_known(captions, settings):
        pairs = sorted(
            [*pairs, *_silent(grid, _silent_rows(timed, grid) - {pair.frame_row for pair in pairs})],
            key=lambda pair: (pair.frame_row, pair.start_s),
        )
    return Alignment(tuple(pairs), left_out)


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
            f"{segment_count} captions do not fit the {len(rows)} frames that the alignment 'blocks' takes from "
            f"{frame_count}: use 'spread', sample more often, or check that captions and video belong together"
        )
    return rows[:segment_count]


def _strategy_for(captions: Captions, settings: AlignmentSettings) -> str:
    known = times_are_known(captions, settings)
    if settings.strategy == "auto":
        return "nearest" if known else "spread"
    if settings.strategy in ("nearest", "window") and not known:
        raise AlignmentError(
            f"the captions have no times, so {settings.strategy!r} can't place them: use 'spread' or 'blocks', "
            "or give the seconds per caption (--period)"
        )
    return settings.strategy


def times_are_known(captions: Captions, settings: AlignmentSettings) -> bool:
    """Whether it is known when each caption is said, rather than supposed."""
    return captions.timed or settings.period_s is not None


def _timed_segments(
    captions: Captions, grid: FrameGrid, settings: AlignmentSettings, strategy: str
) -> list[_Timed]:
    """The segments with times, moved by the offset; their own, or even ones where they have none."""
    segments = captions.segments
    if captions.timed:
        times = _own_times(segments, grid.duration_s)
    else:
        step = settings.period_s or grid.duration_s / len(segments)
        times = [(index * step, (index + 1) * step) for index in range(len(segments))]
    offset = settings.offset_s if strategy != "blocks" else 0.0
    timed = [
        _Timed(number, start + offset, end + offset, segment.text)
        for number, ((start, end), segment) in enumerate(zip(times, segments, strict=True))
        if segment.text
    ]
    return sorted(timed, key=lambda segment: segment.start_s)  # a corrected time may change the order


def _own_times(segments: Sequence[CaptionSegment], duration_s: float) -> list[tuple[float, float]]:
    starts = [float(segment.start or 0.0) for segment in segments]
    following = [*starts[1:], max(duration_s, starts[-1])]
    return [
        (start, float(segment.end) if segment.end is not None else max(start, after))
        for segment, start, after in zip(segments, starts, following, strict=True)
    ]


def _nearest(timed: Sequence[_Timed], grid: FrameGrid, settings: AlignmentSettings) -> list[AlignedSegment]:
    def place(segment: _Timed) -> float:
        return segment.start_s if settings.anchor == "start" else (segment.start_s + segment.end_s) / 2

    return [
        _pair(grid.nearest(place(segment)), segment) for segment in timed if _is_inside(place(segment), grid)
    ]


def _spread(timed: Sequence[_Timed], grid: FrameGrid, settings: AlignmentSettings) -> list[AlignedSegment]:
    """The frame nearest to the start of each segment, and as many more at even distances as fall into it."""
    count = settings.frames_per_segment
    pairs = []
    for segment in timed:
        step = (segment.end_s - segment.start_s) / count
        first, *others = (segment.start_s + index * step for index in range(count))
        if _is_inside(first, grid):
            further = (grid.nearest(place) for place in others)
            within = [row for row in further if grid.times_s[row] < segment.end_s]
            pairs += [_pair(row, segment) for row in dict.fromkeys([grid.nearest(first), *within])]
    return pairs


def _window(timed: Sequence[_Timed], grid: FrameGrid, settings: AlignmentSettings) -> list[AlignedSegment]:
    said: dict[int, list[_Timed]] = {}
    for segment in timed:
        for row in _rows_during(segment, grid):
            said.setdefault(row, []).append(segment)
    return [
        AlignedSegment(
            row,
            here[0].start_s,
            here[-1].end_s,
            " ".join(segment.text for segment in here),
            tuple(segment.number for segment in here),
        )
        for row, here in sorted(said.items())
    ]


def _shared(
    pairs: Sequence[AlignedSegment], timed: Sequence[_Timed], grid: FrameGrid
) -> list[AlignedSegment]:
    """The pairs, and one more for each frame that none of them takes while something is said: with what began last."""
    taken = {pair.frame_row for pair in pairs}
    said = {row: segment for segment in timed for row in _rows_during(segment, grid) if row not in taken}
    more = [_pair(row, segment) for row, segment in said.items()]
    return sorted([*pairs, *more], key=lambda pair: (pair.frame_row, pair.start_s))


def _rows_during(segment: _Timed, grid: FrameGrid) -> range:
    """The rows of the frames whose interval a segment overlaps."""
    first = max(0, bisect_right(grid.times_s, segment.start_s) - 1)
    if segment.start_s >= grid.duration_s or segment.end_s <= 0:
        return range(0)
    return range(first, max(first + 1, bisect_left(grid.times_s, segment.end_s)))


def _pair(row: int, segment: _Timed) -> AlignedSegment:
    return AlignedSegment(row, segment.start_s, segment.end_s, segment.text, (segment.number,))


def _is_inside(time_s: float, grid: FrameGrid) -> bool:
    """Whether a time lies in the video; the last segment may start just after its end."""
    step = grid.every_s or grid.duration_s / max(1, len(grid.times_s))
    return -step < time_s < grid.duration_s + step


def _silent_rows(timed: Sequence[_Timed], grid: FrameGrid) -> set[int]:
    """The rows of the frames during which nothing is said."""
    spoken = {row for segment in timed for row in _rows_during(segment, grid)}
    return set(range(len(grid.times_s))) - spoken


def _silent(grid: FrameGrid, rows: set[int]) -> list[AlignedSegment]:
    return [AlignedSegment(row, *grid.interval(row), "") for row in sorted(rows)]


def _check_inside(timed: Sequence[_Timed], grid: FrameGrid, settings: AlignmentSettings) -> None:
    inside = sum(segment.start_s < grid.duration_s and segment.end_s > 0 for segment in timed)
    if inside >= MINIMUM_PAIRS:
        return
    moved = f"they are moved by {settings.offset_s:g} s; move them less, or " if settings.offset_s else ""
    remedy = f"{moved}check that they belong together"
    if inside == 0:
        raise AlignmentError(
            f"all captions lie outside the video, which is {_clock(grid.duration_s)} long (the first starts at "
            f"{_clock(timed[0].start_s)}): {remedy}"
        )
    raise AlignmentError(
        f"only {_counted(inside, 'caption')} of {len(timed)} lie inside the video, which is "
        f"{_clock(grid.duration_s)} long; at least {MINIMUM_PAIRS} are needed: {remedy}"
    )


def _check_distinct(pairs: Sequence[AlignedSegment]) -> None:
    rows = {pair.frame_row for pair in pairs}
    if len(rows) < MINIMUM_PAIRS:
        raise AlignmentError(
            f"only {_counted(len(rows), 'different frame')} would be used, at least {MINIMUM_PAIRS} are needed: "
            "give a longer video, or sample it more often"
        )


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _clock(seconds: float) -> str:
    hours, rest = divmod(abs(int(seconds)), 3600)
    minutes = f"{hours}:{rest // 60:02d}" if hours else f"{rest // 60}"
    return f"{'-' if seconds <= -1 else ''}{minutes}:{rest % 60:02d}"
