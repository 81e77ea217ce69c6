"""Reads word vectors that are text: `word value value ...` per line, as GloVe, word2vec and fastText write them."""

import io
import re
import warnings
from collections import Counter
from collections.abc import Iterator

import numpy as np

from crvae_core.errors import VectorsError
from crvae_core.text.malformed import Malformed

LONGEST_LINE = 1 << 17  # bytes; 4,096 values of up to 30 digits
LARGEST_VALUE = 1e6  # beyond it the file is misread, not a word vector
BLOCK = 1000  # words that are parsed at once
LINES_TO_JUDGE = 100  # for the number of values per word, where no header gives it

Block = tuple[list[str | None], np.ndarray]

_BOM = b"\xef\xbb\xbf"
_NUMBER = re.compile(rb"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?|[+-]?(nan|inf(inity)?)", re.IGNORECASE)


class Lines:
    """The words of an open text file; lines that can't be used are left out and noted in `malformed`."""

    def __init__(self, stream: io.BufferedReader, name: str, dim: int, header_lines: int = 0) -> None:
        """Start after the header; `dim` is the number of values per word, `name` how messages call the file."""
        self.stream, self.name, self.dim, self.line = stream, name, dim, header_lines
        self.malformed = Malformed("line")

    def blocks(self, expected: int | None) -> Iterator[Block]:
        """Stream the words; `expected` is the number of words that a header promised."""
        found = 0
        while lines := self._next_lines():
            found += len(lines)
            yield self._parse(lines)
        if expected is not None and found < expected:
            raise VectorsError(
                f"{self.name} promises {expected:,} words but ends after {found:,} (line {self.line:,}): "
                "it is incomplete, get it again."
            )

    def _next_lines(self) -> list[tuple[int, bytes]]:
        """Up to BLOCK lines that are not empty, with their numbers."""
        lines: list[tuple[int, bytes]] = []
        while len(lines) < BLOCK and (line := self.stream.readline(LONGEST_LINE)):
            self.line += 1
            if len(line) == LONGEST_LINE and not line.endswith(b"\n"):
                raise VectorsError(
                    f"{self.name}, line {self.line:,}: the line has no end; it is no file of word vectors, or damaged."
                )
            if self.line == 1:
                line = line.removeprefix(_BOM)
            self._check_whole(line)
            if text := line.replace(b"\t", b" ").rstrip(b"\r\n "):
                lines.append((self.line, text))
        return lines

    def _check_whole(self, line: bytes) -> None:
        """A last line without line end that has too few values was cut off: the rest of the file is missing."""
        if not line.endswith(b"\n") and 0 < len(line.split()) <= self.dim and not self.stream.peek(1):
            raise VectorsError(
                f"{self.name} ends in the middle of line {self.line:,}: it is incomplete, get it again."
            )

    def _parse(self, lines: list[tuple[int, bytes]]) -> Block:
        words: list[str | None] = []
        values: list[bytes] = []
        numbers: list[int] = []
        for number, line in lines:
            word, _, rest = line.partition(b" ")
            if rest.count(b" ") != self.dim - 1 or b"  " in rest:
                parts = self._split_unusual(line, number)
                if parts is None:
                    continue
                word, rest = parts
            words.append(decode_word(word))
            values.append(rest)
            numbers.append(number)
        matrix = _numbers(b" ".join(values), len(words) * self.dim)
        if matrix is None:
            return self._parse_singly(words, values, numbers)
        return words, matrix.reshape(len(words), self.dim)

    def _split_unusual(self, line: bytes, number: int) -> tuple[bytes, bytes] | None:
        """Split a line whose word holds blanks, or whose values have several between them; None if malformed."""
        fields = line.split()
        if line.startswith(b" ") and len(fields) == self.dim:
            return b"", b" ".join(fields)
        word = fields[: -self.dim]
        if not word or any(map(is_number, word[1:])):
            found = max(len(fields) - 1, 0)
            self.malformed.add(number, f"{found:,} values where {self.dim:,} were expected")
            return None
        return b" ".join(word), b" ".join(fields[-self.dim :])

    def _parse_singly(self, words: list[str | None], values: list[bytes], numbers: list[int]) -> Block:
        rows = [_numbers(row, self.dim) for row in values]
        for row, text, number in zip(rows, values, numbers, strict=True):
            if row is None:
                bad = next((field for field in text.split() if _numbers(field, 1) is None), b"")
                shown = bad.decode("utf-8", "replace")[:30]
                self.malformed.add(number, f"'{shown}' is not a number that can be used")
        good = [row for row in rows if row is not None]
        matrix = np.stack(good) if good else np.empty((0, self.dim), np.float32)
        return [word for word, row in zip(words, rows, strict=True) if row is not None], matrix


def find_dim(start: bytes, name: str) -> int:
    """The number of values per word that most of the first lines have, where no header gives it.

    Raises VectorsError if no line looks like a word with its values.
    """
    lines = start.removeprefix(_BOM).split(b"\n")
    whole = lines[:-1][:LINES_TO_JUDGE] or lines
    found = Counter(dim for line in whole if (dim := _trailing_numbers(line.split())) >= 2)
    if not found:
        raise VectorsError(
            f"{name}, line 1: no word with its values: give a file in GloVe or word2vec format."
        )
    return found.most_common(1)[0][0]


def is_number(field: bytes) -> bool:
    """Whether a field is written as a number, finite or not."""
    return _NUMBER.fullmatch(field) is not None


def decode_word(word: bytes) -> str | None:
    """The word as text; None if it is not UTF-8 or holds a line end."""
    try:
        text = word.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return None if "\n" in text else text


def _trailing_numbers(fields: list[bytes]) -> int:
    """How many numbers end a line, at least one field being the word."""
    count = 0
    while count < len(fields) - 1 and is_number(fields[-count - 1]):
        count += 1
    return count


def _numbers(text: bytes, count: int) -> np.ndarray | None:
    """Parse `count` finite numbers separated by blanks; None where that is not what the text holds."""
    with warnings.catch_warnings():
        # numpy's way of saying that it met something else
        warnings.simplefilter("ignore", DeprecationWarning)
        try:
            values = np.fromstring(text, np.float32, sep=" ")
        except ValueError:
            return None
    if len(values) != count or (count and not np.abs(values).max() <= LARGEST_VALUE):
        return None
    return values
