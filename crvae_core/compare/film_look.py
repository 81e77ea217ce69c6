"""Is it culture, or only the film? What tells two groups apart, before and after each video's own look is taken out."""

from dataclasses import dataclass

import numpy as np

from crvae_core.compare.phrases import chance
from crvae_core.compare.resampling import stretch_length
from crvae_core.compare.separation import Separation, separation, stretches, without_own_look
from crvae_core.compare.sides import Between, Side, Sides
from crvae_core.wording import percent

SURE = 0.01  # p below which groups are told apart
FEWEST_BLOCKS = 4  # of each group, for folds and permutations to say anything
LEAST_BLOCK = 6.0  # moments of a stretch: neighbours show the same shot
GAP = 1 / 3  # of a stretch, that is left out at its beginning


@dataclass(frozen=True)
class FilmLook:
    """before, after: how well the groups are told apart with and without each video's own mean; None where there are too
    few blocks. verdict: "content", "look", "neither", or "unknown". marks: sentences on logos and letterboxes."""

    between: Between
    before: Separation | None
    after: Separation | None
    verdict: str
    marks: tuple[str, ...] = ()

    def sentence(self) -> str:
        """What the classifier says, and what it means for the differences that are shown."""
        between, before, after = self.between, self.before, self.after
        if before is None or after is None:
            return (
                f"{between.first.name} and {between.second.name} have too few independent stretches to learn from some and ask "
                "others, so whether a difference is more than the look of the films can't be said."
            )
        means = {
            "look": f"What tells {between.who} apart is what all moments of a film share: its look (colour cast, logo, grain, "
            "studio), or what it shows throughout. Take a difference for culture only where it stays without each film's own "
            "look.",
            "content": f"They are told apart even without each film's own look, so {between.who} differ in what they show or "
            "say and not in their look alone.",
            "neither": f"As a whole {between.who} can't be told apart by their vectors: a difference in one theme may "
            "still be there, but no look of the films explains it.",
        }[self.verdict]
        blocks = f"{before.blocks} {'videos' if before.unit == 'video' else 'stretches of time'}"
        caution = f" {between.caution}" if between.caution else ""
        return (
            f"A simple classifier tells {between.first.name} from {between.second.name} in {percent(before.accuracy)} of what "
            f"it has not seen ({percent(before.by_chance)} by chance; {blocks}; {chance(before.p)}), and in "
            f"{percent(after.accuracy)} ({percent(after.by_chance)} by chance; {chance(after.p)}) once each film's "
            f"own mean is taken out. {means}{caution}"
        )


def culture_or_film(sides: Sides, vectors: np.ndarray, seed: int = 0) -> FilmLook:
    """How well two groups are told apart by vectors (N, Z), as they are and without each video's mean.

    Whole videos (in groups of five or more each) or stretches of time are left out together and permuted together; moments
    within one are never taken as independent, and between two stretches some are left out, so that no shot lies in both.
    Groups count as told apart below p = SURE, not 0.05, since two tests are made.
    """
    between = sides.between()
    block, unit = blocks_of(sides, vectors)
    kept = block >= 0
    group = sides.is_second
    fewest = min((len(np.unique(block[kept & (group == value)])) for value in (0, 1)), default=0)
    if fewest < FEWEST_BLOCKS:
        return FilmLook(between, None, None, "unknown")
    chosen = vectors[sides.rows]
    before, after = (
        separation(some[kept], group[kept], block[kept], unit, seed)
        for some in (chosen, without_own_look(chosen, sides.film))
    )
    return FilmLook(between, before, after, _verdict(before, after))


def blocks_of(sides: Sides, vectors: np.ndarray) -> tuple[np.ndarray, str]:
    """What is left out together, for `sides.rows`, and what it is: videos where both groups have five or more, else stretches
    as long as the first principal component of the vectors hangs together; -1 between two of them."""
    if sides.first.sample.by_video and sides.second.sample.by_video:
        return sides.video, "video"
    length = max(LEAST_BLOCK, *(_length(side, vectors) for side in (sides.first, sides.second)))
    block = stretches(sides.video, length)
    starts = np.flatnonzero((np.diff(block) != 0) & (np.diff(sides.video) == 0)) + 1
    for later in range(int(np.ceil(length * GAP))):
        block[np.minimum(starts + later, len(block) - 1)] = -1
    return block, "stretch of time"


def _length(side: Side, vectors: np.ndarray) -> float:
    """How long stretches of a group hang together, at most so long that enough of them are left."""
    if not len(side.rows):
        return 1.0
    centred = vectors[side.rows] - vectors[side.rows].mean(axis=0)
    first = centred @ np.linalg.svd(centred[:: max(1, len(centred) // 2000)], full_matrices=False)[2][0]
    most = len(side.rows) / (2 * FEWEST_BLOCKS)
    return min(2 * stretch_length([first[film] for film in side.sample.films]), max(most, 1.0))


def _verdict(before: Separation, after: Separation) -> str:
    if after.p <= SURE and after.accuracy > after.by_chance:
        return "content"
    return "look" if before.p <= SURE and before.accuracy > before.by_chance else "neither"
