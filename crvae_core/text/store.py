"""Converts a vector file once into a folder that opens at once: a table of words, and rows as a memory map."""

import contextlib
import hashlib
import json
import logging
import shutil
import tempfile
from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np

from crvae_core.errors import VectorsError
from crvae_core.files import is_abandoned, temporary_prefix, write_json
from crvae_core.progress import Progress
from crvae_core.text.compressed import Unpacked, open_unpacked
from crvae_core.text.formats import VectorFile, read_vectors
from crvae_core.text.word_names import name_words
from crvae_core.text.word_table import WordTable, write_word_table

STORE_FORMAT = 2
NAMING = (
    1  # of the words; a file that was converted with another one is converted anew when it is given again
)
META_FILE, ROWS_FILE = "meta.json", "rows.f32"
MOST_WORDS = 15_000_000
KEPT_FREE = 256 << 20  # bytes of the disk that a conversion leaves free
# Of all words: how many may be no UTF-8 before the file counts as being in another encoding, and how many
# may be repeated, once a good part was read, before it counts as a bomb.
MOST_UNREADABLE, MOST_REPEATED, REPEATS_JUDGED_FROM = 0.05, 0.5, 50_000


_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class StoredVectors:
    """What meta.json of a converted file says.

    `repeated`, `unreadable` and `malformed` count what was left out: later copies of a word, words that are not
    UTF-8, and lines (`unit`; in binary files words) that can't be used, the first of which `malformed_first` names.
    `marks` are what was taken off the words, such as /c/en/.
    """

    name: str
    source: str
    words: int
    dim: int
    mean_norm: float
    repeated: int
    unreadable: int
    malformed: int
    malformed_first: list[int]
    malformed_example: str
    unit: str
    marks: list[str] = field(default_factory=list)


@dataclass
class _Tally:
    """What the rows of a file added up to while they were written."""

    words: dict[bytes, None]
    repeated: int = 0
    unreadable: int = 0
    norms: float = 0.0

    @property
    def read(self) -> int:
        return len(self.words) + self.repeated + self.unreadable


def store_vectors(
    path: Path,
    cache: Path,
    member: str | None = None,
    name: str | None = None,
    report: Progress | None = None,
) -> Path:
    """The folder of a converted vector file, which is made now if the file is new or has changed.

    Args:
        path: the file, in any format of `formats` and `compressed`.
        cache: the folder that holds all converted files.
        member: which file of a zip.
        name: what to call the vectors; by default the file's name without its endings.
        report: called with what is being done and the share of it that is done, 0 to 1; may raise to stop.
    Raises VectorsError if the file can't be read or the cache can't be written; nothing is left behind then.
    """
    folder = cache / _key(path, member)
    if stored_vectors(folder) is not None:
        return folder
    try:
        cache.mkdir(parents=True, exist_ok=True)
        for left in filter(is_abandoned, cache.glob(".tmp-*")):
            shutil.rmtree(left, ignore_errors=True)
        staging = Path(tempfile.mkdtemp(dir=cache, prefix=temporary_prefix()))
        try:
            _convert(path, member, name or _plain_name(path, member), staging, report or (lambda *_: None))
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
    return stored if complete else None


def open_stored(folder: Path) -> tuple[WordTable, np.ndarray]:
    """The words and the (V, E) float32 memory map of a converted file."""
    stored = stored_vectors(folder)
    try:
        if stored is None:
            raise ValueError("no description")
        words = WordTable.open(folder)
        rows = np.memmap(folder / ROWS_FILE, "<f4", mode="r", shape=(stored.words, stored.dim))
        if len(words) != stored.words:
            raise ValueError("words are missing")
    except (OSError, ValueError) as error:
        raise VectorsError(
            f"The converted word vectors in {folder} are damaged: remove that folder and try again."
        ) from error
    return words, rows


def _key(path: Path, member: str | None) -> str:
    status = path.stat()
    identity = f"{path.resolve()}|{status.st_size}|{status.st_mtime_ns}|{member}|{STORE_FORMAT}|{NAMING}"
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


def _convert(path: Path, member: str | None, name: str, folder: Path, report: Progress) -> None:
    """Stream the file into `folder`; only the words and one block of rows are in memory."""
    with open_unpacked(path, member) as unpacked:
        content = read_vectors(unpacked.stream, path.name)
        tally = _write_rows(content, unpacked, folder / ROWS_FILE, path.name, report)
    malformed = content.malformed
    malformed.check(path.name, tally.read + malformed.count, at_end=True)
    _check_words(tally, path.name)
    report("Sorting the words", 1.0)
    named = name_words(list(tally.words))
    words = named.words
    write_word_table(folder, words, named.plain)
    stored = StoredVectors(
        name=name,
        source=str(path),
        words=len(words),
        dim=content.dim,
        mean_norm=tally.norms / len(words),
        repeated=tally.repeated,
        unreadable=tally.unreadable,
        malformed=malformed.count,
        malformed_first=malformed.first,
        malformed_example=malformed.example,
        unit=malformed.unit,
        marks=list(named.marks),
    )
    _log.info("%s: %s", path.name, stored)
    write_json(folder / META_FILE, {"format": STORE_FORMAT, **asdict(stored)})


def _check_words(tally: _Tally, name: str) -> None:
    if not tally.read:
        raise VectorsError(f"{name} holds no words: give a file of word vectors.")
    if not tally.words or tally.unreadable > MOST_UNREADABLE * tally.read:
        raise VectorsError(
            f"{name}: {tally.unreadable:,} of {tally.read:,} words can't be read: save the file again as UTF-8."
        )


def _write_rows(content: VectorFile, unpacked: Unpacked, path: Path, name: str, report: Progress) -> _Tally:
    tally = _Tally({})
    with path.open("wb") as out:
        for block, rows in content.blocks:
            kept = np.ascontiguousarray(rows[_fresh(block, tally)], "<f4")
            tally.norms += float(np.linalg.norm(kept, axis=1).sum())
            out.write(kept.tobytes())
            _check_so_far(content, tally, path.parent, name)
            report("Converting the word vectors", unpacked.share_read())
    return tally


def _fresh(block: list[str | None], tally: _Tally) -> list[bool]:
    """Which words of a block are new; the tally counts the others."""
    keep = []
    for word in block:
        data = (word or "").encode("utf-8")
        fresh = bool(word) and data not in tally.words
        keep.append(fresh)
        if fresh:
            tally.words[data] = None
        elif word:
            tally.repeated += 1
        else:
            tally.unreadable += word is None
    return keep


def _check_so_far(content: VectorFile, tally: _Tally, folder: Path, name: str) -> None:
    """Give up early on files that can't come to a good end."""
    content.malformed.check(name, tally.read + content.malformed.count, at_end=False)
    if tally.read >= REPEATS_JUDGED_FROM and tally.repeated > MOST_REPEATED * tally.read:
        raise VectorsError(
            f"{name}: {tally.repeated:,} of the first {tally.read:,} words are repeated: give another file."
        )
    if len(tally.words) > MOST_WORDS:
        raise VectorsError(
            f"{name} holds more than {MOST_WORDS:,} words: keep the first lines, the frequent words."
        )
    if shutil.disk_usage(folder).free < KEPT_FREE:
        raise VectorsError(
            f"The disk of {folder.parent} is nearly full: {name} needs more room. Free some space, or let "
            "CRVAE_HOME name another folder."
        )


def _plain_name(path: Path, member: str | None) -> str:
    name = Path(member).name if member else path.name
    for ending in (".zip", ".gz", ".bz2", ".xz", ".txt", ".vec", ".bin"):
        name = name.removesuffix(ending)
    return name or path.name
