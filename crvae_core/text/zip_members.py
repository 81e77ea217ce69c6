"""Chooses the file of word vectors in a zip archive, without trusting what the archive says about itself."""

import os
import zipfile
from contextlib import ExitStack
from pathlib import PurePosixPath
from typing import IO

from crvae_core.errors import VectorsError

LARGEST_DIRECTORY = 1 << 18  # bytes; some thousand files
LONGEST_TAIL = 1 << 17  # bytes searched for the archive's end record: a comment may be 65,535 long
ENDINGS = (".txt", ".vec", ".bin")

_END, _END_64 = b"PK\x05\x06", b"PK\x06\x06"
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2)
_LOCKED = 0x1


def open_member(packed: IO[bytes], name: str, wanted: str | None, stack: ExitStack) -> IO[bytes]:
    """Open one file of a zip archive for reading.

    Args:
        packed: the archive; name: how messages call it.
        wanted: the name of the file inside, with or without its folder; by default the only one there is.
        stack: closes what is opened here.
    Raises VectorsError where there is no such file, several, or one that can't be read; BadZipFile and others
    of zipfile if the archive is damaged.
    """
    _check_directory(packed, name)
    archive = stack.enter_context(zipfile.ZipFile(packed))
    member = _choose(archive, name, wanted)
    if member.flag_bits & _LOCKED:
        raise VectorsError(f"{name} is locked with a password: unpack it and give the file inside.")
    if member.compress_type not in _METHODS:
        raise VectorsError(f"{name} is packed in an unusual way: unpack it and give the file inside.")
    return stack.enter_context(archive.open(member))


def _choose(archive: zipfile.ZipFile, name: str, wanted: str | None) -> zipfile.ZipInfo:
    members = [
        member
        for member in archive.infolist()
        if member.filename  # a damaged one may have none, which is_dir cannot bear
        and not member.is_dir()
        and not PurePosixPath(member.filename).name.startswith((".", "__"))
    ]
    vectors = [member for member in members if member.filename.lower().endswith(ENDINGS)]
    chosen = members if len(members) == 1 else vectors
    if wanted is not None:
        chosen = [m for m in members if wanted in (m.filename, PurePosixPath(m.filename).name)]
    if len(chosen) == 1:
        return chosen[0]
    found = ", ".join(member.filename for member in (vectors or members)[:6]) or "nothing"
    if wanted is not None:
        raise VectorsError(f"{name} holds no file {wanted}, but {found}: name one of these.")
    if len(chosen) > 1:
        raise VectorsError(
            f"{name} should hold one file of word vectors but holds {found}: unpack it and give one, or name it "
            f"(vectors add {name} --member {PurePosixPath(chosen[0].filename).name})."
        )
    raise VectorsError(f"{name} holds no file of word vectors but {found}: give another file.")


def _check_directory(packed: IO[bytes], name: str) -> None:
    """Refuse archives of very many files before zipfile reads their whole list into memory."""
    size = packed.seek(0, os.SEEK_END)
    packed.seek(max(0, size - LONGEST_TAIL))
    tail = packed.read()
    packed.seek(0)
    end, end_64 = tail.rfind(_END), tail.rfind(_END_64)
    listed = int.from_bytes(tail[end + 12 : end + 16], "little") if end >= 0 else 0
    if end_64 >= 0:
        listed = max(listed % 0xFFFFFFFF, int.from_bytes(tail[end_64 + 40 : end_64 + 48], "little"))
    if listed > LARGEST_DIRECTORY:
        raise VectorsError(f"{name} holds too many files: unpack it and give the one with the word vectors.")
