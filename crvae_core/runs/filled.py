"""Arrays with a row for each of many pairs, filled some rows at a time."""

import numpy as np


class Filled:
    """Arrays that are made at once, as large as they will be, and filled with those of successive pairs.

    Pieces that are kept until they are joined would be there twice in the end, and would meanwhile keep the memory that is
    freed between them from being given back.

    Args:
        count: how many pairs there will be.
    """

    def __init__(self, count: int) -> None:
        self.count, self.arrays, self._first = count, dict[str, np.ndarray](), 0

    def add(self, **parts: np.ndarray | None) -> None:
        """Take the arrays (n, ...) of the next n pairs, by their names, the same names each time; None is passed over."""
        found = {name: part for name, part in parts.items() if part is not None}
        behind = self._first
        for name, part in found.items():
            if name not in self.arrays:
                self.arrays[name] = np.empty((self.count, *part.shape[1:]), part.dtype)
            behind = self._first + len(part)
            self.arrays[name][self._first : behind] = part
        self._first = behind

    def __getitem__(self, name: str) -> np.ndarray:
        """The rows of all pairs (N, ...)."""
        assert self._first == self.count
        return self.arrays[name]
