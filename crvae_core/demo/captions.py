"""Captions of a bulletin: each line gets its time within its shot, and all are written as SRT."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from crvae_core.demo.story import Bulletin

LEAD = (0.1, 0.4)  # seconds by which a line lags behind its slot
GAP = 0.08  # seconds of silence between lines


@dataclass(frozen=True)
class TimedLine:
    """One caption, its times in seconds of the film."""

    start: float
    end: float
    text: str


def timed_lines(bulletin: Bulletin) -> list[TimedLine]:
    """The captions of a bulletin in order; each starts and ends within its shot."""
    rng = np.random.default_rng(bulletin.station.skyline)
    lines: list[TimedLine] = []
    for begin, shot in zip(bulletin.starts, bulletin.shots, strict=True):
        slot = shot.seconds / len(shot.lines)
        starts = [begin + slot * index + rng.uniform(*LEAD) for index in range(len(shot.lines))]
        ends = [start - GAP for start in starts[1:]] + [begin + shot.seconds - GAP]
        lines += [
            TimedLine(round(float(start), 3), round(float(end), 3), text)
            for start, end, text in zip(starts, ends, shot.lines, strict=True)
        ]
    return lines


def as_srt(lines: list[TimedLine]) -> str:
    """The captions as the text of an SRT file."""
    blocks = [
        f"{number}\n{_clock(line.start)} --> {_clock(line.end)}\n{line.text}\n"
        for number, line in enumerate(lines, start=1)
    ]
    return "\n".join(blocks)


def _clock(seconds: float) -> str:
    milliseconds = round(seconds * 1000)
    minutes, rest = divmod(milliseconds, 60_000)
    return f"{minutes // 60:02d}:{minutes % 60:02d}:{rest // 1000:02d},{rest % 1000:03d}"
