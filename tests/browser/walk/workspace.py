"""The workspace in which one walks: the demo with groups, tags, curves and a second run, and another project beside it."""

import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from unittest import mock

import numpy as np

from crvae_core.analysis.k_selection import stored_sweep
from crvae_core.demo.opening import open_demo
from crvae_core.notes.codebook import add_tag
from crvae_core.notes.marks import moment_place, put_marks
from crvae_core.project.project import Project, open_project, save_project
from crvae_core.project.properties import set_properties
from crvae_core.runs.moments import moments_of
from crvae_core.runs.run import open_run
from crvae_core.runs.saved_moments import LATENTS_FILE, MOMENTS_FILE, read_moments, write_moments
from crvae_core.tasks.sweep import KIND
from crvae_core.work.lanes import light

OTHER = "other"  # the second project
TAGS = ("worn", "spoken")
CODERS = ("Ann", "Ben")


def prepare(workspace: Path) -> Project:
    """The demo with its curves measured, a second run with fewer moments, groups and tags to compare; and another project."""
    project = open_demo(workspace)
    for number, video in enumerate(project.videos):
        project = set_properties(project, {video.video_id: {"group": "AB"[number % 2]}})
    stored_sweep(project.folder / "analysis", moments_of(open_run(project)).vectors())
    _code(project)
    shutil.copytree(project.folder, workspace / OTHER)
    save_project(replace(open_project(workspace / OTHER), name="Another one"))
    _run_of_fewer(project)
    return project


@contextmanager
def unmeasured(workspace: Path) -> Iterator[None]:
    """Let no curves over k be measured meanwhile but those that are kept: each weight and method would have its own."""
    with mock.patch.dict(os.environ, {"CRVAE_HOME": str(workspace)}), ExitStack() as held:
        for _ in range(light(KIND).places):
            held.enter_context(light(KIND).turn(lambda before: None))
        yield


def _code(project: Project) -> None:
    """Tags of two coders, who do not always agree, on some moments of every film."""
    pairs = project.pairs()
    for number, name in enumerate(TAGS):
        tag = add_tag(project, name)
        for coder, every in zip(CODERS, (5 + number, 7 + number), strict=True):
            places = [moment_place(pair) for _, pair in pairs.iloc[number::every].iterrows()]
            put_marks(project, places, tag.tag_id, coder=coder)


def _run_of_fewer(project: Project) -> None:
    """A run that was trained before a quarter of the moments was there."""
    run, fewer = open_run(project), project.run_folder("fewer")
    shutil.copytree(run.folder, fewer)
    moments, latents = read_moments(fewer / MOMENTS_FILE), np.load(fewer / LATENTS_FILE)
    assert moments is not None
    kept = np.arange(len(moments)) % 4 > 0
    write_moments(fewer, moments[kept], latents[kept])
    os.utime(fewer / "config.json", (0, 0))  # an older one: the newest run is shown where none is chosen
