"""Build what opening the demo needs: both bulletins ingested, a model trained on them, the first maps and curves."""

import shutil
import tempfile
from dataclasses import replace
from pathlib import Path

from crvae_core.analysis.k_selection import stored_sweep
from crvae_core.analysis.projection import METHODS, MapSettings, stored_map
from crvae_core.demo.opening import BULLETINS, CHECKPOINT_FOLDER, GROUPS, MEDIA_FOLDER
from crvae_core.files import read_json, write_json
from crvae_core.material.ingest import IngestSettings, add_video
from crvae_core.progress import Progress, unheard
from crvae_core.project.new_project import create_project
from crvae_core.project.project import Project, open_project, save_project
from crvae_core.project.property_values import GROUP
from crvae_core.runs.moments import moments_of
from crvae_core.runs.run import Run
from crvae_core.training.loop import train

RUN = "demo"
NOT_SHIPPED = (
    "frames.npy",
    "frame_hashes.npy",
    "frame_places.npy",
    "thumbs",
    "source.*",
    "samples",
    "resume*",
    "log.txt",
    ".lock",
    "*.lock",
    "moments.parquet",
    "saved.json",
    "video.json",  # written where the frames are
    "work",
)


def build_demo_checkpoint(folder: Path = CHECKPOINT_FOLDER, progress: Progress | None = None) -> Project:
    """Ingest both bulletins, train the default preset on them, and keep the result in `folder`."""
    report = progress or unheard
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as temporary:
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
        run = train(
            project, RUN, on_epoch=lambda metrics: report("Training", metrics["epoch"] / metrics["epochs"])
        )
        prepare_views(run)
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(project.folder, folder, ignore=shutil.ignore_patterns(*NOT_SHIPPED))
    _forget_machine(folder)
    _say_groups(folder)
    return open_project(folder)


def prepare_views(run: Run) -> None:
    """Compute the maps and the curves over k that the app shows first, so that they open at once."""
    vectors, folder = moments_of(run).vectors(), run.project.folder / "analysis"
    for method in METHODS:
        stored_map(folder, vectors, MapSettings(method=method))
    stored_sweep(folder, vectors)


def _forget_machine(folder: Path) -> None:
    """Take out what is true of the computer alone on which the demo was built: where films lay, how fast it was."""
    project = open_project(folder)
    save_project(
        replace(project, videos=tuple(replace(video, source="source.mp4") for video in project.videos))
    )
    path = folder / "runs" / RUN / "status.json"
    status = read_json(path)
    write_json(path, {key: value for key, value in status.items() if key not in {"machine", "others_load"}})


def _say_groups(folder: Path) -> None:
    """Say what the bulletins are compared by."""
    project = open_project(folder)
    videos = zip(project.videos, GROUPS, strict=True)
    save_project(
        replace(project, videos=tuple(replace(video, properties={GROUP: group}) for video, group in videos))
    )
