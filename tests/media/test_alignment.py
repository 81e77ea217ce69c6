"""Alignment against frames that were counted by hand."""

import pytest

from crvae_core.errors import AlignmentError
from crvae_core.media.alignment import (
    AlignedSegment,
    Alignment,
    AlignmentSettings,
    FrameGrid,
    align_captions,
    block_rows,
)
from crvae_core.media.captions import Captions, CaptionSegment


def captions(*starts: float | None, length: float = 1.5) -> Captions:
    segments = tuple(
        CaptionSegment(start, None if start is None else start + length, f"segment {index}")
        for index, start in enumerate(starts)
    )
    return Captions(segments, "test", "utf-8")


def align(spoken: Captions | None, frames: int, **settings: object) -> Alignment:
    return align_captions(spoken, FrameGrid.even(frames, 2.0, frames * 2.0), AlignmentSettings(**settings))


def rows(spoken: Captions | None, frames: int, **settings: object) -> list[int]:
    return [pair.frame_row for pair in align(spoken, frames, **settings).pairs if pair.text]


def test_nearest_rounds_half_to_even_and_stays_inside() -> None:
    # start / 2 = 0.5, 1.5, 2.5 are halves: Python's and the report's rounding takes the even neighbour
    grid = FrameGrid.even(109, 2.0, 218.0)
    starts = (0.0, 0.99, 1.0, 1.01, 3.0, 5.0, 218.08)
    assert [grid.nearest(start) for start in starts] == [0, 0, 0, 1, 2, 2, 108]
    spoken = captions(0.0, 1.92, 3.76, 5.6, 20.5, 300.0)
    assert rows(spoken, 10) == [0, 1, 2, 3, 9]
    assert align(spoken, 10).left_out == (5,)  # 300 s is after the end


def test_nearest_goes_by_the_middle_if_asked() -> None:
    spoken = captions(0.0, 2.0, 4.0, 6.0, length=2.2)  # middles at 1.1, 3.1, 5.1, 7.1
    assert rows(spoken, 5) == [0, 1, 2, 3]
    assert rows(spoken, 5, anchor="middle") == [1, 2, 3, 4]


def test_an_uneven_grid_takes_the_nearest_time() -> None:
    grid = FrameGrid((0.0, 1.0, 5.0, 5.5, 20.0), 25.0)
    assert [grid.nearest(time) for time in (-3, 0.4, 0.6, 3.1, 5.3, 12.0, 99)] == [0, 0, 1, 2, 3, 3, 4]
    assert grid.interval(1) == (1.0, 5.0)
    assert grid.interval(4) == (20.0, 25.0)


def test_blocks_take_five_frames_of_twentyone() -> None:
    assert [row + 1 for row in block_rows(8, 378)] == [1, 5, 9, 13, 17, 22, 26, 30]
    assert len(block_rows(90, 378)) == 90
    with pytest.raises(AlignmentError, match="91 captions do not fit the 90 frames"):
        block_rows(91, 378)


def test_without_times_segments_are_spread() -> None:
    untimed = captions(*[None] * 5)
    assert rows(untimed, 20) == [0, 4, 8, 12, 16]
    assert rows(untimed, 20, period_s=2.0) == [0, 1, 2, 3, 4]
    assert rows(untimed, 42, strategy="blocks") == [0, 4, 8, 12, 16]


def test_spread_takes_several_frames_per_segment() -> None:
    spoken = captions(0.0, 8.0, 16.0, 24.0, length=8.0)
    assert rows(spoken, 16, strategy="spread", frames_per_segment=4) == list(range(16))
    assert rows(spoken, 16, strategy="spread", frames_per_segment=2) == [0, 2, 4, 6, 8, 10, 12, 14]
    # a segment shorter than the step takes each frame once
    assert rows(captions(0.0, 4.0, 8.0, 12.0), 8, strategy="spread", frames_per_segment=5) == [0, 2, 4, 6]


