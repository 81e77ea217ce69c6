"""How well captions and frames meet: what an alignment is checked by before anybody trains."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median_high

from crvae_core.media.alignment import AlignedSegment, Alignment, FrameGrid

GAPS = 5  # the longest that are listed
SHORTEST_GAP_S = 2.0


@dataclass(frozen=True)
class AlignmentQuality:
    """Figures of one video's alignment; times in seconds.

    speech_share: share of the video during which something is said (0 to 1). silent_frames: frames during which nothing
    is said. untaken_frames: frames that no caption takes though something is said; they are in no pair.
    segments_without_frame: captions that found no frame. frames_shared: frames that more than one pair takes.
    median_shift_s: how far, in the middle, a frame lies from the start of its words. gaps: the longest stretches
    without words, as (from, to), the longest first.
    """

    pairs: int
    frames: int
    speech_share: float
    silent_frames: int
    untaken_frames: int
    segments_without_frame: int
    frames_shared: int
    pairs_per_minute: float
    median_shift_s: float
    gaps: tuple[tuple[float, float], ...]


def alignment_quality(alignment: Alignment, grid: FrameGrid) -> AlignmentQuality:
    """Measure an alignment against the frames it was made for."""
    spoken = [pair for pair in alignment.pairs if pair.text]
    merged = _merged([(pair.start_s, pair.end_s) for pair in spoken], grid.duration_s)
    rows = [pair.frame_row for pair in spoken]
    silent_rows = _silent_frames(merged, grid)
    spoken_rows, silent = set(rows) - silent_rows, len(silent_rows)
    shifts = [abs(grid.times_s[pair.frame_row] - pair.start_s) for pair in spoken]
    return AlignmentQuality(
        pairs=len(spoken),
        frames=len(grid.times_s),
        speech_share=sum(end - start for start, end in merged) / max(grid.duration_s, 1e-9),
        silent_frames=silent,
        untaken_frames=len(grid.times_s) - silent - len(spoken_rows),
        segments_without_frame=len(alignment.left_out),
        frames_shared=sum(count > 1 for count in Counter(rows).values()),
        pairs_per_minute=60 * len(spoken) / max(grid.duration_s, 1e-9),
        median_shift_s=median_high(shifts) if shifts else 0.0,
        gaps=_gaps(merged, grid.duration_s),
    )


def sample_pairs(alignment: Alignment, count: int = 3) -> list[AlignedSegment]:
    """Pairs with words at even distances, away from both ends: a sample to judge an offset by."""
    spoken = [pair for pair in alignment.pairs if pair.text]
    return [spoken[(2 * index + 1) * len(spoken) // (2 * count)] for index in range(min(count, len(spoken)))]


def _merged(times: Sequence[tuple[float, float]], duration_s: float) -> list[tuple[float, float]]:
    """The stretches during which something is said, in order, without overlap, inside the video."""
    merged: list[tuple[float, float]] = []
    for start, end in sorted((max(0.0, start), min(end, duration_s)) for start, end in times):
        if end <= start:
            continue
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _silent_frames(merged: Sequence[tuple[float, float]], grid: FrameGrid) -> set[int]:
    """The rows of the frames during which nothing is said."""
    silent = set()
    first = 0
    for row in range(len(grid.times_s)):
        begin, end = grid.interval(row)
        while first < len(merged) and merged[first][1] <= begin:
            first += 1
        if first == len(merged) or merged[first][0] >= end:
            silent.add(row)
    return silent


def _gaps(merged: Sequence[tuple[float, float]], duration_s: float) -> tuple[tuple[float, float], ...]:
    ends = [0.0, *(end for _, end in merged)]
    starts = [*(start for start, _ in merged), duration_s]
    gaps = [(end, start) for end, start in zip(ends, starts, strict=True) if start - end >= SHORTEST_GAP_S]
    return tuple(sorted(gaps, key=lambda gap: gap[0] - gap[1])[:GAPS])
