"""Ways in which files of a project get damaged, each as a function of the project's folder; and what tells of it.

A folder of the template holds one video of ten pairs (corrected, a pair dropped) and one run `first`.
"""

import json
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from crvae_core.analysis.cluster_notes import ClusterNote, ClusterNotes, save_notes
from crvae_core.analysis.k_selection import stored_sweep
from crvae_core.analysis.projection import stored_map
from crvae_core.material.ingest import add_video
from crvae_core.material.revise import correct_captions, keep_pairs
from crvae_core.project.corrections import Correction
from crvae_core.project.new_project import create_project
from crvae_core.runs.moments import moments_of
from crvae_core.runs.run import open_run
from crvae_core.training.loop import train
from tests.clips import grey_steps, write_clip
from tests.fakes import SMALL_CRVAE

LINES = (
    "the doctor speaks", "people wait outside", "a mask for everyone", "the market opens", "rain in the north",
    "the doctor answers", "people go home", "a vaccine for everyone", "the market closes", "sun in the south",
)  # fmt: skip
THOROUGH = os.environ.get("CRVAE_THOROUGH") == "1"  # every damage with every command and every page
Damage = Callable[[Path], None]
RUN = "runs/first"


@dataclass(frozen=True)
class Damaged:
    """A damage: what does it; a word that whoever meets it says; whether `repair` sets it right.

    file: which one, as a doctor names it; empty where there is nothing to say.
    """

    damage: Damage
    file: str
    repaired: bool = True


def cut(name: str, share: float = 0.5) -> Damage:
    """Keep only the first part of a file."""

    def damage(folder: Path) -> None:
        for path in _paths(folder, name):
            data = path.read_bytes()
            path.write_bytes(data[: int(len(data) * share)])

    return damage


def write(name: str, content: bytes | str) -> Damage:
    """Put something else into a file."""

    def damage(folder: Path) -> None:
        for path in _paths(folder, name):
            path.write_bytes(content if isinstance(content, bytes) else content.encode())

    return damage


def change(name: str, **values: Any) -> Damage:
    """Change values of a JSON file."""

    def damage(folder: Path) -> None:
        for path in _paths(folder, name):
            stored = json.loads(path.read_text(encoding="utf-8"))
            path.write_text(json.dumps(stored | values), encoding="utf-8")

    return damage


def gone(name: str) -> Damage:
    """Remove a file or folder."""

    def damage(folder: Path) -> None:
        for path in _paths(folder, name):
            shutil.rmtree(path) if path.is_dir() else path.unlink()

    return damage


def array(name: str, change: Callable[[np.ndarray], np.ndarray]) -> Damage:
    """Change an array."""

    def damage(folder: Path) -> None:
        for path in _paths(folder, name):
            values = np.load(path)
            np.save(path, change(values))

    return damage


def _paths(folder: Path, name: str) -> list[Path]:
    found = sorted(folder.glob(name))
    assert found, name
    return found


def _not_numbers(values: np.ndarray) -> np.ndarray:
    values[0, 0] = np.nan
    return values


def _copy_by_hand(folder: Path) -> None:
    shutil.copytree(folder / RUN, folder / "runs" / "first (copy)")


def _file_in_place_of_a_run(folder: Path) -> None:
    (folder / "runs" / "second").write_text("")


def _leftovers(folder: Path) -> None:
    (folder / "videos" / ".incoming-abc").mkdir()
    (folder / "videos" / "video-9").mkdir()
    (folder / ".tmp-x.json").touch()
    (folder / ".change-x").mkdir()


