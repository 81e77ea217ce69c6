"""Reads GloVe text, word2vec text (fastText .vec) and word2vec binary files, told apart by their content."""

import io
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from crvae_core.errors import VectorsError

MOST_VALUES = 4096  # per word
LONGEST_LINE = 1 << 17  # bytes; 4,096 values of up to 30 digits
LONGEST_WORD = 4096  # bytes
LARGEST_VALUE = 1e6  # beyond it the file is misread, not a word vector
BLOCK = 1000  # words that are parsed at once

Block = tuple[list[str | None], np.ndarray]

_HEADER = re.compile(rb"\s*(\d{1,9})[ \t]+(\d{1,6})\s*")
_SAVE_AS_TEXT = "save it again as GloVe or word2vec text, one word and its values per line"
_FOREIGN = {
    b"\xba\x16\x4f\x2f": "a fastText model: give the .vec file that belongs to it",
    b"\x89HDF": f"an HDF5 file: {_SAVE_AS_TEXT}",
    b"\x93NUM": f"a NumPy array without words: {_SAVE_AS_TEXT}",
    b"PK\x03\x04": "an archive inside an archive: unpack it and give the file inside",
    b"%PDF": "a PDF: give a file of word vectors",
    b"SQLi": f"a database: {_SAVE_AS_TEXT}",
}


@dataclass(frozen=True)
class VectorFile:
    """The content of a vector file as a stream: read `blocks` once, in order.

    Attributes:
        dim: values per word (E).
        blocks: pairs of words and their (n, E) float32 rows; words that are not UTF-8 are None.
    """

    dim: int
    blocks: Iterator[Block]


def read_vectors(stream: io.BufferedReader, name: str) -> VectorFile:
    """Detect the format of an open file and stream its words.

    Args:
        name: how messages call the file.
    Raises VectorsError, now or while streaming, naming the line and the remedy.
    """
    start = stream.peek(LONGEST_LINE)
    if not start:
        raise VectorsError(f"{name} is empty: give a file of word vectors.")
    _refuse_foreign(start, name)
    header = _HEADER.fullmatch(start.split(b"\n", 1)[0]) if b"\n" in start else None
    if header is None:
        lines = _Lines(stream, name)
        return VectorFile(lines.find_dim(start), lines.blocks(None))
    count, dim = int(header[1]), int(header[2])
    _check_dim(dim, name)
    stream.readline()
    if _is_text(start.split(b"\n", 1)[1]):
        return VectorFile(dim, _Lines(stream, name, dim, line=1).blocks(count))
    return VectorFile(dim, _binary_blocks(stream, name, count, dim))


