"""Opens plain, .gz, .bz2, .xz and .zip files alike, told apart by content, with a cap on what they unpack to."""

import bz2
import gzip
import io
import lzma
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

from crvae_core.errors import VectorsError
from crvae_core.text.zip_members import open_member

BUFFER = 1 << 20  # bytes
ALWAYS_ALLOWED = 16 << 20  # bytes that any file may unpack to
# Word vectors pack two to five times smaller; a "zip bomb" reaches 1,000.
MOST_UNPACKING = 40  # times the part of the packed file that has been read
MOST_BYTES = 64 << 30
XZ_MEMORY = 256 << 20  # bytes; `xz -9` needs 65 MB, a hostile header may ask for 4 GB

_OTHER_ARCHIVES = {b"7z\xbc\xaf": "7z", b"Rar!": "RAR", b"\x28\xb5\x2f\xfd": "Zstandard"}
_XZ = b"\xfd7zX"
_DAMAGE = (EOFError, zlib.error, lzma.LZMAError, zipfile.BadZipFile, OSError, NotImplementedError, ValueError)


@dataclass(frozen=True)
class Unpacked:
    """An open file: its unpacked content, and the share of the file (0 to 1) that has been read so far."""

    stream: "io.BufferedReader[Any]"
    share_read: Callable[[], float]


@contextmanager
def open_unpacked(path: Path, member: str | None = None) -> Iterator[Unpacked]:
    """Open a file for reading, unpacked if it is gzip, bzip2, xz or zip.

    Args:
        member: which file of a zip; needed where several look like word vectors.
    Raises VectorsError if it can't be read, is damaged, of another archive type, or unpacks to far too much.
    """
    with ExitStack() as stack:
        try:
            packed = stack.enter_context(path.open("rb"))
            size = path.stat().st_size
            content = _unpacked(packed, path.name, member, stack)
        except _DAMAGE as error:
            raise VectorsError(_unreadable(path.name, error)) from error
        capped = _Capped(content, packed, path.name)
        stream = stack.enter_context(io.BufferedReader(capped, BUFFER))
        yield Unpacked(stream, lambda: min(1.0, capped.furthest / max(1, size)))


def _unpacked(packed: IO[bytes], name: str, member: str | None, stack: ExitStack) -> IO[bytes]:
    magic = packed.read(4)
    packed.seek(0)
    if magic[:2] == b"\x1f\x8b":
        return cast(IO[bytes], stack.enter_context(gzip.GzipFile(fileobj=packed)))
    if magic[:3] == b"BZh":
        return stack.enter_context(bz2.BZ2File(packed))
    if magic == _XZ:
        return cast(IO[bytes], _XzReader(packed))
    if magic in (b"PK\x03\x04", b"PK\x05\x06"):
        return open_member(packed, name, member, stack)
    if magic in _OTHER_ARCHIVES:
        kind = _OTHER_ARCHIVES[magic]
        raise VectorsError(f"{name} is a {kind} archive: unpack it and give the file inside.")
    return packed


def _unreadable(name: str, error: Exception) -> str:
    return f"{name} can't be read ({error or type(error).__name__}): it may be incomplete, get it again."


class _XzReader:
    """Reads the streams of an .xz file; unlike lzma.LZMAFile it can cap the memory that they ask for."""

    def __init__(self, packed: IO[bytes]) -> None:
        self._packed = packed
        self._unpacker = lzma.LZMADecompressor(lzma.FORMAT_XZ, XZ_MEMORY)

    def read(self, size: int) -> bytes:
        """Up to `size` unpacked bytes, none at the end."""
        while True:
            if self._unpacker.eof and not self._next_stream():
                return b""
            data = self._packed.read(1 << 16) if self._unpacker.needs_input else b""
            if self._unpacker.needs_input and not data:
                raise EOFError("the xz stream ends early")
            if unpacked := self._unpacker.decompress(data, size):
                return unpacked

    def _next_stream(self) -> bool:
        """Go on with the next stream, as `xz` does where files were joined; its padding is zeros."""
        rest = self._unpacker.unused_data.lstrip(b"\0")
        while not rest:
            if not (rest := self._packed.read(1 << 16)):
                return False
            rest = rest.lstrip(b"\0")
        self._unpacker = lzma.LZMADecompressor(lzma.FORMAT_XZ, XZ_MEMORY)
        self._packed.seek(-len(rest), io.SEEK_CUR)
        return True


class _Capped(io.RawIOBase):
    """Passes bytes on until there are far more than the packed file could honestly hold.

    The cap grows with what has been read of the packed file, so that a bomb of any size ends early. Failures
    of the unpacker become VectorsError.
    """

    def __init__(self, content: IO[bytes], packed: IO[bytes], name: str) -> None:
        self._content, self._packed, self._name = content, packed, name
        self._given = 0
        self.furthest = 0  # bytes of the packed file

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        try:
            data = self._content.read(len(buffer))
        except _DAMAGE as error:
            raise VectorsError(_unreadable(self._name, error)) from error
        self._given += len(data)
        self.furthest = max(self.furthest, self._packed.tell())
        limit = MOST_BYTES
        if self._content is not self._packed:
            limit = min(limit, max(ALWAYS_ALLOWED, MOST_UNPACKING * self.furthest))
        if self._given > limit:
            raise VectorsError(
                f"{self._name} holds more than {limit / (1 << 20):,.0f} MB of data, more than word vectors of "
                "its size do: give the unpacked file if it is what you want."
            )
        buffer[: len(data)] = data
        return len(data)
