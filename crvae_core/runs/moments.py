"""The moments of a run: the one answer to "which vectors does this run have, and what do they belong to?"

The app, the commands, stored results, exports and notebooks all ask here. A run keeps marks of the frames and words that it
encoded (project/fingerprints.py); a moment that is no longer what was encoded is left out, and told of.
"""

import logging
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from crvae_core.analysis.store import inputs_digest
from crvae_core.analysis.weighting import DEFAULT_PICTURE_WEIGHT, weigh_parts
from crvae_core.project.fingerprints import fingerprints
from crvae_core.project.project import Project
from crvae_core.runs.left_out import LeftOut
from crvae_core.runs.run import Run

log = logging.getLogger(__name__)
_told: set[tuple[str, str]] = set()  # what was logged of runs already


@dataclass(frozen=True)
class Moments:
    """Moments that are kept in the project and have a vector of exactly this frame and these words in the run.

    pairs: a row per moment, in the order of the project's pairs (see project.pairs.PAIR_COLUMNS). latents: (n, Z) float32, as
    the model gave them. parts: where each part lies in a latent, name -> [first, behind the last]. trained: True at moments
    that the model was trained on (n,). left_out: what is missing, and why.
    """

    run: Run
    pairs: pd.DataFrame
    latents: np.ndarray
    parts: dict[str, list[int]]
    trained: np.ndarray
    left_out: LeftOut

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
    """The moments of a run and their vectors: kept, present, and the same as when they were encoded.

    Raises RunError before the run has latents, CheckpointError if they are damaged.
    """
    saved, latents = run.vectors()
    table = run.project.pairs()
    fit, left_out = compare(saved, run.project, table)
    chosen = table[fit >= 0].reset_index(drop=True)
    rows = fit[fit >= 0]
    _tell_once(run, left_out)
    return Moments(run, chosen, latents[rows], run.parts, saved["trained"].to_numpy(bool)[rows], left_out)


def compare(saved: pd.DataFrame, project: Project, table: pd.DataFrame) -> tuple[np.ndarray, LeftOut]:
    """Which saved moment each pair of a project still is, (len(table),), -1 for none; and what is left out.

    saved: see runs/saved_moments.py. table: the project's pairs.
    """
    row_of = {pair_id: row for row, pair_id in enumerate(saved["pair_id"])}
    found = np.array([row_of.get(pair_id, -1) for pair_id in table["pair_id"]], dtype=np.int64)
    kept = table["kept"].to_numpy(bool)
    known = np.flatnonzero((found >= 0) & kept)
    same = np.ones(len(known), bool)
    checked = bool((saved["frame"] != "").any())
    if checked and len(known):
        now, then = fingerprints(project, table.iloc[known]), saved.iloc[found[known]]
        same = (now[["frame", "words"]].to_numpy() == then[["frame", "words"]].to_numpy()).all(axis=1)
    dropped = found[(found >= 0) & ~kept]
    gone = ~saved["pair_id"].isin(table["pair_id"]).to_numpy()
    here = saved["video_id"].isin([entry.video_id for entry in project.videos]).to_numpy()
    left_out = LeftOut(
        changed=int((gone & here).sum() + (~same).sum()),
        removed=int((gone & ~here).sum()),
        dropped=int(saved["trained"].to_numpy(bool)[dropped].sum()),
        later=int(((found < 0) & kept).sum()),
        unchecked=not checked,
    )
    fit = np.full(len(table), -1, dtype=np.int64)
    fit[known[same]] = found[known[same]]
    return fit, left_out


def _tell_once(run: Run, left_out: LeftOut) -> None:
    """Log what is left out, once per process while it stays the same."""
    for note in left_out.notes:
        if (str(run.folder), note) not in _told:
            _told.add((str(run.folder), note))
            log.warning("%s: %s", run.name, note)
