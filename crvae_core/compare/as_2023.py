"""As in the report of 2023: a mixture of two Gaussians of all moments, held against the videos that they are from."""

from dataclasses import dataclass

import numpy as np

from crvae_core.analysis.partition import partition
from crvae_core.compare.sides import Between, Sides
from crvae_core.wording import percent

STATED = 0.9  # of the moments on one side, from which the mixture is said to split by group


@dataclass(frozen=True)
class TwoGaussians:
    """share_first, share_second: which share of each group lies in the first Gaussian. agreement: the share of moments whose
    Gaussian is the one of their group, the better of both ways to match (0.5 to 1), every group counting alike."""

    between: Between
    share_first: float
    share_second: float
    agreement: float
    notes: tuple[str, ...] = ()

    def sentence(self) -> str:
        """How far two Gaussians are the two groups."""
        between = self.between
        way = (
            "so the two largest shapes among the moments are the groups themselves"
            if self.agreement >= STATED
            else "so the two largest shapes are something else than the groups"
            if self.agreement < 0.65
            else "so the two largest shapes follow the groups in part"
        )
        return (
            f"A mixture of two Gaussians puts {percent(self.share_first)} of {between.first.name} "
            f"({between.first.moments:,} moments) and {percent(self.share_second)} of {between.second.name} "
            f"({between.second.moments:,}) into its first part{between.after}; {percent(self.agreement)} of the moments lie "
            f"where their group does, {way}. It has no interval: the mixture knows nothing of films or of time."
        )


def two_gaussians(
    sides: Sides, vectors: np.ndarray, without_look: bool = False, seed: int = 0
) -> TwoGaussians:
    """Fit two Gaussians to vectors (N, Z) of both groups (analysis/partition.py) and compare them with the groups."""
    found = partition(np.asarray(vectors[sides.rows], np.float64), 2, seed, "gmm")
    first = found.labels == found.labels[0]
    one, other = (float(first[sides.is_second == value].mean()) for value in (0, 1))
    agreement = 0.5 + abs(one - other) / 2
    return TwoGaussians(sides.between(without_look), one, other, agreement, found.notes)