DAMAGES: dict[str, Damaged] = {
    "project.json halved": Damaged(cut("project.json"), "project.json"),
    "project.json empty": Damaged(write("project.json", ""), "project.json"),
    "project.json gone deep": Damaged(write("project.json", "[" * 100_000), "project.json"),
    "project.json with texts for counts": Damaged(change("project.json", videos=[{"video_id": 3}]), "project.json"),
    "pairs halved": Damaged(cut("pairs.parquet"), "pairs.parquet"),
    "pairs empty": Damaged(write("pairs.parquet", ""), "pairs.parquet"),
    "pairs gone": Damaged(gone("pairs.parquet"), "pairs.parquet"),
    "pairs as text": Damaged(write("pairs.parquet", "pair_id,video_id\n"), "pairs.parquet"),
    "info halved": Damaged(cut("videos/*/info.json"), "info.json"),
    "info gone": Damaged(gone("videos/*/info.json"), "info.json"),
    "info empty object": Damaged(write("videos/*/info.json", "{}"), "info.json"),
    "info with texts": Damaged(change("videos/*/info.json", width="wide"), "info.json"),
    "info of fewer frames": Damaged(change("videos/*/info.json", frame_times_s=[0.0]), "info.json"),
    "captions halved": Damaged(cut("videos/*/captions.json"), "captions.json"),
    "captions gone": Damaged(gone("videos/*/captions.json"), "captions.json"),
    "captions with numbers": Damaged(change("videos/*/captions.json", segments=[{"start": "a"}]), "captions.json"),
    "corrections halved": Damaged(cut("videos/*/corrections.json"), "corrections.json"),
    "corrections with numbers": Damaged(change("videos/*/corrections.json", steps=[[{"segment": "a"}]]), "corrections.json"),
    "dropped halved": Damaged(cut("videos/*/dropped.json"), "dropped.json"),
    "dropped a list": Damaged(write("videos/*/dropped.json", "[1]"), "dropped.json"),
    "frames empty": Damaged(write("videos/*/frames.npy", ""), "frames.npy"),
    "frames halved": Damaged(cut("videos/*/frames.npy"), "frames.npy"),
    "frames gone": Damaged(gone("videos/*/frames.npy"), "frames.npy"),
    "frames too few": Damaged(array("videos/*/frames.npy", lambda frames: frames[:3]), "frames.npy"),
    "frames of another size": Damaged(array("videos/*/frames.npy", lambda frames: frames[:, :60]), "frames.npy"),
    "frames of others": Damaged(array("videos/*/frames.npy", lambda frames: frames[::-1] + 1), "frames.npy"),
    "frame hashes empty": Damaged(write("videos/*/frame_hashes.npy", ""), "frame_hashes.npy"),
    "vocabulary vectors halved": Damaged(cut("videos/*/vocabulary.npy"), "vocabulary"),
    "vocabulary vectors gone": Damaged(gone("videos/*/vocabulary.npy"), "vocabulary"),
    "vocabulary words halved": Damaged(cut("videos/*/vocabulary.json"), "vocabulary"),
    "vocabulary of other words": Damaged(change("videos/*/vocabulary.json", words=["a"]), "vocabulary"),
    "vocabulary not numbers": Damaged(array("videos/*/vocabulary.npy", _not_numbers), "vocabulary"),
    "thumbs gone": Damaged(gone("videos/*/thumbs"), "thumbs"),
    "thumbs garbage": Damaged(write("videos/*/thumbs/*.jpg", "no picture"), "thumbs"),
    "thumbs halved": Damaged(cut("videos/*/thumbs/*.jpg"), "thumbs"),
    "film gone": Damaged(gone("videos/*/source.*"), ""),
    "film garbage": Damaged(write("videos/*/source.*", "no film"), ""),
    "record halved": Damaged(cut("videos/*/video.json"), "video.json"),
    "record gone": Damaged(gone("videos/*/video.json"), "video.json"),
    "latents halved": Damaged(cut(f"{RUN}/latents.npy"), "latents.npy"),
    "latents empty": Damaged(write(f"{RUN}/latents.npy", ""), "latents.npy"),
    "latents gone": Damaged(gone(f"{RUN}/latents.npy"), "latents.npy"),
    "latents too few": Damaged(array(f"{RUN}/latents.npy", lambda values: values[:-2]), "latents.npy"),
    "latents too narrow": Damaged(array(f"{RUN}/latents.npy", lambda values: values[:, :-1]), "latents.npy"),
    "latents not numbers": Damaged(array(f"{RUN}/latents.npy", _not_numbers), "latents.npy"),
    "latents as text": Damaged(write(f"{RUN}/latents.npy", "1,2,3\n"), "latents.npy"),
    "moments halved": Damaged(cut(f"{RUN}/moments.parquet"), "latents.npy"),
    "moments empty": Damaged(write(f"{RUN}/moments.parquet", ""), "latents.npy"),
    "config halved": Damaged(cut(f"{RUN}/config.json"), "config.json"),
    "config empty": Damaged(write(f"{RUN}/config.json", ""), "config.json"),
    "config gone": Damaged(gone(f"{RUN}/config.json"), "config.json"),
    "config a list": Damaged(write(f"{RUN}/config.json", "[]"), "config.json"),
    "config of texts": Damaged(change(f"{RUN}/config.json", latent_parts={"all": ["a", "b"]}), "config.json"),
    "config of another model": Damaged(change(f"{RUN}/config.json", model={"image_width": "wide"}), "config.json"),
    "config of another version": Damaged(change(f"{RUN}/config.json", schema_version=99), "config.json"),
    "config of another size": Damaged(change(f"{RUN}/config.json", embedding_dim=7), "model.safetensors", False),
    "status halved": Damaged(cut(f"{RUN}/status.json"), "status.json"),
    "status gone": Damaged(gone(f"{RUN}/status.json"), "status.json"),
    "status of texts": Damaged(change(f"{RUN}/status.json", epoch="many", train_seconds="long"), ""),
    "status a list": Damaged(write(f"{RUN}/status.json", "[]"), "status.json"),
    "status of no state": Damaged(change(f"{RUN}/status.json", state="dancing"), "status.json"),
    "model halved": Damaged(cut(f"{RUN}/model.safetensors"), "model.safetensors"),
    "model empty": Damaged(write(f"{RUN}/model.safetensors", ""), "model.safetensors"),
    "model gone": Damaged(gone(f"{RUN}/model.safetensors"), "model.safetensors"),
    "state halved": Damaged(cut(f"{RUN}/resume.safetensors"), "resume.safetensors"),
    "state gone": Damaged(gone(f"{RUN}/resume.safetensors"), ""),
    "evaluation halved": Damaged(cut(f"{RUN}/evaluation.json"), "evaluation.json"),
    "evaluation gone": Damaged(gone(f"{RUN}/evaluation.json"), "evaluation.json"),
    "evaluation a list": Damaged(write(f"{RUN}/evaluation.json", "[]"), "evaluation.json"),
    "evaluation of texts": Damaged(change(f"{RUN}/evaluation.json", image_mse="small"), "evaluation.json"),
    "metrics halved": Damaged(cut(f"{RUN}/metrics.jsonl", 0.7), "metrics.jsonl"),
    "metrics garbage": Damaged(write(f"{RUN}/metrics.jsonl", b"\xff\xfe\n[1]\n"), "metrics.jsonl"),
    "samples halved": Damaged(cut(f"{RUN}/samples/*.png"), "samples"),
    "samples' words garbage": Damaged(write(f"{RUN}/samples/*.json", '{"true_words": 3}'), ""),
    "notes halved": Damaged(cut(f"{RUN}/cluster-notes.json"), "cluster-notes.json"),
    "notes of texts": Damaged(write(f"{RUN}/cluster-notes.json", '{"records": [{"clusters": 3}]}'), "cluster-notes.json"),
    "saves halved": Damaged(cut(f"{RUN}/saved.json"), ""),
    "stored maps halved": Damaged(cut("analysis/*.npy"), "analysis/"),
    "stored sweep halved": Damaged(cut("analysis/*.npz"), "analysis/"),
    "stored maps of another size": Damaged(array("analysis/map-*.npy", lambda points: points[:2]), ""),
    "a run copied by hand": Damaged(_copy_by_hand, "first (copy)", False),
    "a file in place of a run": Damaged(_file_in_place_of_a_run, ""),
    "leftovers": Damaged(_leftovers, ".tmp-x.json"),
}  # fmt: skip

