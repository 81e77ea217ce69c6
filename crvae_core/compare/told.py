"""Who tells what: for every moment of two groups its counterpart in the other one, by picture, by words, and by both."""

from dataclasses import dataclass

import numpy as np

from crvae_core.compare.counterparts import Counterparts, both_ways
from crvae_core.compare.intervals import Estimate, share
from crvae_core.compare.phrases import number, share_text
from crvae_core.compare.sides import Between, Side, Sides
from crvae_core.compare.spaces import PICTURE, SPACES, WORDS, Spaces
from crvae_core.wording import count

STRONGEST = 12  # pairs of either kind that are shown
APART = 3  # moments between two pairs that are shown: neighbours tell the same again


@dataclass(frozen=True, eq=False)
class Told:
    """Counterparts of both groups in one space, in which distances are Euclidean.

    first, second: rows (n,) and (m,) of the moments among all of the run. of_first: counterparts of the first group's
    moments, `rows` counts within `second`; of_second: the other way. both: the share of either group's moments that have one.
    silent: the groups without a moment in this space; where there is one, no moment of either is counted.
    """

    between: Between
    space: str
    first: np.ndarray
    second: np.ndarray
    of_first: Counterparts
    of_second: Counterparts
    shares: tuple[Estimate, Estimate]
    silent: tuple[str, ...] = ()

    @property
    def table(self) -> dict[str, int]:
        """Moments of the first group told by both, of the first by it alone, of the second told by both and by it alone."""
        found, back = self.of_first.found, self.of_second.found
        return {
            "first, told by both": int(found.sum()),
            "first alone": int((~found).sum()),
            "second, told by both": int(back.sum()),
            "second alone": int((~back).sum()),
            "mutual": int((self.of_first.mutual & found).sum()),
        }

    def sentence(self) -> str:
        """How much of each group the other one tells as well."""
        between = self.between
        if self.silent:
            return f"{without_words(self.silent)}, so no moment has a counterpart {SPACES[self.space]}."
        parts = [
            f"{share_text(found, side.unit)} of {side.name} have a counterpart in {other.name}"
            for found, side, other in zip(
                self.shares, (between.first, between.second), (between.second, between.first), strict=True
            )
        ]
        mutual = count(self.table["mutual"], "pair")
        verb = "is" if self.table["mutual"] == 1 else "are"
        caution = f" {between.caution}" if between.caution else ""
        return (
            f"Compared {SPACES[self.space]}{between.after}, {parts[0]}, and {parts[1]}; {mutual} {verb} each other's "
            f"nearest. Beyond a distance of {number(self.of_first.limit)} ({number(self.of_second.limit)} the other way) "
            f"there is no counterpart: 95% of the other group's own moments have a nearer one.{caution}"
        )


@dataclass(frozen=True)
class UnlikePair:
    """Two moments (rows among all of the run) that are alike in one way and unlike in the other. alike, unlike: distances as
    shares of what is usual within the second group (1: as far as 95 % of its own moments are at most)."""

    first: int
    second: int
    alike: float
    unlike: float


@dataclass(frozen=True)
class UnlikePairs:
    """The strongest pairs of one kind, strongest first. kind: "same words" (other pictures) or "same picture" (other words)."""

    between: Between
    kind: str
    pairs: tuple[UnlikePair, ...]
    found: int
    silent: tuple[str, ...] = ()

    def sentence(self) -> str:
        """How many there are and how strong the first is."""
        same, other = ("words", "pictures") if self.kind == "same words" else ("picture", "words")
        if self.silent:
            return (
                f"{without_words(self.silent)}, so no moment has the {same} of another beside other {other}."
            )
        if not self.pairs:
            return f"No moment of {self.between.who} has a counterpart by {same} that lies beyond what is usual by {other}."
        strongest = self.pairs[0]
        verb = "has" if self.found == 1 else "have"
        return (
            f"{count(self.found, 'moment')} of {self.between.first.name} {verb} a counterpart by {same} in "
            f"{self.between.second.name} whose {other} lie beyond the usual distance; in the strongest pair the "
            f"{other} are {number(strongest.unlike)} times as far apart as that, the {same} {number(strongest.alike)} times."
        )


