"""Millions of words on disk that open at once: found by binary search in a sorted order, never read as a whole.

words.txt holds the words in the order of their rows, offsets.npy where each begins, order.npy the rows sorted
by the bytes of their words. A look-up touches some twenty words, so the size of the table hardly matters.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import overload

import numpy as np

from crvae_core.files import write_array, write_bytes

WORDS_FILE, OFFSETS_FILE, ORDER_FILE = "words.txt", "offsets.npy", "order.npy"


class WordTable(Sequence[str]):
    """Words by row, and rows by word or by the beginning of a word; of equal words the first row is found."""

    def __init__(self, text: np.ndarray, offsets: np.ndarray, order: np.ndarray) -> None:
        """Take `text` (uint8, each word followed by a line end), `offsets` (V + 1,) and `order` (V,)."""
        self._text, self._offsets, self._order = text.data, offsets, order

    @classmethod
    def of(cls, words: Iterable[str]) -> "WordTable":
        """A table in memory."""
        return cls(*_arrays([word.encode("utf-8", "surrogatepass") for word in words]))

    @classmethod
    def open(cls, folder: Path) -> "WordTable":
        """Open what `write_word_table` wrote; raises OSError or ValueError if it is missing or damaged."""
        # np.asarray: a plain view of the memory map, because np.memmap is slow to index
        text = np.asarray(np.memmap(folder / WORDS_FILE, np.uint8, mode="r"))
        offsets, order = (
            np.asarray(np.load(folder / name, mmap_mode="r", allow_pickle=False))
            for name in (OFFSETS_FILE, ORDER_FILE)
        )
        if len(offsets) != len(order) + 1 or int(offsets[-1]) != len(text):
            raise ValueError("the parts of the table do not belong together")
        return cls(text, offsets, order)

    def __len__(self) -> int:
        return len(self._order)

    @overload
    def __getitem__(self, row: int) -> str: ...
    @overload
    def __getitem__(self, row: slice) -> list[str]: ...
    def __getitem__(self, row: int | slice) -> str | list[str]:
        """The word of a row, or the words of several."""
        if isinstance(row, slice):
            return [self[one] for one in range(*row.indices(len(self)))]
        if not -len(self) <= row < len(self):
            raise IndexError(row)
        return self._bytes(row % len(self)).decode("utf-8", "surrogatepass")

    def __contains__(self, word: object) -> bool:
        return isinstance(word, str) and self.find(word) is not None

    def find(self, word: str) -> int | None:
        """The row of exactly this word; None where it is missing."""
        wanted = word.encode("utf-8", "surrogatepass")
        place = self._place(wanted)
        if place == len(self) or self._bytes(int(self._order[place])) != wanted:
            return None
        return int(self._order[place])

    def beginning_with(self, start: str, most: int) -> list[str]:
        """Up to `most` words that begin with `start`, in the order of their bytes."""
        wanted = start.encode("utf-8", "surrogatepass")
        found: list[str] = []
        for place in range(self._place(wanted), len(self)):
            row = int(self._order[place])
            if len(found) == most or not self._bytes(row).startswith(wanted):
                break
            found.append(self[row])
        return found

    def _place(self, wanted: bytes) -> int:
        return bisect_left(range(len(self)), wanted, key=lambda place: self._bytes(int(self._order[place])))

    def _bytes(self, row: int) -> bytes:
        return self._text[int(self._offsets[row]) : int(self._offsets[row + 1]) - 1].tobytes()


def write_word_table(folder: Path, words: Sequence[bytes]) -> None:
    """Write words (UTF-8, without line ends) so that `WordTable.open` finds them."""
    text, offsets, order = _arrays(words)
    write_bytes(folder / WORDS_FILE, text.tobytes())
    write_array(folder / OFFSETS_FILE, offsets)
    write_array(folder / ORDER_FILE, order)


def _arrays(words: Sequence[bytes]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    text = np.frombuffer(b"".join(word + b"\n" for word in words), np.uint8)
    lengths = np.fromiter((len(word) + 1 for word in words), np.uint64, len(words))
    offsets = np.concatenate([np.zeros(1, np.uint64), np.cumsum(lengths, dtype=np.uint64)])
    order = np.array(sorted(range(len(words)), key=words.__getitem__), np.uint32)
    return text, offsets, order
