"""Whether a project is whole: its own files, its videos, its runs, what killed processes left in it."""

from pathlib import Path

from crvae_core.analysis.store import FOLDER as RESULTS
from crvae_core.doctor.finding import Finding, Findings
from crvae_core.doctor.notes import check_notes
from crvae_core.doctor.results import check_results
from crvae_core.doctor.runs import check_runs
from crvae_core.doctor.videos import check_video
from crvae_core.errors import InputError
from crvae_core.material.mend import videos_lacking_pairs
from crvae_core.project.changes import COMMITTED
from crvae_core.project.leftovers import RECORD, leftovers, strays
from crvae_core.project.project import Project, open_project
from crvae_core.work import locks


def check_project(folder: Path, deep: bool = False) -> list[Finding]:
    """All that is wrong with a project; deep: every frame and every hash is read as well."""
    found = Findings()
    try:
        project = open_project(folder)
    except InputError as error:
        records = len(list((folder / "videos").glob(f"*/{RECORD}")))
        found.add(
            "project.json",
            error,
            lost="the name of the project, and which videos it has",
            remedy=f"It is made anew from the records of {records} videos."
            if records
            else "Bring it back from a copy.",
            mend="project" if records else "",
        )
        return found.all
    if locks.is_held(folder / ".lock"):
        found.add(
            ".lock",
            "another process is changing the project",
            remedy="Look again when it is done.",
            serious=False,
        )
        return found.all
    _check_remains(project, found)
    _check_pairs(project, found)
    for video in project.videos:
        check_video(project, video, deep, found)
    check_runs(project, found)
    check_notes(project, found)
    check_results(folder / RESULTS, found)
    return found.all


def _check_remains(project: Project, found: Findings) -> None:
    """What killed processes left, and videos that project.json does not list."""
    ids = [video.video_id for video in project.videos]
    if (project.folder / COMMITTED).is_dir():
        found.add(
            COMMITTED,
            "a change that is certain has not taken its place yet",
            remedy="It takes place.",
            mend="change",
        )
    remains = leftovers(project.folder, ids)
    if remains:
        found.add(
            ", ".join(str(path.relative_to(project.folder)) for path in remains[:3]),
            f"{len(remains)} files or folders were left by processes that were killed",
            remedy="They are removed.",
            mend="sweep",
            serious=False,
        )
    for path in strays(project.folder, ids):
        found.add(
            f"videos/{path.name}",
            "project.json does not list this video, so it is an older copy than the video",
            lost="the video, until it is brought back",
            remedy="It is brought back into the project; if it was to go, remove it then.",
            mend="stray",
            subject=path.name,
        )


def _check_pairs(project: Project, found: Findings) -> None:
    missing = bool(project.videos) and not project.file("pairs.parquet").exists()
    try:
        table = project.pairs()
    except InputError as error:
        said: object = error
    else:
        without = videos_lacking_pairs(project, table)
        if not missing and not without:
            return
        said = "it is missing" if missing else f"it lacks pairs of {', '.join(sorted(without))}"
    found.add(
        "pairs.parquet",
        said,
        lost="the pairs of frames and words",
        remedy="They are made anew from captions and corrections.",
        mend="pairs",
    )
