"""How far the latent agrees with what is on the screen, against other ways to get vectors, on videos whose scenes are known."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from crvae_core.analysis.repeats import agreement_over_k
from crvae_core.analysis.weighting import DEFAULT_PICTURE_WEIGHT
from crvae_core.bench.rendered import write_rendered
from crvae_core.bench.scene_agreement import scene_agreement
from crvae_core.bench.scripted import SHORT, Plan, Scripted, write_scripted
from crvae_core.demo.labels import load_labels
from crvae_core.demo.opening import BULLETINS, MEDIA_FOLDER
from crvae_core.evaluation.evaluation import evaluate
from crvae_core.files import read_json, write_json
from crvae_core.model.presets import SEEN
from crvae_core.progress import Progress, unheard
from crvae_core.project.new_project import create_project
from crvae_core.project.project import Project, is_project, open_project
from crvae_core.runs.moments import moments_of
from crvae_core.runs.pair_data import kept_pairs, load_pairs
from crvae_core.runs.run import open_run
from crvae_core.sight.components import find_axes
from crvae_core.sight.eye import ShippedEye
from crvae_core.sight.features import pair_features
from crvae_core.training.eye_targets import WITHOUT
from crvae_core.training.train_once import train_once


@dataclass(frozen=True)
class Recipe:
    """How a video is made."""

    write: Callable[[Path, int, str, Plan], Scripted]
    seed: int
    language: str = "en"
    plan: Plan = SHORT


SHORT_FILMS = {
    "scripted-1": Recipe(write_scripted, 101),
    "scripted-2": Recipe(write_scripted, 102),
    "scripted-3": Recipe(write_scripted, 103, "zh"),
    "rendered-1": Recipe(write_rendered, 201),
    "rendered-2": Recipe(write_rendered, 202),
    "rendered-3": Recipe(write_rendered, 203, "zh"),
}
LONG_FILMS = {  # measured only when they are named
    "rendered-long": Recipe(write_rendered, 301, plan=Plan(shots=320, height=120, width=200)),
    "two-hours": Recipe(write_scripted, 401, plan=Plan(kinds=20, shots=1200)),
}
VIDEOS = (*BULLETINS, *SHORT_FILMS)
NAMES = (*VIDEOS, *LONG_FILMS)
PCA_SIZES = (10, 20, 50)
REPORT_PRESET = "crvae-lstm-tf"


@dataclass(frozen=True)
class Known:
    """A project of one video, and the kind of every frame."""

    project: Project
    frame_kinds: np.ndarray

    @property
    def kinds(self) -> np.ndarray:
        """The kind of every kept pair in the order of time."""
        return self.kinds_of(kept_pairs(self.project))

    def kinds_of(self, pairs: pd.DataFrame) -> np.ndarray:
        """The kind of each of some pairs."""
        return self.frame_kinds[pairs["frame_row"].to_numpy()]


def known_video(folder: Path, name: str) -> Known:
    """One of NAMES as a project in `folder`, made if it is not there yet."""
    place, kept = folder / name, folder / f"{name}-kinds.json"
    if is_project(place) and kept.exists():  # rendering takes minutes
        project, frame_kinds = open_project(place), read_json(kept)
    else:
        project, frame_kinds = _made(folder, name)
        write_json(kept, frame_kinds)
    return Known(project, np.asarray(frame_kinds))


def _made(folder: Path, name: str) -> tuple[Project, list[int]]:
    """The project of one of NAMES, and the kind of every frame."""
    # here, for a machine that only trains cannot read films
    from crvae_core.material.ingest import IngestSettings, add_video

    place = folder / name
    if recipe := (SHORT_FILMS | LONG_FILMS).get(name):
        made = recipe.write(folder / f"{name}-files", recipe.seed, recipe.language, recipe.plan)
        video, captions, frame_kinds = made.frames, made.captions, made.kinds
        settings = IngestSettings(language=recipe.language, frame_period_s=2.0)
    else:
        video, captions = MEDIA_FOLDER / f"{name}.mp4", MEDIA_FOLDER / f"{name}.srt"
        settings = IngestSettings(link=True)
        kinds_of_labels = [label.kind for label in load_labels(MEDIA_FOLDER / f"{name}.labels.json")]
        order = {kind: number for number, kind in enumerate(dict.fromkeys(kinds_of_labels))}
        frame_kinds = [order[kind] for kind in kinds_of_labels]
    project = open_project(place) if is_project(place) else create_project(place, name)
    if not project.videos:
        project = add_video(project, video, captions, settings)[0]
    return project, [int(kind) for kind in frame_kinds]


def measure_latents(
    folder: Path,
    videos: Sequence[str] = VIDEOS,
    seeds: Sequence[int] = (0, 1, 2),
    report_epochs: int = 0,
    device: str = "auto",
    progress: Progress | None = None,
    without_eye: bool = False,
) -> pd.DataFrame:
    """Agreement with the known kinds of scene, one row per video, way of making vectors and seed.

    Args:
        folder: projects and runs are kept there; what is there is not trained again.
        videos: names of NAMES. seeds: of the default preset's trainings.
        report_epochs: epochs of the report's best preset, whose plan has 500; 0: leave it out.
        device: where. progress: called with what is done and the share of it.
        without_eye: also train the default preset without the trained eye.

    Returns columns video, vectors, seed, nmi, far_1nn, mean_average_precision (see `scene_agreement`), image_mse,
    token_accuracy_free, train_seconds (None where there is no training), and agreement: mean adjusted Rand index over
    pairs of the seeds' trainings, of their k-means at the number of kinds (None for a single one).
    """
    report = progress or unheard
    rows: list[dict[str, Any]] = []
    for number, name in enumerate(videos):
        known = known_video(folder, name)
        report(name, number / len(videos))
        rows += [{"video": name, **row} for row in _baselines(known)]
        changes: tuple[dict[str, Any], ...] = ({}, WITHOUT) if without_eye else ({},)
        trained: list[dict[str, Any]] = []
        for place, seed in enumerate(seeds):
            report(f"{name}, seed {seed}", (number + place / len(seeds)) / len(videos))
            for changed in changes:
                trained += _trained(known, "default", seed, changed, None, device)
        agreements = _agreements(known, seeds, changes)
        rows += [
            {"video": name, **row, "agreement": agreements.get(row["vectors"], np.nan)} for row in trained
        ]
        if report_epochs:
            report(f"{name}, {REPORT_PRESET}", (number + 0.9) / len(videos))
            rows += [
                {"video": name, **row} for row in _trained(known, REPORT_PRESET, 0, {}, report_epochs, device)
            ]
    return pd.DataFrame(rows)


def _baselines(known: Known) -> list[dict[str, Any]]:
    """PCA of the pixels at its best size (by the kinds, which flatters it), TF-IDF of the words, and what the eye sees."""
    from sklearn.decomposition import PCA
    from sklearn.feature_extraction.text import TfidfVectorizer

    data = load_pairs(known.project, kept_pairs(known.project))
    pixels = data.images.numpy().reshape(len(data), -1).astype(np.float32) / 255
    found = [
        scene_agreement(PCA(size, random_state=0).fit_transform(pixels), known.kinds) for size in PCA_SIZES
    ]
    best = {name: max(row[name] for row in found) for name in found[0]}
    words = TfidfVectorizer(analyzer=lambda text: text).fit_transform(data.texts()).toarray()
    return [
        {"vectors": "PCA of pixels, best of 10, 20, 50", "seed": 0, **best},
        {"vectors": "TF-IDF of words", "seed": 0, **scene_agreement(words, known.kinds)},
        {"vectors": "the trained eye alone", "seed": 0, **scene_agreement(_seen(known), known.kinds)},
    ]


def _seen(known: Known) -> np.ndarray:
    """What the default preset's eye sees in every kept pair, as the scene has to give it back (N, SEEN)."""
    features = pair_features(known.project, kept_pairs(known.project), ShippedEye())
    return find_axes(features, SEEN)(features)


