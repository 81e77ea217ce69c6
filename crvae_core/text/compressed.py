"""Opens plain, .gz, .bz2 and .zip files alike, told apart by content, with a cap on what they unpack to."""

import bz2
import gzip
import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, cast

from crvae_core.errors import VectorsError

BUFFER = 1 << 20  # bytes
ALWAYS_ALLOWED = 64 << 20  # bytes that any file may unpack to
# Word vectors pack two to five times smaller; a "zip bomb" reaches 1,000.
MOST_UNPACKING = 40  # times the size of the file
MOST_BYTES = 32 << 30

_OTHER_ARCHIVES = {b"7z\xbc\xaf": "7z", b"Rar!": "RAR", b"\xfd7zX": "xz", b"\x28\xb5\x2f\xfd": "Zstandard"}
_DAMAGE = (EOFError, zlib.error, zipfile.BadZipFile, OSError, NotImplementedError)


@contextmanager
def open_unpacked(path: Path) -> Iterator[io.BufferedReader]:
    """Open a file for reading, unpacked if it is gzip, bzip2 or zip (of one file).

    Raises VectorsError if it can't be read, is damaged, of another archive type, or unpacks to far too much.
    """
    with ExitStack() as stack:
        try:
            packed = stack.enter_context(path.open("rb"))
            magic = packed.read(4)
            packed.seek(0)
            content = _unpacked(packed, magic, path.name, stack)
        except _DAMAGE as error:
            raise VectorsError(_unreadable(path.name, error)) from error
        limit = MOST_BYTES
        if content is not packed:
            limit = min(limit, max(ALWAYS_ALLOWED, MOST_UNPACKING * path.stat().st_size))
        yield stack.enter_context(io.BufferedReader(_Capped(content, limit, path.name), BUFFER))


def _unpacked(packed: IO[bytes], magic: bytes, name: str, stack: ExitStack) -> IO[bytes]:
    if magic[:2] == b"\x1f\x8b":
        return cast(IO[bytes], stack.enter_context(gzip.GzipFile(fileobj=packed)))
    if magic[:3] == b"BZh":
        return stack.enter_context(bz2.BZ2File(packed))
    if magic == b"PK\x03\x04":
        archive = stack.enter_context(zipfile.ZipFile(packed))
        return stack.enter_context(archive.open(_only_member(archive, name)))
    if magic in _OTHER_ARCHIVES:
        kind = _OTHER_ARCHIVES[magic]
        raise VectorsError(f"{name} is a {kind} archive: unpack it and give the file inside.")
    return packed


def _only_member(archive: zipfile.ZipFile, name: str) -> zipfile.ZipInfo:
    members = [
        member
        for member in archive.infolist()
        if not member.is_dir() and not Path(member.filename).name.startswith((".", "__"))
    ]
    vectors = [member for member in members if member.filename.lower().endswith((".txt", ".vec", ".bin"))]
    chosen = members if len(members) == 1 else vectors
    if len(chosen) != 1:
        found = ", ".join(member.filename for member in members[:6]) or "nothing"
        raise VectorsError(
            f"{name} should hold one file of word vectors but holds {found}: unpack it and give one."
        )
    if chosen[0].flag_bits & 0x1:
        raise VectorsError(f"{name} is locked with a password: unpack it and give the file inside.")
    return chosen[0]


def _unreadable(name: str, error: Exception) -> str:
    return f"{name} can't be read ({error or type(error).__name__}): it may be incomplete, get it again."


class _Capped(io.RawIOBase):
    """Passes bytes on until there are more than `limit`; failures of the unpacker become VectorsError."""

    def __init__(self, content: IO[bytes], limit: int, name: str) -> None:
        self._content, self._left, self._limit, self._name = content, limit, limit, name

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        try:
            data = self._content.read(len(buffer))
        except _DAMAGE as error:
            raise VectorsError(_unreadable(self._name, error)) from error
        self._left -= len(data)
        if self._left < 0:
            size = f"{self._limit / (1 << 20):,.0f} MB"
            raise VectorsError(
                f"{self._name} holds more than {size} of data, more than word vectors of its size do: "
                "give the unpacked file if it is what you want."
            )
        buffer[: len(data)] = data
        return len(data)
