"""The demo as a project like any other.

checkpoints/demo is a project folder without what the films themselves hold: the frames and thumbnails are
taken from assets/demo again when the demo is opened. Nothing here needs the networks, so that opening is quick.
"""

import shutil
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from crvae_core.errors import ProjectError
from crvae_core.files import move, read_json
from crvae_core.project.fingerprints import fingerprints
from crvae_core.project.leftovers import RECORD
from crvae_core.project.project import Project, default_workspace, open_project
from crvae_core.project.records import write_record
from crvae_core.runs.saved_moments import write_moments
from crvae_core.shipped import shipped

MEDIA_FOLDER = shipped("assets", "demo")
CHECKPOINT_FOLDER = shipped("checkpoints", "demo")
BULLETINS = {"bulletin-en": "The Evening Report", "bulletin-zh": "晚间播报"}
GROUPS = ("English", "Chinese")  # of the bulletins, what they are compared by


def open_demo(workspace: Path | None = None) -> Project:
    """Put the demo into the workspace if it is not there yet, and open it.

    Raises ProjectError if the demo is not part of this installation or the workspace can't be written.
    """
    folder = (workspace or default_workspace()) / "demo"
    if (folder / "project.json").exists():
        return open_project(folder)
    if not (CHECKPOINT_FOLDER / "project.json").exists():
        raise ProjectError("the demo is not in checkpoints/: build it with `python -m crvae_core demo build`")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        staging = Path(tempfile.mkdtemp(prefix=".demo-", dir=folder.parent))
    except OSError as error:
        raise ProjectError(
            f"{folder.parent} can't be written ({error.strerror}): choose another workspace"
        ) from error
    try:
        shutil.copytree(CHECKPOINT_FOLDER, staging, dirs_exist_ok=True)
        _bring_films(open_project(staging))
        _mark_moments(open_project(staging))
        staging.chmod(0o755)
        move(staging, folder)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    return open_project(folder)


def _mark_moments(project: Project) -> None:
    """Give the demo's run the marks of the frames that were just taken from the films it was trained on."""
    marks = fingerprints(project, project.pairs())
    for path in (project.folder / "runs").glob("*/config.json"):
        if read_json(path)["pair_ids"] == marks["pair_id"].tolist():
            write_moments(path.parent, marks.assign(trained=True))


def _bring_films(project: Project) -> None:
    """Frames, thumbnails, the films themselves, and the record of all; both at once, decoding leaves Python's lock."""
    # what reads the demo's labels alone needs no reader of films
    from crvae_core.media.video import SamplingSettings, sample_video

    stems = list(BULLETINS)

    def bring(index: int) -> None:
        entry = project.videos[index]
        film = MEDIA_FOLDER / f"{stems[index]}.mp4"
        target = project.video_folder(entry.video_id)
        sampling = SamplingSettings(every_s=entry.every_s)
        sample_video(film, target, sampling)
        shutil.copyfile(film, target / entry.source)
        write_record(target / RECORD, entry, (target,), sampling.to_json())

    with ThreadPoolExecutor(len(stems)) as pool:
        list(pool.map(bring, range(len(stems))))
