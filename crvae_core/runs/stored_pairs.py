"""Pairs as a run reads them, some at a time: from disk, so that memory stays flat, or in memory already."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Protocol

import numpy as np
import pandas as pd
import torch
from torch import Tensor

from crvae_core.errors import RunError
from crvae_core.runs.pair_data import PairData, PooledWords
from crvae_core.runs.run import Run
from crvae_core.runs.run_words import load_run_pairs, pool_run_words

CHUNK = 64  # pairs in memory at a time: 5 MB of frames, 18 MB of pictures that a model draws


class Pairs(Protocol):
    """Pairs in an order, all with one vocabulary and texts padded to the longest of all: `PairData`, or `StoredPairs`."""

    @property
    def pair_ids(self) -> list[str]:
        """Their names."""

    @property
    def video_ids(self) -> list[str]:
        """Their videos."""

    @property
    def spoken(self) -> Tensor:
        """True at pairs with words (N,)."""

    def __len__(self) -> int: ...

    def select(self, rows: Sequence[int] | np.ndarray) -> PairData:
        """The pairs at some rows, in memory."""


class StoredPairs:
    """Pairs of a run's project, loaded when they are asked for.

    Args:
        run: whose words are used.
        table: rows of `project.pairs()`.

    Raises RunError if there are none.
    """

    def __init__(self, run: Run, table: pd.DataFrame) -> None:
        if table.empty:
            raise RunError("there are no pairs to work with: add a video with captions first")
        self.run, self.table = run, table
        self.pair_ids = [str(pair_id) for pair_id in table["pair_id"]]
        self.video_ids = [str(video_id) for video_id in table["video_id"]]

    def __len__(self) -> int:
        return len(self.table)

    @cached_property
    def _lengths(self) -> np.ndarray:
        return np.array([len(tokens) for tokens in self.table["tokens"]], dtype=np.int64)

    @property
    def spoken(self) -> Tensor:
        """True at pairs with words (N,)."""
        return torch.from_numpy(self._lengths > 0)

    def select(self, rows: Sequence[int] | np.ndarray) -> PairData:
        """The pairs at some rows, in memory, with the vocabulary of all."""
        chosen = self.table.iloc[np.asarray(rows, dtype=np.int64)]
        data = load_run_pairs(self.run, chosen, self._words)
        return data.padded(max(1, int(self._lengths.max())))

    @cached_property
    def _words(self) -> PooledWords:
        return pool_run_words(self.run, self.video_ids)


def chunks(pairs: Pairs, size: int = CHUNK) -> Iterator[tuple[slice, PairData]]:
    """All pairs in their order, `size` at a time, each time with their rows."""
    for first in range(0, len(pairs), size):
        rows = range(first, min(first + size, len(pairs)))
        yield slice(rows.start, rows.stop), pairs.select(rows)
