"""A run of two videos whose captions and names are hard to write, made once for all tests of exports; it is not changed."""

import os
from dataclasses import replace

import pytest

from crvae_core.export.marks import Mark, Marks, TagMeaning
from crvae_core.export.moments_table import MomentsTable, moments_table
from crvae_core.export.settings import LookSettings
from crvae_core.notes.findings import Finding
from crvae_core.project.project import open_project, save_pairs, save_project
from crvae_core.runs.run import Run, open_run
from crvae_core.training.loop import train
from tests.fakes import tiny_project

LOOK = LookSettings(k=2, layout="pca")
HARD = (
    "=1+1", "+SUM(A1)", "-2", "@here", "\tTab", "“quotes” \"and\" 'these'", "😀 👩‍🔬", "مرحبا", "a/b\\c & <b>", "plain --> text",
)  # fmt: skip
VIDEO_NAMES = ("=cmd|' /C calc'!A0", 'עברית / "x": nul')
MARKS = Marks(
    (Mark("street", "v0", 0.0, 4.0, "Ana"), Mark("crowd", "v0", 0.0, 1.0, "Bo", pair_id="v0-000")),
    {"crowd": TagMeaning("ten people", "#aa3377"), "street": TagMeaning("outside")},
    (
        Finding(
            "moments",
            "It begins <b>here</b>",
            ("Said & shown.",),
            'as "said" 😀',
            moments=("v0-000", "v1-003"),
            coder="Ana",
        ),
        Finding("cluster", "第二个发现", note="مرحبا", moments=("v0-001",), page="Map", address={"run": "r"}),
    ),
)


@pytest.fixture(scope="session")
def run(tmp_path_factory: pytest.TempPathFactory, tiny: dict[str, int]) -> Run:
    """Two videos of ten moments each, and a run on them."""
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    project = tiny_project(tmp_path_factory.mktemp("exports") / "project", (10, 6), (10, 6))
    name = train(project, "r", overrides=tiny, epochs=1).name
    table = project.pairs()
    table["text"] = list(HARD) * 2
    save_pairs(project, table)
    videos = zip(project.videos, VIDEO_NAMES, strict=True)
    save_project(replace(project, videos=tuple(replace(video, name=shown) for video, shown in videos)))
    return open_run(open_project(project.folder), name)


@pytest.fixture(scope="session")
def table(run: Run) -> MomentsTable:
    """All moments of the run, with tags and findings."""
    return moments_table(run, look=LOOK, marks=MARKS)