def _trained(
    known: Known, preset: str, seed: int, overrides: dict[str, Any], epochs: int | None, device: str
) -> list[dict[str, Any]]:
    title = _title(preset, overrides)
    run = train_once(
        known.project, _run_name(title, seed), preset, overrides | {"seed": seed}, epochs, device
    )
    figures = evaluate(run)
    shown = {
        "image_mse": figures.image_mse,
        "token_accuracy_free": figures.token_accuracy_free,
        "train_seconds": figures.train_seconds,
    }
    moments = moments_of(run)
    if "shared" not in moments.parts:
        label = f"{preset}, {figures.epochs} epochs"
        return [{"vectors": label, "seed": seed, **scene_agreement(moments.latents, known.kinds), **shown}]
    return [
        {
            "vectors": label,
            "seed": seed,
            **scene_agreement(moments.vectors(weight), known.kinds),
            **shown,
        }
        for label, weight in _views(title).items()
    ]


def _agreements(known: Known, seeds: Sequence[int], changes: Sequence[dict[str, Any]]) -> dict[str, float]:
    """How far the clusters of the default preset's trainings agree, for each way to weigh their halves; nothing for one."""
    kinds, found = len(np.unique(known.kinds)), dict[str, float]()
    for title in (_title("default", changed) for changed in changes if len(seeds) > 1):
        trainings = [moments_of(open_run(known.project, _run_name(title, seed))) for seed in seeds]
        for label, weight in _views(title).items():
            vectors = [moments.vectors(weight) for moments in trainings]
            found[label] = float(agreement_over_k(vectors, [kinds])["between"].mean())
    return found


def _title(preset: str, overrides: dict[str, Any]) -> str:
    return f"{preset} without the eye" if overrides == WITHOUT else preset


def _run_name(title: str, seed: int) -> str:
    return f"{title.replace(' ', '-')}-{seed}"


def _views(title: str) -> dict[str, float]:
    """The ways to weigh picture and words that are measured, by their lines in the table."""
    return {f"{title}, picture weight {weight:g}": weight for weight in (DEFAULT_PICTURE_WEIGHT, 1.0, 0.0)}


def summary(rows: pd.DataFrame) -> pd.DataFrame:
    """Means over the seeds, one row per video and way of making vectors, in the order in which they were measured."""
    measured = rows.drop(columns="seed").groupby(["video", "vectors"], sort=False)
    return measured.mean().reset_index()


def as_markdown(rows: pd.DataFrame) -> str:
    """The summary as a Markdown table."""
    names = {
        "nmi": "NMI",
        "far_1nn": "far-1NN",
        "mean_average_precision": "mAP",
        "agreement": "agreement",
        "image_mse": "image MSE",
    }
    lines = [f"| video | vectors | {' | '.join(names.values())} |", "|---|---|" + "---|" * len(names)]
    for row in summary(rows).to_dict(orient="records"):
        cells = [
            "" if pd.isna(row[name]) else f"{row[name]:.{4 if name == 'image_mse' else 3}f}" for name in names
        ]
        lines.append(f"| {row['video']} | {row['vectors']} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"
