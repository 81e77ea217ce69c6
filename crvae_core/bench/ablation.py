"""What each piece of the default preset's training is worth: the preset with one piece taken out, or one added, on videos with
known scenes."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from crvae_core.bench.latent import Known, known_video
from crvae_core.bench.scene_agreement import scene_agreement
from crvae_core.evaluation.evaluation import evaluate
from crvae_core.evaluation.retrieval import trained_retrieval
from crvae_core.progress import Progress, unheard
from crvae_core.runs.moments import moments_of
from crvae_core.runs.run import Run
from crvae_core.training.train_once import train_once

PIECES: dict[str, dict[str, Any]] = {
    "all of it": {},
    "no KL term on the scene": {"shared_kl": 0.0},
    "no trained eye": {"seen_size": 0},
    "all words alike": {"weigh_words": False},
    "no altered views": {"altered_views": False},
    "no consistency of two views": {"consistency": 0.0},
    "no warm-up of the KL terms": {"warm_up": 0.0},
    "no agreement of words with the picture": {"agreement": 0.0},
    "no word dropout": {"word_dropout": 0.0},
    "no part dropout": {"part_dropout": 0.0},
    "no meaning of texts": {"give_meaning": False},
}
VIDEOS = ("scripted-1", "scripted-3")


def measure_ablation(
    folder: Path,
    videos: Sequence[str] = VIDEOS,
    seeds: Sequence[int] = (0, 1, 2),
    steps: int | None = None,
    device: str = "auto",
    progress: Progress | None = None,
    pieces: Sequence[str] = tuple(PIECES),
) -> pd.DataFrame:
    """Train the default preset without one piece after the other; one row per piece, video and seed.

    Args:
        folder: projects and runs are kept there; what is there is not trained again.
        videos: names of bench.latent.VIDEOS. seeds: of the trainings. steps: the preset's by default.
        device: where. progress: called with what is done and the share of it. pieces: names of PIECES.

    Returns columns piece, video, seed, nmi, far_1nn, mean_average_precision (at the default weight of the picture), the same with
    _picture (by the scene alone) and with _words (by the words alone), image_mse, token_accuracy_free, retrieval
    (`trained_retrieval`).
    """
    report = progress or unheard
    rows: list[dict[str, Any]] = []
    total = len(pieces) * len(videos) * len(seeds)
    for piece in pieces:
        for video in videos:
            known = known_video(folder, video)
            for seed in seeds:
                report(f"{piece}, {video}, seed {seed}", len(rows) / total)
                planned = PIECES[piece] | {"seed": seed} | ({"steps": steps} if steps else {})
                name = f"ablation-{piece.replace(' ', '-')}-{seed}" + (f"-{steps}" if steps else "")
                run = train_once(known.project, name, "default", planned, None, device)
                rows.append({"piece": piece, "video": video, "seed": seed, **_measured(run, known)})
    return pd.DataFrame(rows)


def _measured(run: Run, known: Known) -> dict[str, float]:
    figures, moments = evaluate(run), moments_of(run)
    kinds = known.kinds
    alone = {
        "picture": scene_agreement(moments.vectors(1.0), kinds),
        "words": scene_agreement(moments.vectors(0.0), kinds),
    }
    return {
        **scene_agreement(moments.vectors(), kinds),
        **{f"{key}_{part}": value for part, found in alone.items() for key, value in found.items()},
        "image_mse": _known(figures.image_mse),
        "token_accuracy_free": _known(figures.token_accuracy_free),
        "retrieval": trained_retrieval(run),
    }


def _known(value: float | None) -> float:
    return float("nan") if value is None else value


def as_markdown(rows: pd.DataFrame) -> str:
    """Means over videos and seeds with the standard deviation over the seeds, one line per piece."""
    names = {
        "nmi_picture": "NMI",
        "far_1nn_picture": "far-1NN",
        "mean_average_precision_picture": "mAP",
        "nmi": "NMI, default weight",
        "far_1nn_words": "far-1NN, words alone",
        "mean_average_precision_words": "mAP, words alone",
        "image_mse": "image MSE",
        "token_accuracy_free": "words from the latent",
        "retrieval": "one half by the other",
    }
    lines = [f"| training | {' | '.join(names.values())} |", "|---|" + "---|" * len(names)]
    for piece, group in rows.groupby("piece", sort=False):
        seeds = group.groupby("seed")[list(names)].mean()
        cells = [
            f"{seeds[name].mean():.{digits}f} ± {seeds[name].std(ddof=0):.{digits}f}"
            for name, digits in ((name, 4 if name == "image_mse" else 3) for name in names)
        ]
        lines.append(f"| {piece} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"
