"""Whether what people wrote into a project can be read: codebook, tags, notes, findings, and who may open it."""

from collections.abc import Iterator
from pathlib import Path

from crvae_core.doctor.finding import Findings
from crvae_core.errors import InputError
from crvae_core.files import put_aside
from crvae_core.notes import codebook, findings, marks
from crvae_core.notes.kept import Parse, mend_kept, read_kept
from crvae_core.project.ownership import ACCESS_FILE, read_ownership
from crvae_core.project.project import Project

_REMEDY = "Bring it back from a copy; or it is put aside, and what can be read of it stays."


def check_notes(project: Project, found: Findings) -> None:
    """Every file of the folder notes/, and access.json."""
    try:
        for lost, path, parse in _files(project):
            where = path.relative_to(project.folder).as_posix()
            try:
                problems = read_kept(path, parse).problems
            except InputError as error:  # of a newer version
                found.add(where, error, lost=lost, remedy="Update the program.")
                continue
            for problem in problems:
                found.add(where, problem, lost=lost, remedy=_REMEDY, mend="written")
    except InputError as error:  # a link that leads elsewhere
        found.add("notes", error, lost="what people wrote", remedy="Put the folder back in its place.")
    try:
        read_ownership(project.folder)
    except FileNotFoundError:
        return
    except (OSError, ValueError) as error:
        found.add(
            ACCESS_FILE,
            f"it can't be read ({error})",
            lost="who may open the project; on a server with a login its administrators alone can",
            remedy="It is put aside; say again who may open it (`share`).",
            mend="written",
        )


def mend_written(project: Project, where: str) -> None:
    """Put a damaged file aside; what can be read of it stays in its place. Only who holds the project's lock may do this."""
    if where == ACCESS_FILE:
        put_aside(project.folder / ACCESS_FILE)
        return
    for _, path, parse in _files(project):
        if path.relative_to(project.folder).as_posix() == where:
            mend_kept(path, parse)


def _files(project: Project) -> Iterator[tuple[str, Path, Parse]]:
    """What is lost with a file, the file, and what makes a row of it."""
    yield from (("tags and their definitions", *one) for one in codebook.kept_files(project))
    yield from (("tags and notes on moments", *one) for one in marks.kept_files(project))
    order, *each = findings.kept_files(project)
    yield ("the order of the findings", *order)
    yield from (("a finding", *one) for one in each)
