"""Converts a vector file once into a folder that opens at once: words as text, rows as a memory map."""

import contextlib
import hashlib
import json
import logging
import shutil
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from crvae_core.errors import VectorsError
from crvae_core.files import write_json
from crvae_core.text.compressed import open_unpacked
from crvae_core.text.formats import VectorFile, read_vectors

STORE_FORMAT = 1
META_FILE, WORDS_FILE, ROWS_FILE = "meta.json", "words.txt", "rows.f32"
MOST_WORDS = 10_000_000
MOST_UNREADABLE = (
    0.05  # share of words that are not UTF-8 before the file counts as being in another encoding
)

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class StoredVectors:
    """What meta.json of a converted file says; its `repeated` and `unreadable` words were left out."""

    name: str
    source: str
    words: int
    dim: int
    repeated: int
    unreadable: int


def store_vectors(path: Path, cache: Path) -> Path:
    """The folder of a converted vector file, which is made now if the file is new or has changed.

    Args:
        path: the file, in any format of `formats` and `compressed`.
        cache: the folder that holds all converted files.
    Raises VectorsError if the file can't be read or the cache can't be written.
    """
    folder = cache / _key(path)
    if stored_vectors(folder) is not None:
        return folder
    try:
        cache.mkdir(parents=True, exist_ok=True)
        staging = Path(tempfile.mkdtemp(dir=cache, prefix=".tmp-"))
        try:
            _convert(path, staging)
            _move_into_place(staging, folder)
        finally:
            shutil.rmtree(staging, ignore_errors=True)
    except OSError as error:
        raise VectorsError(
            f"The converted word vectors can't be written to {cache} ({error.strerror or error}): "
            "free some space, or let CRVAE_HOME name another folder."
        ) from error
    return folder


def stored_vectors(folder: Path) -> StoredVectors | None:
    """The description of a converted file; None if it is missing, incomplete or of another version."""
    try:
        values = json.loads((folder / META_FILE).read_text(encoding="utf-8"))
        if values.pop("format") != STORE_FORMAT:
            return None
        stored = StoredVectors(**values)
        complete = (folder / ROWS_FILE).stat().st_size == 4 * stored.words * stored.dim
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None
    return stored if complete and (folder / WORDS_FILE).is_file() else None


def open_stored(folder: Path) -> tuple[list[str], np.ndarray]:
    """The words and the (V, E) float32 memory map of a converted file."""
    stored = stored_vectors(folder)
    if stored is None:
        raise VectorsError(
            f"The converted word vectors in {folder} are damaged: remove that folder and try again."
        )
    words = (folder / WORDS_FILE).read_bytes().decode("utf-8").split("\n")
    rows = np.memmap(folder / ROWS_FILE, "<f4", mode="r", shape=(stored.words, stored.dim))
    return words, rows


def _key(path: Path) -> str:
    status = path.stat()
    identity = f"{path.resolve()}|{status.st_size}|{status.st_mtime_ns}|{STORE_FORMAT}"
    return hashlib.sha256(identity.encode("utf-8", "surrogateescape")).hexdigest()[:24]


def _move_into_place(staging: Path, folder: Path) -> None:
    if folder.exists() and stored_vectors(folder) is None:
        shutil.rmtree(folder)
    with contextlib.suppress(FileExistsError):  # another process was faster: its copy is as good
        try:
            staging.rename(folder)
        except OSError:
            if stored_vectors(folder) is None:
                raise


def _convert(path: Path, folder: Path) -> None:
    """Stream the file into `folder`; only the words and one block of rows are in memory."""
    with open_unpacked(path) as stream:
        content = read_vectors(stream, path.name)
        words, repeated, unreadable = _write_rows(content, folder / ROWS_FILE, path.name)
    read = len(words) + repeated + unreadable
    if not words or unreadable > MOST_UNREADABLE * read:
        raise VectorsError(
            f"{path.name}: {unreadable:,} of {read:,} words can't be read: save the file again as UTF-8."
            if read
            else f"{path.name} holds no words: give a file of word vectors."
        )
    if repeated or unreadable:
        _log.info("%s: left out %d repeated and %d unreadable words", path.name, repeated, unreadable)
    (folder / WORDS_FILE).write_bytes("\n".join(words).encode("utf-8"))
    stored = StoredVectors(_plain_name(path), str(path), len(words), content.dim, repeated, unreadable)
    write_json(folder / META_FILE, {"format": STORE_FORMAT, **asdict(stored)})


def _write_rows(content: VectorFile, path: Path, name: str) -> tuple[list[str], int, int]:
    words: dict[str, None] = {}
    repeated = unreadable = 0
    with path.open("wb") as out:
        for block, rows in content.blocks:
            keep = []
            for word in block:
                fresh = bool(word) and word not in words
                keep.append(fresh)
                unreadable += word is None
                repeated += bool(word) and not fresh
                if word:
                    words[word] = None
            out.write(np.ascontiguousarray(rows[keep], "<f4").tobytes())
            if len(words) > MOST_WORDS:
                raise VectorsError(
                    f"{name} holds more than {MOST_WORDS:,} words: keep the first lines, the frequent words."
                )
    return list(words), repeated, unreadable


def _plain_name(path: Path) -> str:
    name = path.name
    for ending in (".zip", ".gz", ".bz2", ".txt", ".vec", ".bin"):
        name = name.removesuffix(ending)
    return name or path.name