def test_window_joins_what_is_said_while_a_frame_is_shown() -> None:
    spoken = captions(0.0, 1.0, 3.0, 6.5, 20.0)  # each lasts 1.5 s
    assert [
        (pair.frame_row, pair.text, pair.segments) for pair in align(spoken, 5, strategy="window").pairs
    ] == [
        (0, "segment 0 segment 1", (0, 1)),
        (1, "segment 1 segment 2", (1, 2)),
        (2, "segment 2", (2,)),
        (3, "segment 3", (3,)),
        (4, "", ()),
    ]
    assert align(spoken, 5, strategy="window", keep_silent=False).left_out == (4,)


def test_the_offset_moves_all_captions() -> None:
    spoken = captions(0.0, 4.0, 8.0, 12.0, 16.0)
    assert rows(spoken, 12, offset_s=4.0) == [2, 4, 6, 8, 10]
    assert rows(spoken, 12, offset_s=-4.0) == [0, 2, 4, 6]
    assert align(spoken, 12, offset_s=-4.0).left_out == (0,)


def test_frames_without_words_are_kept_as_moments_of_their_own() -> None:
    spoken = captions(0.0, 2.0, 4.0, 12.0)
    found = align(spoken, 8).pairs
    assert [(pair.frame_row, pair.text) for pair in found if not pair.text] == [
        (3, ""),
        (4, ""),
        (5, ""),
        (7, ""),
    ]
    assert [pair.frame_row for pair in found] == [0, 1, 2, 3, 4, 5, 6, 7]
    assert found[3] == AlignedSegment(3, 6.0, 8.0, "")
    assert len(align(spoken, 8, keep_silent=False).pairs) == 4
    assert len(align(captions(*[None] * 4), 8).pairs) == 4  # without times nobody knows when it is silent


def test_a_video_without_captions_is_all_silence() -> None:
    found = align(None, 6)
    assert [(pair.frame_row, pair.text) for pair in found.pairs] == [(row, "") for row in range(6)]
    with pytest.raises(AlignmentError, match="at least 4"):
        align(None, 3)


def test_a_segment_that_was_emptied_is_passed_over() -> None:
    spoken = captions(0.0, 2.0, 4.0, 6.0, 8.0)
    emptied = Captions(
        (*spoken.segments[:2], CaptionSegment(4.0, 5.5, ""), *spoken.segments[3:]), "test", "utf-8"
    )
    found = align(emptied, 5, keep_silent=False)
    assert [pair.segments for pair in found.pairs] == [(0,), (1,), (3,), (4,)]


@pytest.mark.parametrize(
    ("spoken", "strategy", "said"),
    [
        (captions(0.0, 1.0, 2.0), "auto", "at least 4"),
        (captions(*[None] * 5), "nearest", "have no times"),
        (captions(*[None] * 5), "window", "have no times"),
        (captions(900.0, 901.0, 902.0, 903.0), "auto", "all captions lie outside the video, which is 0:40"),
        (captions(0.0, 901.0, 902.0, 903.0), "auto", "only 1 caption"),
        (captions(0.0, 0.1, 0.2, 0.3, 0.4), "auto", "only 1 different frame"),
    ],
)
def test_what_does_not_fit_is_explained(spoken: Captions, strategy: str, said: str) -> None:
    with pytest.raises(AlignmentError, match=said):
        align(spoken, 20, strategy=strategy)


def test_segments_keep_their_times_and_text() -> None:
    first, *_ = align(captions(0.5, 3.0, 6.0, 9.0), 10).pairs
    assert first == AlignedSegment(0, 0.5, 2.0, "segment 0", (0,))


def test_what_does_not_fit_names_the_cause() -> None:
    spoken = captions(0.0, 2.0, 4.0, 6.0, 8.0)
    with pytest.raises(
        AlignmentError, match=r"first starts at 0:20\): they are moved by 20 s; move them less"
    ):
        align(spoken, 8, offset_s=20.0)
    with pytest.raises(AlignmentError, match=r"only 1 caption of 5 lie"):
        align(captions(0.0, *(100.0 + n for n in range(4))), 8)
    with pytest.raises(AlignmentError, match=r"the first starts at 100:00:00"):
        align(captions(*(360_000.0 + n for n in range(4))), 8)