def _refuse_foreign(start: bytes, name: str) -> None:
    if start[:4] in _FOREIGN:
        raise VectorsError(f"{name} is {_FOREIGN[start[:4]]}.")
    if start[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise VectorsError(f"{name} is UTF-16 text: save it again as UTF-8.")
    if start[:1] == b"\x80" and start[1:2] in (b"\x02", b"\x03", b"\x04", b"\x05"):
        raise VectorsError(f"{name} is a Python pickle, which is never opened: {_SAVE_AS_TEXT}.")


def _check_dim(dim: int, name: str) -> None:
    if not 2 <= dim <= MOST_VALUES:
        raise VectorsError(f"{name}, line 1: {dim} values per word; 2 to {MOST_VALUES:,} are possible.")


def _is_text(sample: bytes) -> bool:
    """Whether bytes are text: stored floats nearly always hold control characters or broken UTF-8."""
    if re.search(rb"[\x00-\x08\x0e-\x1a]", sample):
        return False
    try:
        sample[:-4].decode("utf-8")  # without the end, where a character may be cut in two
    except UnicodeDecodeError as error:
        return error.start >= len(sample) - 8
    return True


class _Lines:
    """Words of a text file, `word value value ...` per line."""

    def __init__(self, stream: io.BufferedReader, name: str, dim: int = 0, line: int = 0) -> None:
        self.stream, self.name, self.dim, self.line = stream, name, dim, line

    def find_dim(self, start: bytes) -> int:
        """Take the number of values from the first line, where no header gives it."""
        first = start.removeprefix(b"\xef\xbb\xbf").split(b"\n", 1)[0].split()
        if len(first) < 3 or not all(_is_number(field) for field in first[-2:]):
            raise VectorsError(
                f"{self.name}, line 1: no word with its values: give a file in GloVe or word2vec format."
            )
        self.dim = 1
        while self.dim < len(first) - 1 and _is_number(first[-self.dim - 1]):
            self.dim += 1
        _check_dim(self.dim, self.name)
        return self.dim

    def blocks(self, expected: int | None) -> Iterator[Block]:
        """Stream the words; `expected` is the number of words that a header promised."""
        found = 0
        while lines := self._next_lines():
            first_line = self.line - len(lines) + 1
            yield self._parse(lines, first_line)
            found += sum(bool(line) for line in lines)
        if expected is not None and found < expected:
            raise VectorsError(
                f"{self.name} promises {expected:,} words but ends after {found:,} (line {self.line}): "
                "it is incomplete, get it again."
            )

    def _next_lines(self) -> list[bytes]:
        lines: list[bytes] = []
        while len(lines) < BLOCK and (line := self.stream.readline(LONGEST_LINE)):
            self.line += 1
            if len(line) == LONGEST_LINE and not line.endswith(b"\n"):
                raise self._malformed("the line has no end")
            if self.line == 1:
                line = line.removeprefix(b"\xef\xbb\xbf")
            lines.append(line.replace(b"\t", b" ").rstrip(b"\r\n "))
        return lines

    def _parse(self, lines: list[bytes], first_line: int) -> Block:
        words: list[str | None] = []
        values: list[bytes] = []
        for number, line in enumerate(lines, first_line):
            if not line:
                continue
            word, _, rest = line.partition(b" ")
            if rest.count(b" ") != self.dim - 1:
                word, rest = self._split_unusual(line, number)
            words.append(_decode(word))
            values.append(rest)
        matrix = _numbers(b" ".join(values), len(words) * self.dim)
        if matrix is None:
            self._name_bad_line(lines, first_line)
            raise self._malformed("values that are no numbers")
        return words, matrix.reshape(len(words), self.dim)

    def _split_unusual(self, line: bytes, number: int) -> tuple[bytes, bytes]:
        """Split a line whose word holds blanks, or whose values have several between them."""
        fields = line.split()
        if line.startswith(b" ") and len(fields) == self.dim:
            return b"", b" ".join(fields)
        word = fields[: -self.dim]
        if not word or any(_is_number(field) for field in word[1:]):
            self.line = number
            raise self._malformed(f"{max(len(fields) - 1, 0)} values where {self.dim} were expected")
        return b" ".join(word), b" ".join(fields[-self.dim :])

    def _name_bad_line(self, lines: list[bytes], first_line: int) -> None:
        for number, line in enumerate(lines, first_line):
            fields = line.split()[-self.dim :]
            if line and _numbers(b" ".join(fields), self.dim) is None:
                self.line = number
                bad = next((field for field in fields if _numbers(field, 1) is None), b"")
                raise self._malformed(
                    f"'{bad.decode('utf-8', 'replace')[:30]}' is not a number that can be used"
                )

    def _malformed(self, what: str) -> VectorsError:
        return VectorsError(
            f"{self.name}, line {self.line}: {what}; correct or remove the line, or get the file again."
        )


def _binary_blocks(stream: io.BufferedReader, name: str, count: int, dim: int) -> Iterator[Block]:
    """Stream `count` times word, blank, dim little-endian 32-bit floats: word2vec's binary format."""
    for start in range(0, count, BLOCK):
        words: list[str | None] = []
        rows = np.empty((min(BLOCK, count - start), dim), "<f4")
        for row in rows:
            where = f"{name}, word {start + len(words) + 1} of {count:,}"
            words.append(_decode(_binary_word(stream, where)))
            values = stream.read(4 * dim)
            if len(values) < 4 * dim:
                raise VectorsError(f"{where}: the file ends in the middle: it is incomplete, get it again.")
            row[:] = np.frombuffer(values, "<f4")
        usable = np.abs(rows).max(axis=1) <= LARGEST_VALUE  # False for nan
        if not usable.all():
            where = f"{name}, word {start + int(usable.argmin()) + 1} of {count:,}"
            raise VectorsError(f"{where}: values that are no numbers; the file is damaged, get it again.")
        yield words, rows


def _binary_word(stream: io.BufferedReader, where: str) -> bytes:
    """The bytes up to the next blank; some writers put a line end before each word."""
    word = b""
    while len(word) <= LONGEST_WORD:
        ahead = stream.peek(64)[:LONGEST_WORD]
        if not ahead:
            raise VectorsError(f"{where}: the file ends in the middle: it is incomplete, get it again.")
        end = ahead.find(b" ")
        if end >= 0:
            return (word + stream.read(end + 1)[:-1]).lstrip(b"\n")
        word += stream.read(len(ahead))
    raise VectorsError(
        f"{where}: no end of the word; the file is damaged or of another format, get it again."
    )


def _numbers(text: bytes, count: int) -> np.ndarray | None:
    """Parse `count` finite numbers separated by blanks; None where that is not what the text holds."""
    with warnings.catch_warnings():
        warnings.simplefilter(
            "ignore", DeprecationWarning
        )  # numpy's way of saying that it met something else
        try:
            values = np.fromstring(text, np.float32, sep=" ")
        except ValueError:
            return None
    if len(values) != count or (count and not np.abs(values).max() <= LARGEST_VALUE):
        return None
    return values


def _is_number(field: bytes) -> bool:
    try:
        float(field)
    except ValueError:
        return False
    return True


def _decode(word: bytes) -> str | None:
    try:
        text = word.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return None if "\n" in text else text
