"""The moments of a run: the one answer to "which vectors does this run have, and what do they belong to?"

The app, the commands, stored results, exports and notebooks all ask here.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from crvae_core.analysis.store import inputs_digest
from crvae_core.analysis.weighting import DEFAULT_PICTURE_WEIGHT, weigh_parts
from crvae_core.runs.run import Run


@dataclass(frozen=True)
class Moments:
    """Moments that are kept in the project and have a vector in the run.

    pairs: a row per moment, in the order of the project's pairs (see project.pairs.PAIR_COLUMNS). latents: (n, Z) float32, as the
    model gave them. parts: where each part lies in a latent, name -> [first, behind the last].
    """

    run: Run
    pairs: pd.DataFrame
    latents: np.ndarray
    parts: dict[str, list[int]]

    def __len__(self) -> int:
        return len(self.pairs)

    def vectors(self, picture_weight: float = DEFAULT_PICTURE_WEIGHT) -> np.ndarray:
        """Vectors (n, Z) float64 with picture and words weighed, in which distances and clusters are made."""
        return weigh_parts(self.latents, self.parts, picture_weight)

    @property
    def pair_ids(self) -> list[str]:
        """The names of the moments, in the order of the rows."""
        return [str(pair_id) for pair_id in self.pairs["pair_id"]]

    def digest(self, settings: dict[str, Any]) -> str:
        """A name for the result of `settings` on exactly these moments and their latents."""
        return inputs_digest(self.latents, settings | {"pairs": self.pair_ids})


def moments_of(run: Run) -> Moments:
    """The kept, present moments of a run and their vectors.

    Raises RunError before the run has latents, CheckpointError if they are damaged.
    """
    latents = run.latents()
    row_of = {pair_id: row for row, pair_id in enumerate(run.pair_ids)}
    table = run.project.pairs()
    here = table["pair_id"].isin(row_of) & table["kept"].astype(bool)
    table = table[here].reset_index(drop=True)
    rows = [row_of[pair_id] for pair_id in table["pair_id"]]
    return Moments(run, table, latents[rows], run.parts)
