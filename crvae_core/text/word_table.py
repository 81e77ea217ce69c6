"""Millions of words on disk that open at once: found by binary search in a sorted order, never read as a whole.

words.txt holds the words in the order of their rows, offsets.npy where each begins, order.npy the rows sorted
by the bytes of their words. A look-up touches some twenty words, so the size of the table hardly matters. The folder
plain holds another such table, of the plain spellings of words that are not spelled plainly, and their rows.
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import overload

import numpy as np

from crvae_core.files import write_array, write_bytes

WORDS_FILE, OFFSETS_FILE, ORDER_FILE = "words.txt", "offsets.npy", "order.npy"
PLAIN_FOLDER, ROWS_FILE = "plain", "rows.npy"


class WordTable(Sequence[str]):
    """Words by row, and rows by word or by the beginning of a word; of equal words the first row is found."""

    def __init__(
        self,
        text: np.ndarray,
        offsets: np.ndarray,
        order: np.ndarray,
        plain: "tuple[WordTable, np.ndarray] | None" = None,
    ) -> None:
        """Take `text` (uint8, each word followed by a line end), `offsets` (V + 1,) and `order` (V,).

        plain: other names of some rows, and these rows.
        """
        self._text, self._offsets, self._order, self._plain = text.data, offsets, order, plain

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
        return cls(text, offsets, order, _open_plain(folder / PLAIN_FOLDER, len(order)))

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
        """The row of exactly this word, else of one whose plain spelling it is; None where both are missing."""
        wanted = word.encode("utf-8", "surrogatepass")
        place = self._place(wanted)
        if place < len(self) and self._bytes(int(self._order[place])) == wanted:
            return int(self._order[place])
        other = self._plain and self._plain[0].find(word)
        return int(self._plain[1][other]) if self._plain and other is not None else None

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


def write_word_table(folder: Path, words: Sequence[bytes], plain: Mapping[bytes, int] | None = None) -> None:
    """Write words (UTF-8, without line ends) so that `WordTable.open` finds them.

    plain: plain spelling -> row, of words that are spelled otherwise.
    """
    text, offsets, order = _arrays(words)
    write_bytes(folder / WORDS_FILE, text.tobytes())
    write_array(folder / OFFSETS_FILE, offsets)
    write_array(folder / ORDER_FILE, order)
    if plain:
        write_word_table(folder / PLAIN_FOLDER, list(plain))
        write_array(folder / PLAIN_FOLDER / ROWS_FILE, np.fromiter(plain.values(), np.uint32, len(plain)))


def _open_plain(folder: Path, count: int) -> tuple[WordTable, np.ndarray] | None:
    if not folder.is_dir():
        return None
    names = WordTable.open(folder)
    rows = np.load(folder / ROWS_FILE, allow_pickle=False)
    if len(rows) != len(names) or rows.max(initial=0) >= count:
        raise ValueError("the plain spellings do not belong to the words")
    return names, rows


def _arrays(words: Sequence[bytes]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    text = np.frombuffer(b"".join(word + b"\n" for word in words), np.uint8)
    lengths = np.fromiter((len(word) + 1 for word in words), np.uint64, len(words))
    offsets = np.concatenate([np.zeros(1, np.uint64), np.cumsum(lengths, dtype=np.uint64)])
    order = np.array(sorted(range(len(words)), key=words.__getitem__), np.uint32)
    return text, offsets, order
