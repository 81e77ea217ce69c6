"""What commands of `bench` share: where results are kept, and how names and numbers are given."""

from collections.abc import Iterable
from pathlib import Path

from crvae_core.errors import InputError


def place(folder: Path | None, name: str) -> Path:
    """Where runs are kept and taken up again: a folder, or by default one of this name in the workspace."""
    from crvae_core.project.project import default_workspace

    return folder or default_workspace() / name


def known_names(text: str | None, known: Iterable[str], what: str = "video") -> tuple[str, ...]:
    """Names with commas between, all known ones if not given; raises InputError for another one."""
    names = tuple(name.strip() for name in text.split(",")) if text else tuple(known)
    unknown = [name for name in names if name not in known]
    if unknown:
        raise InputError(f"there is no {what} {unknown[0]!r}; the {what}s are: {', '.join(known)}")
    return names


def numbers(text: str) -> list[int]:
    """Whole numbers with commas between; raises InputError for anything else."""
    try:
        return [int(part) for part in text.split(",")]
    except ValueError as error:
        raise InputError(f"{text!r} must be whole numbers with commas between, such as 0,1,2") from error


def write_table(path: Path | None, table: str) -> None:
    """Write a table as Markdown, where a path is given."""
    from crvae_core.files import write_bytes

    if path is not None:
        write_bytes(path, table.encode("utf-8"))
