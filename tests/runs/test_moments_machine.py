"""Random sequences of everything that changes a project or a run, with kills: each shown vector is that of its moment.

The suite plays a few; `CRVAE_SEQUENCES=300 python -m pytest tests/runs/test_moments_machine.py -s --timeout 0` plays as many as
asked for.
"""

import json
import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from crvae_core.api import evaluate
from crvae_core.decoding.decode import encode_pairs
from crvae_core.decoding.encode_again import encode_again
from crvae_core.errors import InputError, RunError
from crvae_core.material.ingest import IngestSettings, add_video
from crvae_core.material.revise import correct_captions, keep_pairs, realign, undo_correction
from crvae_core.media.alignment import AlignmentSettings
from crvae_core.project.corrections import Correction
from crvae_core.project.keeping import remove_video
from crvae_core.project.new_project import create_project
from crvae_core.project.project import Project, open_project, save_project
from crvae_core.runs.moments import moments_of
from crvae_core.runs.run import open_run
from crvae_core.runs.run_words import load_run_pairs
from crvae_core.training.loop import train
from tests.clips import grey_steps, write_clip
from tests.dying import Killed, dying_at
from tests.fakes import SMALL_CRVAE, SMALL_REPORT

SEQUENCES = int(os.environ.get("CRVAE_SEQUENCES", "2"))
STEPS = int(os.environ.get("CRVAE_STEPS", "6"))
PRESETS = {  # the second trains the vectors of its words along
    "one": ("default", SMALL_CRVAE),
    "two": ("crvae-lstm-tf", SMALL_REPORT | {"embeddings": "trainable"}),
}
RUNS = tuple(PRESETS)
FRAMES = 7
ALIGNMENTS = (
    AlignmentSettings(),
    AlignmentSettings(strategy="window"),
    AlignmentSettings(strategy="spread", frames_per_segment=2),
    AlignmentSettings(anchor="middle"),
    AlignmentSettings(offset_s=2.0),
    AlignmentSettings(keep_silent=False),
)
TEXTS = ("the doctor speaks", "the doctor answers", "", "people", "rain in the north", "a mask for everyone")
done: Counter[str] = Counter()


