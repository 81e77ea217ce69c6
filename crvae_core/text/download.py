"""Downloads one large file: with progress, going on where it stopped, checked by size and SHA-256.

Own code on top of requests, because pooch checks sums but can't resume, and a 4 GB file over a bad line needs it.
What has arrived lies in FILE.part, what it is part of in FILE.part.json; both go once the file is complete.
"""

import errno
import hashlib
import logging
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import filelock
import requests

from crvae_core.errors import VectorsError
from crvae_core.files import move, read_json, write_json
from crvae_core.progress import Progress, Share

CHUNK = 1 << 16  # bytes
TRIES = 5  # in a row that bring nothing
PATIENCE_S = (20.0, 60.0)  # seconds to wait for a connection, and for the next bytes
PAUSE_S = 1.0  # seconds before the second try; doubles with each further one
KEPT_FREE = 256 << 20  # bytes of the disk that a download leaves free
PLAIN = {"Accept-Encoding": "identity", "User-Agent": "crvae-explorer"}


_BROKEN_OFF = (requests.ConnectionError, requests.Timeout, requests.exceptions.ChunkedEncodingError)
_RESUMES, _WHOLE, _PAST_THE_END = 206, 200, 416

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Part:
    """What the server says about the file: to go on later, it has to be the same one."""

    url: str
    size: int | None
    tag: str | None  # ETag, else Last-Modified


class _TryAgainError(Exception):
    """This try came to nothing for a reason that may pass."""


def download(url: str, target: Path, sha256: str | None = None, report: Progress | None = None) -> Path:
    """Download a file, or the rest of one that was begun before.

    Args:
        url: its address; redirections are followed, but not from https to http.
        target: where it goes; a file that is there already is taken if its sum is right.
        sha256: its SHA-256 sum, where it is known.
        report: called with what is being done and the share of it that is done, 0 to 1; may raise to stop, what has
            arrived is then kept for the next time.
    Raises VectorsError with the remedy; what has arrived is kept unless it is wrong.
    """
    report = report or (lambda *_: None)
    target.parent.mkdir(parents=True, exist_ok=True)
    with _locked(target):
        if not target.is_file():
            try:
                _fetch(url, target, report)
            except OSError as error:
                raise VectorsError(_disk(target, error)) from error
        if sha256 is not None and file_sum(target, report) != sha256:
            target.unlink()
            raise VectorsError(
                f"{target.name} from {url} is not the file that it should be (its SHA-256 sum differs), and was "
                "removed: try again; if it stays so, get the file yourself and add it by its path."
            )
    return target


def file_sum(path: Path, report: Progress | None = None) -> str:
    """The SHA-256 sum of a file, in hexadecimal digits."""
    summed, done, size = hashlib.sha256(), 0, max(1, path.stat().st_size)
    with path.open("rb") as stream:
        while data := stream.read(CHUNK):
            summed.update(data)
            done += len(data)
            if report is not None:
                report("Checking the download", done / size)
    return summed.hexdigest()


@contextmanager
def _locked(target: Path) -> Iterator[None]:
    lock = filelock.FileLock(target.with_name(f"{target.name}.lock"))
    try:
        lock.acquire(timeout=0)
    except filelock.Timeout as error:
        raise VectorsError(f"{target.name} is being downloaded already: wait until that is done.") from error
    try:
        yield
    finally:
        lock.release()


def _fetch(url: str, target: Path, report: Progress) -> None:
    """Try until the part is whole or TRIES tries in a row brought nothing."""
    part = _part_of(target)
    tries = 0
    while True:
        before = _size(part)
        try:
            _fetch_some(url, target, report)
            move(part, target)
            _note_of(target).unlink(missing_ok=True)
            return
        except (*_BROKEN_OFF, _TryAgainError) as error:
            tries = 1 if _size(part) > before else tries + 1
            if tries >= TRIES:
                raise VectorsError(
                    f"{target.name} could not be downloaded from {url} ({_reason(error)}): check the connection and "
                    "try again, it goes on where it stopped; or get the file yourself and add it by its path."
                ) from error
            _log.info("%s broke off (%s), trying again", url, error)
            time.sleep(PAUSE_S * 2 ** (tries - 1))
        except requests.RequestException as error:
            raise VectorsError(
                f"{target.name} could not be downloaded from {url} ({type(error).__name__}): get the file yourself and "
                "add it by its path."
            ) from error