def who_tells(sides: Sides, spaces: Spaces, space: str, without_look: bool = False) -> Told:
    """The counterparts of both groups in one space.

    Assumptions: a moment without words has none by words and is not counted; where a whole group has no words, no moment of
    the other one is counted either. Shares have the unit of independence and the
    intervals of `intervals.share`; they are not corrected, since each is told as it is.
    """
    first, second = (side.only(spaces.usable(space)[side.rows]) for side in (sides.first, sides.second))
    silent = _silent(sides, spaces, space)
    between = sides.between(without_look) if silent else Sides(first, second).between(without_look)
    if silent:
        first, second = (side.only(np.zeros(len(side.rows), bool)) for side in (first, second))
    vectors = spaces.vectors[space]
    of_first, of_second = both_ways(vectors[first.rows], vectors[second.rows], first.video, second.video)
    shares = (share(of_first.found, first.sample), share(of_second.found, second.sample))
    return Told(
        between,
        space,
        first.rows,
        second.rows,
        of_first,
        of_second,
        shares,
        silent,
    )


def without_words(silent: tuple[str, ...]) -> str:
    """That these one or two groups say nothing, as the beginning of a sentence."""
    verb = "has" if len(silent) == 1 else "have"
    return f"{' and '.join(silent)} {verb} no words"


def _silent(sides: Sides, spaces: Spaces, space: str) -> tuple[str, ...]:
    usable = spaces.usable(space)
    return tuple(side.name for side in (sides.first, sides.second) if not usable[side.rows].any())


def unlike_pairs(
    sides: Sides, spaces: Spaces, by_picture: Told, by_words: Told, kind: str, wanted: int = STRONGEST
) -> UnlikePairs:
    """Moments of the first group with a counterpart in one half of the latent that is none in the other half.

    kind: "same words" takes counterparts by words and looks how far apart the pictures are; "same picture" the other way. The
    stronger, the farther beyond the usual distance of one half, and the nearer in the other.
    """
    if silent := _silent(sides, spaces, WORDS):
        return UnlikePairs(by_picture.between, kind, (), 0, silent)
    alike, unlike = (by_words, by_picture) if kind == "same words" else (by_picture, by_words)
    other = PICTURE if kind == "same words" else WORDS
    rows, partners = alike.first, alike.second[alike.of_first.rows] if len(alike.second) else alike.first[:0]
    found = np.flatnonzero(alike.of_first.found)
    found = (
        found[spaces.usable(other)[rows[found]] & spaces.usable(other)[partners[found]]]
        if len(found)
        else found
    )
    vectors = spaces.vectors[other]
    apart = (
        np.linalg.norm(vectors[rows[found]] - vectors[partners[found]], axis=1) if len(found) else np.zeros(0)
    )
    beyond = apart / max(unlike.of_first.limit, 1e-12)
    near = alike.of_first.distances[found] / max(alike.of_first.limit, 1e-12)
    strong = np.flatnonzero(beyond > 1)
    order = strong[np.argsort(-(beyond - near)[strong], kind="stable")]
    pairs = [
        UnlikePair(int(rows[found[at]]), int(partners[found[at]]), float(near[at]), float(beyond[at]))
        for at in order.tolist()
    ]
    return UnlikePairs(by_picture.between, kind, _apart(pairs, sides, wanted), len(pairs))


def _apart(pairs: list[UnlikePair], sides: Sides, wanted: int) -> tuple[UnlikePair, ...]:
    """The first pairs, none of which is the next second of one before."""
    place = _places(sides.first) | _places(sides.second)
    kept: list[UnlikePair] = []
    for pair in pairs:
        if all(_far(place, pair.first, old.first) or _far(place, pair.second, old.second) for old in kept):
            kept.append(pair)
        if len(kept) == wanted:
            break
    return tuple(kept)


def _places(side: Side) -> dict[int, tuple[str, int, int]]:
    return {
        int(row): (side.name, int(video), at)
        for at, (row, video) in enumerate(zip(side.rows, side.video, strict=True))
    }


def _far(place: dict[int, tuple[str, int, int]], one: int, other: int) -> bool:
    return place[one][:2] != place[other][:2] or abs(place[one][2] - place[other][2]) >= APART
