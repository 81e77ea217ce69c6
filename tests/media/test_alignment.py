"""Alignment against frames that were counted by hand."""

import pytest

from crvae_core.errors import AlignmentError
from crvae_core.media.alignment import AlignmentSettings, align_captions, block_rows, nearest_row
from crvae_core.media.captions import Captions, CaptionSegment


def captions(*starts: float | None) -> Captions:
    segments = tuple(
        CaptionSegment(start, None if start is None else start + 1.5, f"segment {index}")
        for index, start in enumerate(starts)
    )
    return Captions(segments, "test", "utf-8")


def rows(spoken: Captions, frames: int, strategy: str = "auto", period: float | None = None) -> list[int]:
    settings = AlignmentSettings(strategy=strategy, period_s=period)
    return [segment.frame_row for segment in align_captions(spoken, frames, 2.0, frames * 2.0, settings)]


def test_nearest_rounds_half_to_even_and_stays_inside() -> None:
    # start / 2 = 0.5, 1.5, 2.5 are halves: Python's and the report's rounding takes the even neighbour
    assert [nearest_row(start, 2.0, 109) for start in (0.0, 0.99, 1.0, 1.01, 3.0, 5.0, 218.08)] == [
        0,
        0,
        0,
        1,
        2,
        2,
        108,
    ]
    assert rows(captions(0.0, 1.92, 3.76, 5.6, 20.5, 300.0), 10) == [0, 1, 2, 3, 9]  # 300 s is left out


def test_blocks_take_five_frames_of_twentyone() -> None:
    assert [row + 1 for row in block_rows(8, 378)] == [1, 5, 9, 13, 17, 22, 26, 30]
    assert len(block_rows(90, 378)) == 90
    with pytest.raises(AlignmentError, match="91 segments do not fit the 90 frames"):
        block_rows(91, 378)


def test_without_times_segments_are_spread() -> None:
    assert rows(captions(*[None] * 5), 20) == [0, 4, 8, 12, 16]
    assert rows(captions(*[None] * 5), 20, period=2.0) == [0, 1, 2, 3, 4]
    assert rows(captions(*[None] * 5), 42, "blocks") == [0, 4, 8, 12, 16]


@pytest.mark.parametrize(
    ("spoken", "strategy", "said"),
    [
        (captions(0.0, 1.0, 2.0), "auto", "at least 4"),
        (captions(*[None] * 5), "nearest", "have no times"),
        (captions(900.0, 901.0, 902.0, 903.0), "auto", "all captions lie outside the video, which is 0:40"),
        (captions(0.0, 901.0, 902.0, 903.0), "auto", "only 1 caption"),
        (captions(0.0, 0.1, 0.2, 0.3, 0.4), "auto", "only 1 different frame"),
    ],
)
def test_what_does_not_fit_is_explained(spoken: Captions, strategy: str, said: str) -> None:
    with pytest.raises(AlignmentError, match=said):
        rows(spoken, 20, strategy)


def test_segments_keep_their_times_and_text() -> None:
    first, *_ = align_captions(captions(0.5, 3.0, 6.0, 9.0), 10, 2.0, 20.0, AlignmentSettings())
    assert (first.start_s, first.end_s, first.text) == (0.5, 2.0, "segment 0")