@pytest.fixture(scope="module")
def films(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two films with captions, and a project of the first with a run."""
    folder = tmp_path_factory.mktemp("films")
    for number, levels in enumerate((grey_steps(FRAMES), grey_steps(FRAMES)[::-1])):
        write_clip(folder / f"{number}.mp4", levels)
        rows = [
            {"text": f"{TEXTS[(row + number) % 2]} {row % 3}", "start": 2.0 * row, "duration": 2.0}
            for row in range(FRAMES - 1)
        ]
        (folder / f"{number}.json").write_text(json.dumps(rows))
    project = _add(create_project(folder / "project"), folder, 0)
    train(project, RUNS[0], overrides=SMALL_CRVAE, epochs=1)
    return folder


def _add(project: Project, films: Path, number: int) -> Project:
    settings = IngestSettings(language="en", link=True)
    return add_video(project, films / f"{number}.mp4", films / f"{number}.json", settings)[0]


class Moments(RuleBasedStateMachine):
    """A project of up to two videos with up to two runs."""

    films: Path

    def __init__(self) -> None:
        super().__init__()
        self.place = Path(tempfile.mkdtemp(prefix="moments-"))
        self.folder = self.place / "project"
        self.checked: dict[str, Any] = {}

    @initialize(second=st.booleans())
    def begin(self, second: bool) -> None:
        shutil.copytree(self.films / "project", self.folder)
        if second:
            _add(self.project, self.films, 1)

    @property
    def project(self) -> Project:
        return open_project(self.folder)

    def teardown(self) -> None:
        shutil.rmtree(self.place, ignore_errors=True)

    # What can happen to a project; each is given whole numbers to choose by.

    def add(self, *, a: int, b: int) -> None:
        if len(self.project.videos) < 2:
            _add(self.project, self.films, a % 2)

    def align(self, *, a: int, b: int) -> None:
        realign(self.project, self.video(a), ALIGNMENTS[b % len(ALIGNMENTS)])

    def correct(self, *, a: int, b: int) -> None:
        start = 2.0 * (b % FRAMES) if b % 5 == 0 else None
        step = [Correction(b % (FRAMES - 1), TEXTS[(a + b) % len(TEXTS)], start)]
        correct_captions(self.project, self.video(a), step)

    def undo(self, *, a: int, b: int) -> None:
        undo_correction(self.project, self.video(a))

    def drop(self, *, a: int, b: int) -> None:
        ids = self.project.pairs()["pair_id"].tolist()
        keep_pairs(self.project, ids[a % 5 :: 4], kept=b % 3 == 0)

    def remove(self, *, a: int, b: int) -> None:
        remove_video(self.project, self.video(a))

    def rename(self, *, a: int, b: int) -> None:
        project = self.project
        videos = tuple(replace(video, name=f"film {a}") for video in project.videos)
        save_project(replace(project, name=f"project {b}", videos=videos))
        target = self.place / f"project-{a}"
        if not target.exists():
            self.folder.rename(target)
            self.folder = target

    def encode(self, *, a: int, b: int) -> None:
        encode_again(open_run(self.project, RUNS[a % 2]))

    def measure(self, *, a: int, b: int) -> None:
        evaluate(self.project, RUNS[a % 2])

    def train(self, *, a: int, b: int, meanwhile: Callable[[], None] | None = None) -> None:
        """Train a run on for an epoch, or anew where there is none of that name."""
        project, name = self.project, RUNS[a % 2]

        def on_epoch(line: dict[str, Any]) -> None:
            if meanwhile is not None:
                with suppress(InputError):
                    meanwhile()

        resume = (project.run_folder(name) / "config.json").exists()
        epochs = int(open_run(project, name).status()["epoch"]) + 1 if resume else 1
        preset, overrides = PRESETS[name]
        overrides = overrides | {"save_every": 1, "holdout": 0.2 if b % 4 == 0 else 0.0}
        train(project, name, preset, {} if resume else overrides, epochs, "cpu", resume, on_epoch)

    def video(self, number: int) -> str:
        videos = self.project.videos
        if not videos:
            raise InputError("there is no video")
        return videos[number % len(videos)].video_id

    CHANGES = ("add", "align", "correct", "undo", "drop", "remove", "rename", "measure", "encode")

    @rule(change=st.sampled_from(CHANGES), a=st.integers(0, 40), b=st.integers(0, 40))
    def change(self, change: str, a: int, b: int) -> None:
        self.run(change, lambda: getattr(self, change)(a=a, b=b))

    @rule(a=st.integers(0, 1), b=st.integers(0, 40))
    def train_on(self, a: int, b: int) -> None:
        self.run("train", lambda: self.train(a=a, b=b))

    @rule(
        a=st.integers(0, 1),
        change=st.sampled_from(("align", "correct", "drop", "remove", "add", "undo")),
        c=st.integers(0, 40),
        d=st.integers(0, 40),
    )
    def train_while_it_changes(self, a: int, change: str, c: int, d: int) -> None:
        meanwhile = lambda: getattr(self, change)(a=c, b=d)  # noqa: E731
        self.run(f"train while {change}", lambda: self.train(a=a, b=1, meanwhile=meanwhile))

    @rule(
        change=st.sampled_from(("train", "train", "train", *CHANGES[:6], "measure", "encode")),
        a=st.integers(0, 40),
        b=st.integers(0, 40),
        share=st.floats(0, 1),
    )
    def kill(self, change: str, a: int, b: int, share: float) -> None:
        """Die somewhere between the first and the last operation of a change."""
        copy = self.place / "copy"
        shutil.copytree(self.folder, copy)
        here, self.folder = self.folder, copy
        try:
            with dying_at(None) as disk, suppress(InputError):
                getattr(self, change)(a=a, b=b)
        finally:
            self.folder = here
            shutil.rmtree(copy)
        try:
            with dying_at(max(1, round(share * disk.operations))), suppress(InputError):
                getattr(self, change)(a=a, b=b)
        except Killed:
            done[f"killed in {change}"] += 1

    def run(self, what: str, act: Callable[[], None]) -> None:
        try:
            act()
        except InputError:
            done[f"{what}: refused"] += 1
        else:
            done[what] += 1

    @invariant()
    def every_vector_is_that_of_its_moment(self) -> None:
        if not self.folder.exists():
            return
        project = self.project
        for name in project.runs():
            run = open_run(project, name)
            if not run.file("latents.npy").exists():  # it was killed before its end
                with pytest.raises(RunError, match="has no latents yet"):
                    moments_of(run)
                continue
            moments = moments_of(run)
            saved = run.saved_moments()
            assert run.config["pair_ids"] == saved["pair_id"].tolist()
            left = moments.left_out
            assert len(moments) + left.changed + left.removed + left.dropped <= len(saved)
            assert not left.unchecked
            assert len(moments) + left.later + left.changed >= int(project.pairs()["kept"].sum())
            if len(moments):
                data = load_run_pairs(run, moments.pairs)
                np.testing.assert_allclose(
                    moments.latents, encode_pairs(run.load_model(), data)[0].numpy(), atol=1e-5
                )
                done["vectors compared"] += len(moments)
            done["runs looked at"] += 1


def test_vectors_belong_to_their_moments(films: Path) -> None:
    Moments.films = films
    phases = (Phase.generate, Phase.shrink) if SEQUENCES > 20 else (Phase.generate,)
    run_state_machine_as_test(
        Moments,
        settings=settings(
            max_examples=SEQUENCES,
            stateful_step_count=STEPS,
            deadline=None,
            derandomize=SEQUENCES <= 20,
            database=None,
            phases=phases,
            suppress_health_check=list(HealthCheck),
        ),
    )
    print(f"\n{SEQUENCES} sequences of up to {STEPS} steps:")
    for what, count in sorted(done.items()):
        print(f"  {what}: {count}")
    assert done["vectors compared"] > 0
