"""Repairs what a check has found, one thing after the other, and says for each what was done or why it can't be."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crvae_core.doctor import mend_runs, mend_videos
from crvae_core.doctor.finding import Finding
from crvae_core.doctor.notes import mend_written
from crvae_core.doctor.project import check_project
from crvae_core.errors import InputError, ProjectError
from crvae_core.files import put_aside
from crvae_core.material.mend import mend_material
from crvae_core.project.leftovers import RECORD
from crvae_core.project.project import Project, open_project, write_project
from crvae_core.project.records import read_record

Report = Callable[[str, float], None]
ROUNDS = 4  # what is repaired can show what else is damaged


@dataclass(frozen=True)
class Repair:
    """What became of one finding."""

    finding: Finding
    done: bool
    said: str

    def to_json(self) -> dict[str, Any]:
        """All of it by name."""
        return {"where": self.finding.where, "done": self.done, "said": self.said}

    def sentence(self) -> str:
        """All of it as text."""
        return (
            f"{self.finding.where}: {self.said}"
            if self.done
            else f"{self.finding.where} can't be repaired: {self.said}"
        )


def repair_project(folder: Path, report: Report | None = None) -> list[Repair]:
    """Repair all of a project that the program can; report: called with what is done and the share that is done.

    Nothing that people made is thrown away: damaged files of theirs are put aside. Raises StorageError if the project
    can't be written, ProjectError if another process is changing it.
    """
    told = report or (lambda what, share: None)
    repairs: dict[tuple[str, str], Repair] = {}
    for _ in range(ROUNDS):
        todo = {_key(finding): finding for finding in check_project(folder) if finding.mend}
        todo = {key: finding for key, finding in todo.items() if key not in repairs}
        if not todo:
            break
        for number, key in enumerate(sorted(todo, key=lambda key: list(MENDS).index(key[0]))):
            told(f"Repairing {todo[key].where}", number / len(todo))
            repairs[key] = _repair(folder, todo[key])
    return list(repairs.values())


def _key(finding: Finding) -> tuple[str, str]:
    """What is repaired at once: several files may hang together."""
    return finding.mend, finding.subject or finding.where


def _repair(folder: Path, finding: Finding) -> Repair:
    mend = MENDS[finding.mend]
    try:
        if finding.mend == "project":
            return Repair(finding, True, mend(folder, finding))
        if finding.mend in RUNS:
            return Repair(finding, True, mend(open_project(folder), finding.subject))
        if finding.mend in WHOLE:
            return Repair(finding, True, mend(folder, finding))
        project = open_project(folder)
        with project.lock():
            return Repair(finding, True, mend(open_project(folder), finding.subject))
    except InputError as error:
        return Repair(finding, False, str(error))


def _mend_project(folder: Path, finding: Finding) -> str:
    """project.json from the records of its videos."""
    videos, names = [], []
    for record in sorted((folder / "videos").glob(f"*/{RECORD}")):
        try:
            videos.append(read_record(record.parent)[0])
        except (OSError, ValueError):
            names.append(record.parent.name)
    if not videos:
        raise ProjectError("no record of a video can be read: bring project.json back from a copy")
    if (folder / "project.json").exists():
        put_aside(folder / "project.json")
    write_project(folder / "project.json", Project(folder, folder.name, "", tuple(videos)))
    left = f"; without {', '.join(names)}, whose records can't be read" if names else ""
    return f"made anew from the records of {len(videos)} videos{left}; the project is called like its folder"


def _mend_pairs(folder: Path, finding: Finding) -> str:
    return "made anew: " + ", ".join(mend_material(folder) or ["nothing had to be"])


def _sweep(folder: Path, finding: Finding) -> str:
    with open_project(folder).lock():
        pass  # whoever takes the lock sweeps
    return "done"


def _mend_result(folder: Path, finding: Finding) -> str:
    (folder / finding.where).unlink(missing_ok=True)
    return "removed; it is computed again when it is asked for"


def _mend_written(folder: Path, finding: Finding) -> str:
    project = open_project(folder)
    with project.lock():
        mend_written(project, finding.where)
    return "the file is put aside, what can be read of it stays"


WHOLE: dict[str, Callable[[Path, Finding], str]] = {
    "project": _mend_project,
    "change": _sweep,
    "sweep": _sweep,
    "vocabulary": _mend_pairs,
    "pairs": _mend_pairs,
    "written": _mend_written,
    "result": _mend_result,
}
RUNS: dict[str, Callable[[Project, str], str]] = {
    "config": mend_runs.mend_config,
    "status": mend_runs.mend_status,
    "weights": mend_runs.mend_weights,
    "words": mend_runs.mend_words,
    "vectors": mend_runs.mend_vectors,
    "evaluation": mend_runs.mend_evaluation,
    "state": mend_runs.mend_state,
    "metrics": mend_runs.mend_metrics,
    "samples": mend_runs.mend_samples,
    "notes": mend_runs.mend_notes,
}
VIDEOS: dict[str, Callable[[Project, str], str]] = {
    "stray": mend_videos.mend_stray,
    "info": mend_videos.mend_info,
    "frames": mend_videos.mend_frames,
    "hashes": mend_videos.mend_hashes,
    "captions": mend_videos.mend_captions,
    "corrections": mend_videos.mend_corrections,
    "dropped": mend_videos.mend_dropped,
    "names": mend_videos.mend_names,
    "thumbs": mend_videos.mend_thumbs,
    "record": mend_videos.mend_record,
}
_FIRST = ("project", "change", "sweep")
_LAST = ("vocabulary", "pairs", "written", "result")
# in the order in which things come from each other
MENDS: dict[str, Callable[[Any, Any], str]] = {
    **{name: WHOLE[name] for name in _FIRST},
    **{name: mend for name, mend in VIDEOS.items() if name not in ("thumbs", "record")},
    **{name: WHOLE[name] for name in _LAST[:3]},
    **{name: VIDEOS[name] for name in ("thumbs", "record")},
    **RUNS,
    "result": _mend_result,
}