def _fetch_some(url: str, target: Path, report: Progress) -> None:
    """Ask for what is missing, and add what comes to the part until it is whole."""
    known, have = _read_note(target, url), _size(_part_of(target))
    headers = dict(PLAIN)
    if have and known is not None and known.tag is not None:
        headers |= {"Range": f"bytes={have}-", "If-Range": known.tag}
    with requests.get(url, headers=headers, stream=True, timeout=PATIENCE_S) as answer:
        if answer.status_code == _PAST_THE_END and known is not None and known.size == have:
            return
        _check_answer(answer, url, target)
        start = have if _goes_on(answer, have) else 0
        length = _length(answer)
        size = None if length is None else start + length
        write_json(_note_of(target), {"url": url, "size": size, "tag": _tag(answer)})
        _check_room(target, length)
        _append(answer, _part_of(target), start, size, lambda share: report("Downloading", share))
    if size is not None and _size(_part_of(target)) != size:
        raise _TryAgainError(f"{_size(_part_of(target)):,} of {size:,} bytes came")


def _check_answer(answer: requests.Response, url: str, target: Path) -> None:
    status = answer.status_code
    if status == _PAST_THE_END:
        _part_of(target).unlink(missing_ok=True)  # the file has become another one: from the start
        raise _TryAgainError("the file has changed")
    if status in (408, 429) or status >= 500:
        raise _TryAgainError(f"the server answers {status} {answer.reason}")
    if status not in (_WHOLE, _RESUMES):
        raise VectorsError(
            f"{url} can't be downloaded (the server answers {status} {answer.reason}): the address may have changed; "
            "look for the file at its publisher and add it by its path."
        )
    if urlsplit(url).scheme == "https" and urlsplit(answer.url).scheme != "https":
        raise VectorsError(f"{url} leads to an unsafe address: get the file yourself and add it by its path.")
    if "text/html" in answer.headers.get("Content-Type", ""):
        raise VectorsError(
            f"{url} answers with a web page instead of the file (it may ask for a login, or have had too many "
            "downloads): open it in a browser, get the file there and add it by its path."
        )


def _goes_on(answer: requests.Response, have: int) -> bool:
    """Whether the answer begins where the part ends; else it is the whole file."""
    if answer.status_code != _RESUMES:
        return False
    if not answer.headers.get("Content-Range", "").startswith(f"bytes {have}-"):
        raise _TryAgainError("the server sends another part than was asked for")
    return True


def _append(answer: requests.Response, part: Path, start: int, size: int | None, report: Share) -> None:
    done = start
    with part.open("r+b" if start else "wb") as out:
        if start:
            out.truncate(start)
            out.seek(start)
        for data in answer.iter_content(CHUNK):
            out.write(data)
            done += len(data)
            if size is not None and done > size:
                raise _TryAgainError("more came than was announced")
            report(done / size if size else 0.0)


def _check_room(target: Path, length: int | None) -> None:
    free = shutil.disk_usage(target.parent).free
    if length is not None and length + KEPT_FREE > free:
        raise VectorsError(
            f"{target.name} needs {length / 1e9:,.2f} GB, but {target.parent} has {free / 1e9:,.2f} GB left: free some "
            "space, or let CRVAE_HOME name another folder."
        )


def _length(answer: requests.Response) -> int | None:
    length = answer.headers.get("Content-Length", "")
    return int(length) if length.isdigit() else None


def _tag(answer: requests.Response) -> str | None:
    """A strong validator of the file, as If-Range needs it."""
    tag = answer.headers.get("ETag")
    return tag if tag and not tag.startswith("W/") else answer.headers.get("Last-Modified")


def _read_note(target: Path, url: str) -> _Part | None:
    try:
        note = _Part(**read_json(_note_of(target)))
    except (OSError, ValueError, TypeError):
        return None
    return note if note.url == url else None


def _part_of(target: Path) -> Path:
    return target.with_name(f"{target.name}.part")


def _note_of(target: Path) -> Path:
    return target.with_name(f"{target.name}.part.json")


def _size(path: Path) -> int:
    return path.stat().st_size if path.is_file() else 0


def _reason(error: Exception) -> str:
    return str(error) if isinstance(error, _TryAgainError) else type(error).__name__


def _disk(target: Path, error: OSError) -> str:
    what = "the disk is full" if error.errno == errno.ENOSPC else error.strerror or str(error)
    return (
        f"{target.name} can't be written to {target.parent} ({what}): free some space, or let CRVAE_HOME name another "
        "folder; the download then goes on where it stopped."
    )
