"""What several tests share: a project small enough to train in a second, settings of small models, groups of vectors."""

import hashlib
import json
import re
import shutil
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from crvae_core.files import write_array
from crvae_core.project.new_project import create_project
from crvae_core.project.project import Project, open_project, save_pairs, save_project
from crvae_core.project.video_entry import VideoEntry
from crvae_core.runs.run import Run, open_run
from crvae_core.text.vectors import Vocabulary
from crvae_core.training.loop import train

# the figures of an evaluation that a model without words has not
TEXT_FIGURES = (
    "text_mse", "text_mse_padded", "text_mse_free", "token_accuracy_forced", "token_accuracy_free", "chrf",
)  # fmt: skip
WORDS = ["the", "doctor", "street", "people", "mask", "vaccine", "today", "again"]
# overrides that make the models of the presets small enough for a test
SMALL_CRVAE = {"image_width": 16, "image_features": 16, "text_hidden": 16, "seen_size": 0}
SMALL_REPORT = {
    "hidden": 6,
    "heads": 2,
    "latent_size": 5,
    "encoder_layers": "12",
    "decoder_layers": "12",
    "channels": "4,4,4",
    "batch_size": 4,
}


@pytest.fixture
def make_project(tmp_path: Path) -> Callable[..., Project]:
    """A function that makes a project with videos of `pairs` pairs and word vectors of size `dim` each."""

    def make(*videos: tuple[int, int], folder: str = "project") -> Project:
        return tiny_project(tmp_path / folder, *videos)

    return make


def tiny_project(folder: Path, *videos: tuple[int, int]) -> Project:
    """A project in `folder` with videos of so many pairs and word vectors of such a size each."""
    project = create_project(folder, "tiny")
    tables = []
    for number, (pairs, dim) in enumerate(videos):
        entry = _entry(f"v{number}", pairs)
        project = replace(project, videos=(*project.videos, entry))
        tables.append(_write_video(project, entry, dim, np.random.default_rng(number)))
    save_project(project)
    save_pairs(project, pd.concat(tables, ignore_index=True))
    return open_project(project.folder)


@pytest.fixture
def project(make_project: Callable[..., Project]) -> Project:
    """One video of ten pairs; the last pair has no words and is not kept."""
    project = make_project((10, 6))
    table = project.pairs()
    table.at[9, "tokens"] = []
    table.at[9, "kept"] = False
    save_pairs(project, table)
    return project


@pytest.fixture(scope="session")
def kept_runs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The runs that `train_once` has trained, by what they were trained on and how."""
    return tmp_path_factory.mktemp("runs")


@pytest.fixture
def train_once(kept_runs: Path) -> Callable[..., Run]:
    """`train` for tests of what comes after it: trained by the first that asks for this very run, copied for the others."""

    def run(project: Project, name: str | None = None, preset: str = "default", **settings: Any) -> Run:
        name = name or project.free_run_name(preset)
        key = hashlib.sha256(repr((name, preset, sorted(settings.items()))).encode())
        for path in sorted(project.folder.rglob("*")):
            if path.is_file() and not {"runs", ".lock"} & set(path.parts):
                key.update(path.relative_to(project.folder).as_posix().encode() + path.read_bytes())
        kept = kept_runs / key.hexdigest()
        if not kept.exists():
            shutil.copytree(train(project, name, preset, **settings).folder, kept)
        else:
            shutil.copytree(
                kept, project.run_folder(name), copy_function=shutil.copy
            )  # new times: the newest run
        return open_run(project, name)

    return run


@pytest.fixture(scope="session")
def tiny() -> dict[str, int]:
    """Overrides that make the model small."""
    return {
        "shared_size": 4,
        "picture_size": 4,
        "words_size": 4,
        "image_width": 16,
        "image_features": 16,
        "text_hidden": 8,
        "seen_size": 0,
        "batch_size": 4,
    }


class FakeEye:
    """An eye of milliseconds: the mean colours of the four quarters of a picture. pictures: how many it has looked at."""

    name, digest, size = "lite0", "one", 12
    pictures = 0

    def see(self, pictures: np.ndarray) -> np.ndarray:
        """Features, float32 (n, 12)."""
        type(self).pictures += len(pictures)
        halves = [half for part in np.array_split(pictures, 2, 1) for half in np.array_split(part, 2, 2)]
        return np.concatenate([half.mean(axis=(1, 2)) for half in halves], axis=1).astype(np.float32)


@pytest.fixture
def fake_reader(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A pretrained reader of sentences that takes no time; gives the texts that it has read."""
    read: list[str] = []

    def encode(texts: Sequence[str]) -> np.ndarray:
        read.extend(texts)
        states = [np.random.default_rng(len(text)).normal(size=384) for text in texts]
        return np.array([state / np.linalg.norm(state) for state in states], np.float32)

    monkeypatch.setattr("crvae_core.text.encoder.model_encoder", lambda: encode)
    return read


