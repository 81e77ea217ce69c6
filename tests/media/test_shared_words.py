"""When it is proposed that a caption's later frames share its words, and with which numbers."""

import pytest

from crvae_core.media.alignment import AlignmentSettings, FrameGrid
from crvae_core.media.captions import Captions, CaptionSegment
from crvae_core.media.shared_words import expected_grid, sharing_proposal

UNDECIDED = AlignmentSettings()


def captions(length: float, every: float, count: int, timed: bool = True) -> Captions:
    starts = (every * index for index in range(count))
    segments = tuple(
        CaptionSegment(start, start + length, f"words {start:g}")
        if timed
        else CaptionSegment(None, None, "a")
        for start in starts
    )
    return Captions(segments, "test", "utf-8")


def test_the_proposal_counts_frames_and_names_both_lengths() -> None:
    long, grid = captions(12, 12, 6), FrameGrid.even(36, 2.0, 72.0)
    proposal = sharing_proposal(long, grid, UNDECIDED)
    assert proposal is not None
    assert proposal.sentence() == "30 of 36 frames have no words: captions last 12 s, frames come every 2 s"
    assert sharing_proposal(long, expected_grid(long, 2.0), UNDECIDED) is not None


@pytest.mark.parametrize(
    ("spoken", "every_s"),
    [
        (captions(12, 12, 6), 12.0),  # as long as frames are apart
        (captions(4, 2, 12), 2.0),  # they overlap: the next one begins after two seconds
        (captions(1, 12, 6), 2.0),  # short, with silence between
        (captions(0, 0, 9, timed=False), 2.0),  # no times: they are spread over the film
        (None, 2.0),
    ],
)
def test_where_most_frames_have_words_nothing_is_proposed(spoken: Captions | None, every_s: float) -> None:
    assert sharing_proposal(spoken, FrameGrid.even(int(72 / every_s), every_s, 72.0), UNDECIDED) is None


@pytest.mark.parametrize("decided", [True, False])
def test_what_a_person_decided_is_not_asked_again(decided: bool) -> None:
    grid = FrameGrid.even(36, 2.0, 72.0)
    assert sharing_proposal(captions(12, 12, 6), grid, AlignmentSettings(share_words=decided)) is None


def test_captions_given_a_length_count_as_timed_ones_and_frames_may_be_uneven() -> None:
    plain = captions(0, 0, 6, timed=False)
    uneven = FrameGrid(tuple(index * 2.0 + 0.1 * (index % 2) for index in range(36)), 72.0)
    assert sharing_proposal(plain, uneven, AlignmentSettings(period_s=12.0)) is not None
    assert expected_grid(plain, 2.0) is None


def test_an_alignment_that_does_not_fit_is_told_where_it_is_used() -> None:
    away = AlignmentSettings(offset_s=9999.0)
    assert sharing_proposal(captions(12, 12, 6), FrameGrid.even(36, 2.0, 72.0), away) is None
