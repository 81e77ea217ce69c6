"""Reads GloVe text, word2vec text (fastText .vec) and word2vec binary files, told apart by their content."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from crvae_core.errors import VectorsError
from crvae_core.text.line_format import (
    BLOCK,
    LARGEST_VALUE,
    LONGEST_LINE,
    Block,
    Lines,
    decode_word,
    find_dim,
)
from crvae_core.text.malformed import Malformed

MOST_VALUES = 4096  # per word
LONGEST_WORD = 4096  # bytes
TAR_MAGIC = slice(257, 262)

_HEADER = re.compile(rb"(?:\xef\xbb\xbf)?\s*(\d{1,18})[ \t]+(\d{1,9})\s*")
_SAVE_AS_TEXT = "save it again as GloVe or word2vec text, one word and its values per line"
_NESTED = "an archive inside an archive: unpack it and give the file inside"
_FOREIGN = {
    b"\xba\x16\x4f\x2f": "a fastText model: give the .vec file that belongs to it",
    b"\x89HDF": f"an HDF5 file: {_SAVE_AS_TEXT}",
    b"\x93NUM": f"a NumPy array without words: {_SAVE_AS_TEXT}",
    b"PK\x03\x04": _NESTED,
    b"\xfd7zX": _NESTED,
    b"\x28\xb5\x2f\xfd": _NESTED,
    b"7z\xbc\xaf": _NESTED,
    b"Rar!": _NESTED,
    b"%PDF": "a PDF: give a file of word vectors",
    b"SQLi": f"a database: {_SAVE_AS_TEXT}",
    b"PAR1": f"a Parquet table: {_SAVE_AS_TEXT}",
    b"<!DO": "a web page: the download did not give the file, get it again in a browser",
    b"<htm": "a web page: the download did not give the file, get it again in a browser",
}


@dataclass(frozen=True)
class VectorFile:
    """The content of a vector file as a stream: read `blocks` once, in order.

    Attributes:
        dim: values per word (E).
        blocks: pairs of words and their (n, E) float32 rows; words that are not UTF-8 are None.
        malformed: what had to be left out; complete once `blocks` has been read.
    """

    dim: int
    blocks: Iterator[Block]
    malformed: Malformed


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
        dim = _checked_dim(find_dim(start, name), name)
        lines = Lines(stream, name, dim)
        return VectorFile(dim, lines.blocks(None), lines.malformed)
    count, dim = int(header[1]), _checked_dim(int(header[2]), name)
    if not count:
        raise VectorsError(f"{name}, line 1: the file says that it holds no words; get it again.")
    stream.readline()
    if _is_text(start.split(b"\n", 1)[1]):
        lines = Lines(stream, name, dim, header_lines=1)
        return VectorFile(dim, lines.blocks(count), lines.malformed)
    malformed = Malformed("word")
    return VectorFile(dim, _binary_blocks(stream, name, count, dim, malformed), malformed)


def _refuse_foreign(start: bytes, name: str) -> None:
    if start[:4] in _FOREIGN:
        raise VectorsError(f"{name} is {_FOREIGN[start[:4]]}.")
    if start[:2] == b"\x1f\x8b" or start[:3] == b"BZh":
        raise VectorsError(f"{name} is {_NESTED}.")
    if start[TAR_MAGIC] == b"ustar":
        raise VectorsError(f"{name} is a tar archive: unpack it and give the file inside.")
    if start[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise VectorsError(f"{name} is UTF-16 text: save it again as UTF-8.")
    if start[:1] == b"\x80" and start[1:2] in (b"\x02", b"\x03", b"\x04", b"\x05"):
        raise VectorsError(f"{name} is a Python pickle, which is never opened: {_SAVE_AS_TEXT}.")


def _checked_dim(dim: int, name: str) -> int:
    if not 2 <= dim <= MOST_VALUES:
        raise VectorsError(f"{name}, line 1: {dim:,} values per word; 2 to {MOST_VALUES:,} are possible.")
    return dim


def _is_text(sample: bytes) -> bool:
    """Whether bytes are text: stored floats nearly always hold control characters or broken UTF-8."""
    if re.search(rb"[\x00-\x08\x0e-\x1a]", sample):
        return False
    try:
        sample[:-4].decode("utf-8")  # without the end, where a character may be cut in two
    except UnicodeDecodeError as error:
        return error.start >= len(sample) - 8
    return True


def _binary_blocks(
    stream: io.BufferedReader, name: str, count: int, dim: int, malformed: Malformed
) -> Iterator[Block]:
    """Stream `count` times word, blank, dim little-endian 32-bit floats: word2vec's binary format."""
    for start in range(0, count, BLOCK):
        words: list[str | None] = []
        rows = np.empty((min(BLOCK, count - start), dim), "<f4")
        for row in rows:
            where = f"{name}, word {start + len(words) + 1:,} of {count:,}"
            words.append(decode_word(_binary_word(stream, where)))
            values = stream.read(4 * dim)
            if len(values) < 4 * dim:
                raise VectorsError(f"{where}: the file ends in the middle: it is incomplete, get it again.")
            row[:] = np.frombuffer(values, "<f4")
        usable = np.abs(rows).max(axis=1) <= LARGEST_VALUE  # False for nan
        for place in np.flatnonzero(~usable):
            malformed.add(start + int(place) + 1, "values that are no numbers")
        yield [word for word, good in zip(words, usable, strict=True) if good], rows[usable]


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
