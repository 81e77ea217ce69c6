"""The trained demo: built once from the two bulletins, opened as a project like any other.

checkpoints/demo is a project folder without what the films themselves hold: the frames and thumbnails are
taken from assets/demo again when the demo is opened.
"""

import os
import shutil
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from crvae_core.analysis.k_selection import stored_sweep
from crvae_core.analysis.projection import METHODS, MapSettings, stored_map
from crvae_core.analysis.weighting import DEFAULT_PICTURE_WEIGHT, weigh_parts
from crvae_core.errors import ProjectError
from crvae_core.files import read_json, write_json
from crvae_core.ingest import IngestSettings, add_video
from crvae_core.media.video import sample_video
from crvae_core.project import Project, create_project, default_workspace, open_project, save_project
from crvae_core.training.checkpoints import open_run
from crvae_core.training.loop import train

ROOT = Path(__file__).resolve().parent.parent.parent
MEDIA_FOLDER = ROOT / "assets" / "demo"
CHECKPOINT_FOLDER = ROOT / "checkpoints" / "demo"
BULLETINS = {"bulletin-en": "The Evening Report", "bulletin-zh": "晚间播报"}
RUN = "demo"
NOT_SHIPPED = ("frames.npy", "thumbs", "source.*", "samples", "resume*", "log.txt", ".lock", "*.lock")

Progress = Callable[[str, float], None]


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
        staging.chmod(0o755)
        os.replace(staging, folder)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    return open_project(folder)


def build_demo_checkpoint(folder: Path = CHECKPOINT_FOLDER, progress: Progress | None = None) -> Project:
    """Ingest both bulletins, train the default preset on them, and keep the result in `folder`."""
    report = progress or (lambda step, share: None)
    with tempfile.TemporaryDirectory() as temporary:
        project = create_project(Path(temporary) / "demo", "Demo: winter flu in two bulletins")
        for stem, name in BULLETINS.items():
            project, _ = add_video(
                project,
                MEDIA_FOLDER / f"{stem}.mp4",
                MEDIA_FOLDER / f"{stem}.srt",
                IngestSettings(link=True),
                name=name,
                progress=report,
            )
        train(project, RUN, on_epoch=lambda metrics: report("Training", metrics["epoch"] / metrics["epochs"]))
        prepare_views(project, RUN)
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(project.folder, folder, ignore=shutil.ignore_patterns(*NOT_SHIPPED))
    _forget_machine(folder)
    return open_project(folder)


def prepare_views(project: Project, run: str) -> None:
    """Compute the maps and the curves over k that the app shows first, so that they open at once."""
    trained = open_run(project, run)
    vectors = weigh_parts(trained.latents(), trained.config["latent_parts"], DEFAULT_PICTURE_WEIGHT)
    for method in METHODS:
        stored_map(project.folder / "analysis", vectors, MapSettings(method=method))
    stored_sweep(project.folder / "analysis", vectors)


def _bring_films(project: Project) -> None:
    """Frames, thumbnails and the films themselves; both bulletins at once, decoding leaves Python's lock."""
    stems = list(BULLETINS)

    def bring(index: int) -> None:
        entry = project.videos[index]
        film = MEDIA_FOLDER / f"{stems[index]}.mp4"
        target = project.video_folder(entry.video_id)
        sample_video(film, target, entry.every_s)
        shutil.copyfile(film, target / entry.source)

    with ThreadPoolExecutor(len(stems)) as pool:
        list(pool.map(bring, range(len(stems))))


def _forget_machine(folder: Path) -> None:
    """Take the paths and process numbers of the machine that built the demo out of it."""
    project = open_project(folder)
    save_project(
        replace(project, videos=tuple(replace(video, source="source.mp4") for video in project.videos))
    )
    status_path = folder / "runs" / RUN / "status.json"
    write_json(status_path, read_json(status_path) | {"pid": 0})