@pytest.fixture
def fake_eye(monkeypatch: pytest.MonkeyPatch) -> type[FakeEye]:
    """Trainings of this process see with an eye that takes milliseconds."""
    monkeypatch.setattr(FakeEye, "pictures", 0)
    monkeypatch.setattr("crvae_core.sight.onnx_eye.ShippedEye", FakeEye)
    return FakeEye


def _entry(video_id: str, pairs: int) -> VideoEntry:
    return VideoEntry(
        video_id=video_id,
        name=f"video {video_id}",
        source="source.mp4",
        captions_name="captions.srt",
        language="en",
        vectors="test",
        duration_s=2.0 * pairs,
        frame_count=pairs,
        pair_count=pairs,
        every_s=2.0,
        alignment={},
    )


def _write_video(project: Project, entry: VideoEntry, dim: int, random: np.random.Generator) -> pd.DataFrame:
    folder, count = project.video_folder(entry.video_id), entry.pair_count
    colours = np.array([[200, 40, 40], [30, 60, 220]], dtype=np.uint8)[np.arange(count) % 2]
    noise = random.integers(0, 30, (count, 120, 200, 3), dtype=np.uint8)
    write_array(folder / "frames.npy", colours[:, None, None, :] + noise)
    matrix = random.normal(size=(len(WORDS), dim)).astype(np.float32)
    Vocabulary(list(WORDS), matrix, ["exact"] * len(WORDS)).save(folder)
    tokens = [[WORDS[(row + i) % len(WORDS)] for i in range(1 + row % 3)] for row in range(count)]
    return pd.DataFrame(
        {
            "pair_id": [f"{entry.video_id}-{row:03d}" for row in range(count)],
            "video_id": entry.video_id,
            "frame_time_s": [2.0 * row for row in range(count)],
            "frame_row": range(count),
            "start_s": [2.0 * row for row in range(count)],
            "end_s": [2.0 * row + 2 for row in range(count)],
            "text": [" ".join(words) for words in tokens],
            "tokens": tokens,
            "unknown_share": 0.0,
            "kept": True,
        }
    )


def blobs(k: int, per_cluster: int = 20, dim: int = 6, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Well separated round groups, shuffled: vectors (k * per_cluster, dim) and their groups."""
    random = np.random.default_rng(seed)
    labels = random.permutation(np.repeat(np.arange(k), per_cluster))
    centres = random.normal(size=(k, dim)) * 20
    return centres[labels] + random.normal(size=(len(labels), dim)), labels


def bound(widgets: Sequence[Any], part: str) -> Any:
    """The one of some widgets of a page that shows a part of the view."""
    return next(one for one in widgets if one.key and re.fullmatch(rf"view-{part}(-\d+)?", one.key))


def told(app: AppTest, part: str) -> str | None:
    """What the address of a page tells of the view; None where it leaves it open."""
    return app.session_state["view"].to_address().get(part)


def glanced(app: AppTest) -> dict:
    """What the overview of clusters is told."""
    (found,) = [
        part.proto for part in app.get("bidi_component") if part.proto.component_name == "crvae-glance"
    ]
    return json.loads(found.json)


def texts(app: AppTest) -> str:
    """Everything that a page says, as one text."""
    parts = (
        app.title,
        app.subheader,
        app.markdown,
        app.caption,
        app.info,
        app.error,
        app.warning,
        app.success,
    )
    return "\n".join(str(element.value) for kind in parts for element in kind)
