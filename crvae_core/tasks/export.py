"""Taking results out in the background: the files lie in the project's folder exports/ until ten newer ones are there."""

import shutil
import zipfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from crvae_core.errors import WorkError
from crvae_core.export.everything import export_run
from crvae_core.export.formats import format_of, safe_stem
from crvae_core.export.selection import Selection
from crvae_core.files import atomic_path, remove_folder
from crvae_core.project.inside import inside
from crvae_core.project.project import Project, open_project
from crvae_core.runs.run import open_run
from crvae_core.tasks.kinds import begin
from crvae_core.work.item import WorkItem, items_of
from crvae_core.work.lanes import light
from crvae_core.work.report import Report

KIND = "export"
FOLDER = "exports"  # of a project
KEPT = 10


@dataclass(frozen=True)
class ExportOrder:
    """What is taken out: of a run, in a format, which moments, and with which settings (LookSettings, FileSettings)."""

    run: str
    to: str
    selection: Selection
    settings: Mapping[str, Any]

    def to_json(self) -> dict[str, Any]:
        """The arguments of the work."""
        return {
            "run": self.run,
            "to": self.to,
            "selection": asdict(self.selection),
            "settings": dict(self.settings),
        }


def start_export(project: Project, order: ExportOrder) -> WorkItem:
    """Start to take something out; it goes on whatever happens to the page. Raises InputError for an unknown format."""
    title = f"Taking out {order.selection.words()} as {format_of(order.to).title}"
    return begin(project.folder, KIND, title, order.to_json())


def take_out_run(
    report: Report, run: str, to: str, selection: Mapping[str, Any], settings: Mapping[str, Any]
) -> dict[str, Any]:
    """Write the files; several become one ZIP file, so that a browser can save them at once."""
    home, own = report.item.home, report.item.folder.name
    with report.turn(light(KIND)):
        _make_room(home)
        project = open_project(home)
        chosen = Selection(selection["what"], selection["name"], tuple(selection["pair_ids"]))
        target = home / FOLDER / own
        staging = report.item.files / "out"
        written = export_run(open_run(project, run), to, staging, chosen, settings, report)
        name = f"{safe_stem(f'{project.name} {chosen.words()}')} {to}.zip"
        path = _one_file(written, staging, target / name, report)
    return {"file": path.relative_to(home).as_posix(), "name": path.name, "bytes": path.stat().st_size}


def exported_file(item: WorkItem) -> Path:
    """The file that came of a piece of work; raises WorkError where it has gone, or lies elsewhere."""
    told = item.result().get("file")
    path = inside(item.home, item.home / str(told or "missing"))
    if not path.is_file() or not path.is_relative_to(item.home / FOLDER):
        raise WorkError(f"what {item.title!r} gave is not there any more: take it out again")
    return path


def newest_exports(project: Project, count: int = 3) -> list[WorkItem]:
    """The exports that were started last, the newest first."""
    items = [item for item in items_of(project.folder) if item.kind == KIND]
    return sorted(items, key=lambda item: item.work_id, reverse=True)[:count]


def _one_file(written: list[Path], staging: Path, archive: Path, report: Report) -> Path:
    archive.parent.mkdir(parents=True, exist_ok=True)
    if len(written) == 1 and written[0].is_file():
        target = archive.parent / written[0].name
        with atomic_path(target) as temporary:
            shutil.move(written[0], temporary)
        return target
    files = sorted(path for path in staging.rglob("*") if path.is_file())
    with (
        atomic_path(archive) as temporary,
        zipfile.ZipFile(temporary, "w", zipfile.ZIP_DEFLATED) as target_zip,
    ):
        for place, path in enumerate(files):
            report("Packing", place / len(files))
            target_zip.write(path, path.relative_to(staging).as_posix())
    return archive


def _make_room(home: Path) -> None:
    """Remove the files of earlier exports, but for the newest ones."""
    found = sorted(path for path in (home / FOLDER).glob("*/") if path.is_dir())
    for folder in found[: max(0, len(found) - KEPT + 1)]:
        remove_folder(folder)