COMMANDS: dict[str, Callable[[Path], list[str]]] = {
    "check": lambda folder: ["check", str(folder)],
    "align": lambda folder: ["align", str(folder), "--offset", "0.5"],
    "correct": lambda folder: ["correct", str(folder), "--caption", "1", "--text", "people"],
    "undo": lambda folder: ["correct", str(folder), "--undo"],
    "drop": lambda folder: ["drop", str(folder), pair_ids(folder)[3]],
    "evaluate": lambda folder: ["evaluate", str(folder)],
    "cluster": lambda folder: ["cluster", str(folder), "--k-range", "2-3"],
    "encode": lambda folder: ["encode", str(folder), "--out", str(folder.parent / "vectors.csv")],
    "encode again": lambda folder: ["encode", str(folder), "--again"],
    "verbalise": lambda folder: ["verbalise", str(folder), "--first", "2"],
    "reconstruct": lambda folder: ["reconstruct", str(folder)],
    "search": lambda folder: ["search", str(folder), "doctor"],
    "words": lambda folder: ["words", str(folder)],
    "train": lambda folder: ["train", str(folder), "--run", "first", "--resume", "--epochs", "3"],
    "remove": lambda folder: ["remove", str(folder), "video-1"],
    "doctor": lambda folder: ["doctor", str(folder)],
}


def pair_ids(folder: Path) -> list[str]:
    """The names of a project's pairs; of a damaged table names that are none."""
    try:
        return [str(name) for name in pd.read_parquet(folder / "pairs.parquet")["pair_id"]]
    except (OSError, ValueError):
        return ["none"] * 10


def make_template(folder: Path) -> Path:
    """A project of one video of ten pairs, with a correction, a dropped pair, a trained run, a named cluster, results."""
    clip = write_clip(folder / "clip.mp4", grey_steps(10))
    captions = folder / "captions.txt"
    captions.write_text("\n".join(LINES))
    project, video = add_video(create_project(folder / "project", "Test news"), clip, captions, name="clip")
    correct_captions(project, video.video_id, [Correction(2, "a mask for the doctor")])
    keep_pairs(project, pair_ids(project.folder)[-1:], kept=False)
    train(project, "first", overrides=SMALL_CRVAE, epochs=2)
    vectors = moments_of(open_run(project, "first")).vectors()
    stored_sweep(project.folder / "analysis", vectors, range(2, 6))
    stored_map(project.folder / "analysis", vectors)
    save_notes(project.run_folder("first"), ClusterNotes({0: ClusterNote("mine")}))
    return project.folder
