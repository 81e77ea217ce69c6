"""Whether a caption's later frames should share its words: proposed where captions last much longer than frames are apart."""

from dataclasses import dataclass
from statistics import median_high

from crvae_core.errors import AlignmentError
from crvae_core.media.alignment import (
    Alignment,
    AlignmentSettings,
    FrameGrid,
    align_captions,
    times_are_known,
)
from crvae_core.media.alignment_quality import alignment_quality
from crvae_core.media.captions import Captions
from crvae_core.wording import count

MUCH_LONGER = 2.5  # a caption, in the middle, than the step between two frames


@dataclass(frozen=True)
class SharingProposal:
    """untaken: frames that no caption takes though something is said. caption_s, step_s: lengths in the middle, in seconds."""

    untaken: int
    frames: int
    caption_s: float
    step_s: float

    def sentence(self) -> str:
        """Why it is proposed, with the numbers."""
        verb = "has" if self.untaken == 1 else "have"
        return (
            f"{self.untaken:,} of {count(self.frames, 'frame')} {verb} no words: captions last {_seconds(self.caption_s)} s, "
            f"frames come every {_seconds(self.step_s)} s"
        )


def sharing_proposal(
    captions: Captions | None, grid: FrameGrid, settings: AlignmentSettings
) -> SharingProposal | None:
    """Propose that a caption's later frames share its words; None where most have some, or where a person has decided.

    grid: the sampled frames, or those that are expected (`expected_grid`).
    """
    if captions is None or settings.share_words is not None or not times_are_known(captions, settings):
        return None
    try:
        alignment = align_captions(captions, grid, settings)
    except AlignmentError:  # is told where it is used
        return None
    quality, lengths = alignment_quality(alignment, grid), _lengths(alignment)
    step = grid.every_s or median_high(
        after - before for before, after in zip(grid.times_s, grid.times_s[1:], strict=False)
    )
    spoken = quality.frames - quality.silent_frames
    if not lengths or 2 * quality.untaken_frames <= spoken or median_high(lengths) < MUCH_LONGER * step:
        return None
    return SharingProposal(quality.untaken_frames, quality.frames, median_high(lengths), step)


def expected_grid(captions: Captions, every_s: float) -> FrameGrid | None:
    """The frames of a film that was not read yet, as far as its captions reach; None where these have no times."""
    if not captions.timed:
        return None
    end = max(float(time or 0.0) for segment in captions.segments for time in (segment.start, segment.end))
    return FrameGrid.even(int(end // every_s) + 1, every_s, max(end, every_s))


def _lengths(alignment: Alignment) -> list[float]:
    """How long each caption lasts, until the next one at most, in seconds."""
    spans = sorted({(pair.start_s, pair.end_s) for pair in alignment.pairs if pair.text})
    following = [*(start for start, _ in spans[1:]), float("inf")]
    lengths = (min(end, after) - start for (start, end), after in zip(spans, following, strict=True))
    return [length for length in lengths if length > 0]


def _seconds(seconds: float) -> str:
    return f"{seconds:.3g}"
