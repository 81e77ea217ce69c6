"""Made films of two groups with a known plan: kinds of scene, shares, words and style, at the level of vectors and measures."""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from crvae_core.compare.sides import Sides, two_sides
from crvae_core.compare.style import MEASURES

KINDS = 7  # three shared kinds of scene, then two of the first group alone, then two of the second
SHARED, ONLY_FIRST, ONLY_SECOND = (0, 1, 2), (3, 4), (5, 6)
SHARES = np.array([[0.30, 0.15, 0.15, 0.2, 0.2, 0, 0], [0.15, 0.25, 0.2, 0, 0, 0.2, 0.2]])
SAME_SHARES = np.tile([0.22, 0.18, 0.16, 0.12, 0.12, 0.1, 0.1], (2, 1))
GAPS = (0.6, 0.0, -0.3)  # of the first three measures, first less second group, inside every theme
SPOKEN = 60  # words of the vocabulary
TOLD_WORD, TOLD_KIND, TOLD_TIMES = (
    7,
    1,
    8.0,
)  # the first group says this word so many times as often in that kind
PER_MOMENT = 4.0  # words
SIZE = 16  # of a vector
SHOT = (2, 6)  # moments that a shot lasts
FILM_SPREAD = 0.3  # of a film's measures about its group's, where a group has several
MIXED = 40.0  # how near a film's shares are to its group's, where a group has several (Dirichlet)
LOOK = 3.0  # how far a film's look moves its vectors


@dataclass(frozen=True)
class Plan:
    """What is made. films: of each group. moments: of each film. differs: groups differ as planned, else not at all. look: the
    films of a group share a look (colour cast, logo) and have one of their own as well."""

    films: int
    moments: int
    differs: bool = True
    look: bool = False

    @property
    def shares(self) -> np.ndarray:
        """The share of every kind in both groups (2, KINDS)."""
        return SHARES if self.differs else SAME_SHARES


@dataclass(frozen=True, eq=False)
class Corpus:
    """sides: of all N moments. vectors: (N, Z). kinds: (N,). values: key of a measure -> (N,). counts: (N, SPOKEN). gaps: the
    true difference of each measure inside every theme."""

    sides: Sides
    vectors: np.ndarray
    kinds: np.ndarray
    values: dict[str, np.ndarray]
    counts: csr_array
    gaps: dict[str, float]


def made_corpus(plan: Plan, seed: int) -> Corpus:
    """Films of both groups in shots of one kind each; moments of a shot are alike, and so are those of a film."""
    random = np.random.default_rng([seed, plan.films, plan.moments, plan.differs, plan.look])
    total = 2 * plan.films
    film = np.repeat(np.arange(total), plan.moments)
    group = film // plan.films
    shot, kinds = _shots(plan, random)
    centres = _centres(random)
    vectors = centres[kinds] + 0.5 * random.normal(size=(shot.max() + 1, SIZE))[shot]
    vectors += random.normal(size=vectors.shape)
    if plan.look:
        own = random.normal(size=(total, SIZE))
        ours = random.normal(size=(2, SIZE))
        vectors += LOOK * _unit(ours)[group] + 0.5 * LOOK * _unit(own)[film]
    values, gaps = _measures(plan, kinds, group, film, shot, random)
    names = np.array(["A", "B"])[group]
    time = np.tile(np.arange(plan.moments) * 2.0, total)
    sides = two_sides(names, np.array([f"film {number}" for number in film]), time)
    return Corpus(sides, vectors, kinds, values, _words(plan, kinds, group, random), gaps)


def _shots(plan: Plan, random: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Which shot each moment is of, and its kind, film after film."""
    shots, kinds, number = [], [], 0
    for film in range(2 * plan.films):
        shares = plan.shares[film // plan.films]
        if plan.films > 1:
            drawn = np.where(shares > 0, random.gamma(np.maximum(shares, 1e-9) * MIXED), 0.0)
            shares = drawn / drawn.sum()
        left = plan.moments
        while left:
            length = min(left, int(random.integers(SHOT[0], SHOT[1] + 1)))
            shots += [number] * length
            kinds += [int(random.choice(KINDS, p=shares))] * length
            number, left = number + 1, left - length
    return np.array(shots), np.array(kinds)


def _centres(random: np.random.Generator) -> np.ndarray:
    """Centres of the kinds, all equally far apart: turned corners of a simplex."""
    turn = np.linalg.qr(random.normal(size=(SIZE, SIZE)))[0]
    return 6.0 * turn[:KINDS]


def _measures(
    plan: Plan,
    kinds: np.ndarray,
    group: np.ndarray,
    film: np.ndarray,
    shot: np.ndarray,
    random: np.random.Generator,
) -> tuple[dict[str, np.ndarray], dict[str, float]]:
    """Measures of every moment and their true differences; of one film each, a film's own value is part of the truth."""
    values, gaps = {}, {}
    for measure, gap in zip(MEASURES[: len(GAPS)], GAPS if plan.differs else (0.0,) * len(GAPS), strict=True):
        own = FILM_SPREAD * random.normal(size=2 * plan.films) if plan.films > 1 else np.zeros(2)
        of_kind, of_shot = 2 * random.normal(size=KINDS), 0.5 * random.normal(size=shot.max() + 1)
        series = of_kind[kinds] + gap * (group == 0) + own[film] + of_shot[shot]
        values[measure.key] = series + random.normal(size=len(kinds))
        gaps[measure.key] = gap
    return values, gaps


def _words(plan: Plan, kinds: np.ndarray, group: np.ndarray, random: np.random.Generator) -> csr_array:
    rates = random.dirichlet(np.full(SPOKEN, 0.7), KINDS) * 0.7 + 0.3 / SPOKEN
    rates[TOLD_KIND, TOLD_WORD] = 0.02
    said = PER_MOMENT * rates[kinds]
    if plan.differs:
        said[(kinds == TOLD_KIND) & (group == 0), TOLD_WORD] *= TOLD_TIMES
    return csr_array(random.poisson(said))


def _unit(rows: np.ndarray) -> np.ndarray:
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)
