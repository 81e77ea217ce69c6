"""Which names an archive may hold: those of a project's files, on every system, each once, none leading anywhere else."""

import stat
import unicodedata
import zipfile
from collections.abc import Iterable

from crvae_core.errors import ProjectError
from crvae_core.file_names import fits_everywhere

MOST_FILES = 2_000_000
DEEPEST = 8
LONGEST_PART = 200  # bytes in UTF-8
LONGEST = 400
_FORBIDDEN = set('\\:*?"<>|')  # drive letters and other ways of Windows are among them


def check_names(entries: Iterable[zipfile.ZipInfo]) -> None:
    """Raise ProjectError for the first entry that no archive of a project can have."""
    seen: dict[str, str] = {}
    folders: set[str] = set()
    for number, entry in enumerate(entries):
        if number >= MOST_FILES:
            raise ProjectError(f"the archive holds more than {MOST_FILES:,} files: it is no project")
        name = entry.orig_filename
        _check_kind(entry, name)
        parts = name.removesuffix("/").split("/")
        _check_parts(parts, name)
        keys = ["/".join(_same(part) for part in parts[: place + 1]) for place in range(len(parts))]
        if not name.endswith("/"):
            if keys[-1] in seen or keys[-1] in folders:
                raise _refused(name, "two of its files would take the same place")
            seen[keys[-1]] = name
            keys = keys[:-1]
        if any(key in seen for key in keys):
            raise _refused(name, "a file of it lies where a folder should")
        folders.update(keys)


def shown(name: str) -> str:
    """A name of an archive in one short line."""
    text = "".join(sign if sign.isprintable() else "?" for sign in name)
    return text if len(text) <= 80 else f"{text[:80]}..."


def _check_kind(entry: zipfile.ZipInfo, name: str) -> None:
    kind = stat.S_IFMT(entry.external_attr >> 16)
    wanted = stat.S_IFDIR if name.endswith("/") else stat.S_IFREG
    if kind not in (0, wanted):
        raise _refused(name, "it is a link, or something else that is no file")
    if entry.flag_bits & 0x1:
        raise _refused(name, "it is locked with a password")
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise _refused(name, "it is packed in a way that archives of projects are not")


def _check_parts(parts: list[str], name: str) -> None:
    if len(parts) > DEEPEST or len(name) > LONGEST:
        raise _refused(name, "its path is too long")
    for part in parts:
        if part in ("", ".", "..") or part.startswith("."):
            raise _refused(name, "its path leads out of the project, or to a hidden file")
        if _FORBIDDEN & set(part) or not part.isprintable() or not fits_everywhere(part):
            raise _refused(name, "not every system takes such a name")
        if len(part.encode("utf-8", "replace")) > LONGEST_PART:
            raise _refused(name, "its name is too long")


def _same(part: str) -> str:
    """Names that macOS and Windows take for one another are the same."""
    return unicodedata.normalize("NFC", part).casefold()


def _refused(name: str, why: str) -> ProjectError:
    return ProjectError(
        f"the archive is refused because of {shown(name)!r}: {why}. Nothing of it was taken in; ask for one that this "
        "program made"
    )
