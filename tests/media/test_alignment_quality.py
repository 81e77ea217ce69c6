"""Figures of alignments that were counted by hand."""

import pytest

from crvae_core.media.alignment import AlignmentSettings, FrameGrid, align_captions
from crvae_core.media.alignment_quality import alignment_quality, sample_pairs
from crvae_core.media.captions import Captions, CaptionSegment

GRID = FrameGrid.even(10, 2.0, 20.0)


def captions(*times: tuple[float, float]) -> Captions:
    segments = tuple(CaptionSegment(start, end, f"words {start:g}") for start, end in times)
    return Captions(segments, "test", "utf-8")


def test_figures_counted_by_hand() -> None:
    spoken = captions((0, 2), (1, 3), (3, 4), (10, 12), (16, 17), (90, 92))
    found = alignment_quality(align_captions(spoken, GRID, AlignmentSettings()), GRID)
    assert (found.pairs, found.frames, found.segments_without_frame) == (5, 10, 1)
    assert found.speech_share == pytest.approx(7 / 20)  # 0 to 4, 10 to 12, 16 to 17
    assert found.silent_frames == 6  # words at the frames of 0, 2, 10 and 16 s
    assert found.frames_shared == 1  # 0 s and 1 s both round to the first frame
    assert found.pairs_per_minute == pytest.approx(15)
    assert found.median_shift_s == 0.0  # 0, 1, 1, 0 and 0 s
    assert found.gaps == ((4.0, 10.0), (12.0, 16.0), (17.0, 20.0))


def test_captions_without_a_break_leave_no_gap() -> None:
    spoken = captions(*((2.0 * index, 2.0 * index + 2) for index in range(10)))
    found = alignment_quality(align_captions(spoken, GRID, AlignmentSettings()), GRID)
    assert (found.speech_share, found.silent_frames, found.gaps) == (1.0, 0, ())


def test_a_video_without_captions_is_one_gap() -> None:
    alignment = align_captions(None, GRID, AlignmentSettings())
    found = alignment_quality(alignment, GRID)
    assert (found.pairs, found.speech_share, found.silent_frames) == (0, 0.0, 10)
    assert found.gaps == ((0.0, 20.0),)
    assert sample_pairs(alignment) == []


def test_samples_lie_apart_and_away_from_the_ends() -> None:
    spoken = captions(*((2.0 * index, 2.0 * index + 2) for index in range(9)))
    alignment = align_captions(spoken, GRID, AlignmentSettings())
    assert [pair.start_s for pair in sample_pairs(alignment)] == [2.0, 8.0, 14.0]


def test_frames_that_no_caption_takes_are_counted_and_can_share_the_words() -> None:
    spoken = captions((0, 7), (7, 12), (12, 13), (16, 20))
    apart = align_captions(spoken, GRID, AlignmentSettings(strategy="nearest"))
    found = alignment_quality(apart, GRID)
    assert (found.pairs, found.silent_frames, found.untaken_frames) == (4, 1, 5)  # silent: 14 s
    shared = align_captions(spoken, GRID, AlignmentSettings(strategy="nearest", share_words=True))
    found = alignment_quality(shared, GRID)
    assert (found.pairs, found.silent_frames, found.untaken_frames) == (9, 1, 0)
    said = {pair.frame_row: pair.text for pair in shared.pairs if pair.text}
    assert said[1] == said[2] == "words 0"
    assert said[9] == "words 16"
    assert [pair.frame_row for pair in shared.pairs] == sorted(pair.frame_row for pair in shared.pairs)
