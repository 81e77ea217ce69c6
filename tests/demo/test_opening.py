"""The demo as it is opened: whole, with all that a training would need, and of no computer in particular."""

import numpy as np
import pytest

from crvae_core.demo.opening import CHECKPOINT_FOLDER, open_demo
from crvae_core.doctor.project import check_project
from crvae_core.model.presets import get_preset
from crvae_core.project.project import Project
from crvae_core.project.records import read_record
from crvae_core.runs.run import open_run
from crvae_core.sight.eye import ShippedEye
from crvae_core.sight.features import frames_to_see


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return open_demo(tmp_path_factory.mktemp("demo"))


def test_nothing_is_missing_from_it(demo: Project) -> None:
    assert check_project(demo.folder, deep=True) == []
    for video in demo.videos:
        assert read_record(demo.video_folder(video.video_id))[0] == video


def test_its_model_is_that_of_the_default_preset() -> None:
    run, today = open_run(Project(CHECKPOINT_FOLDER, "", "", ())), get_preset("default")
    assert run.config["model"] == today.model.to_json()
    assert run.config["training"]["eye"] == today.training.to_json()["eye"]


def test_what_the_eye_sees_comes_with_it(demo: Project) -> None:
    eye = ShippedEye()
    assert frames_to_see(demo, eye) == 0
    for video in demo.videos:
        kept = np.load(demo.video_folder(video.video_id) / f"eye-{eye.name}.npy").astype(np.float32)
        assert kept.shape == (video.frame_count, eye.size)
        seen = eye.see(np.asarray(demo.frames(video.video_id).stored[:2]))
        alike = (
            (seen * kept[:2]).sum(axis=1) / np.linalg.norm(seen, axis=1) / np.linalg.norm(kept[:2], axis=1)
        )
        assert alike.min() > 0.98  # pictures are read a little differently by other processors


def test_no_file_of_it_names_the_place_where_it_was_made() -> None:
    texts = [path for path in CHECKPOINT_FOLDER.rglob("*") if path.suffix in {".json", ".jsonl"}]
    assert texts
    for path in texts:
        text = path.read_text(encoding="utf-8")
        assert "bulletin-en.mp4" not in text, path
        assert "bulletin-zh.mp4" not in text, path
