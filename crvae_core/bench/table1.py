"""The report's Table 1 again: RNN + TF, LSTM, LSTM + TF on both videos, with frozen and with trainable word vectors.

As the report trained: batches of 16 in the order of time, padded to their longest text, lambda 3, 500 epochs of Adam at
1e-4; each figure is the sum over the six batches of the last epoch. A row that is interrupted goes on where it was.
"""

import json
import logging
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch

from crvae_core.bench.train import describe_device
from crvae_core.errors import InputError
from crvae_core.files import write_json
from crvae_core.model.device import choose_device
from crvae_core.progress import Progress, unheard
from crvae_core.project.new_project import create_project
from crvae_core.project.project import Project, is_project, open_project
from crvae_core.runs.run import Run
from crvae_core.training.train_once import train_once

EPOCHS, QUICK_EPOCHS = 500, 2
EMBEDDINGS = ("frozen", "trainable")
RECORDED = Path(__file__).with_name("table1_quick.json")  # what --quick gave when it was recorded
QUICK_TOLERANCE = 0.03  # relative; another processor adds up in another order
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Row:
    """One training of the table; image, text and total are the report's sums, None where it gives none."""

    name: str
    preset: str
    video: str
    image: float | None
    text: float | None
    total: float


ROWS = (
    Row("rnn-tf-us", "crvae-rnn-tf", "us", None, None, 1.064),
    Row("lstm-us", "crvae-lstm", "us", None, None, 0.520),
    Row("lstm-tf-us", "crvae-lstm-tf", "us", 0.133, 0.050, 0.284),
    Row("rnn-tf-cn", "crvae-rnn-tf", "cn", None, None, 1.002),
    Row("lstm-cn", "crvae-lstm", "cn", None, None, 0.539),
    Row("lstm-tf-cn", "crvae-lstm-tf", "cn", 0.068, 0.085, 0.323),
)


def run_table(
    data: Path,
    folder: Path,
    rows: Sequence[str] = (),
    embeddings: Sequence[str] = EMBEDDINGS,
    epochs: int | None = None,
    quick: bool = False,
    device: str = "auto",
    progress: Progress | None = None,
) -> list[dict[str, Any]]:
    """Train what is asked for and is not done yet, and give all that is done.

    Args:
        data: the evaluation data: us/, cn/ and vectors/.
        folder: where projects and runs are kept; what is there is taken up again.
        rows: names of ROWS, all by default. embeddings: "frozen", "trainable" or both.
        epochs: 500 by default, 2 for `quick`.
        quick: a few epochs in float32, to be checked against recorded values.
        device: where. progress: called with what is done and the share of it.

    Returns a dictionary per training: row, embeddings, epochs, image, text, total, the report's figures, seconds, device,
    lowest_total and lowest_epoch.
    Raises InputError for an unknown row or where the data is missing.
    """
    report = progress or unheard
    wanted = [_row(name) for name in rows] or list(ROWS)
    epochs = epochs or (QUICK_EPOCHS if quick else EPOCHS)
    for row in wanted:
        project = table_project(data, folder, row.video)
        for mode in embeddings:
            _train(project, row, mode, epochs, quick, device, report)
    return collect(folder, quick)


def collect(folder: Path, quick: bool = False) -> list[dict[str, Any]]:
    """The finished trainings that lie in a folder, in the order of the table, with the lowest total of all epochs."""
    found = []
    for row in ROWS:
        place = folder / row.video
        for mode in EMBEDDINGS:
            name = _run_name(row, mode, quick)
            path = place / "runs" / name / "table1.json"
            if is_project(place) and path.exists():
                found.append(
                    json.loads(path.read_text(encoding="utf-8")) | _lowest(Run(open_project(place), name))
                )
    return found


def _lowest(run: Run) -> dict[str, Any]:
    metrics = run.metrics()
    best = metrics.iloc[int(metrics["table1_total"].argmin())]
    return {"lowest_total": round(float(best["table1_total"]), 5), "lowest_epoch": int(best["epoch"])}


def check_quick(found: Sequence[dict[str, Any]], recorded: Path = RECORDED) -> list[str]:
    """What differs from the recorded values, one sentence each; nothing if all is as recorded."""
    known = {
        (entry["row"], entry["embeddings"]): entry
        for entry in json.loads(recorded.read_text(encoding="utf-8"))
    }
    differences = []
    for entry in found:
        expected = known.get((entry["row"], entry["embeddings"]))
        if expected is None or expected["epochs"] != entry["epochs"]:
            differences.append(f"{entry['row']} ({entry['embeddings']}) was never recorded")
            continue
        for name in ("image", "text", "total"):
            if abs(entry[name] - expected[name]) > QUICK_TOLERANCE * abs(expected[name]):
                differences.append(
                    f"{entry['row']} ({entry['embeddings']}): {name} {entry[name]:.4f}, recorded {expected[name]:.4f}"
                )
    return differences


def as_markdown(found: Sequence[dict[str, Any]]) -> str:
    """The table with the report's figures beside ours."""
    lines = [
        "| variant | video | word vectors | report: image | text | total | ours: image | text | total | epochs | "
        "lowest total (epoch) | seconds | on |",
        "|---|---|---|---|---|---|---|---|---|---|---|---|---|",
    ]
    for entry in found:
        row = _row(entry["row"])
        cells = [row.preset.removeprefix("crvae-"), row.video.upper(), entry["embeddings"]]
        cells += ["" if value is None else f"{value:.3f}" for value in (row.image, row.text, row.total)]
        cells += [f"{entry[name]:.3f}" for name in ("image", "text", "total")]
        cells += [str(entry["epochs"]), f"{entry['lowest_total']:.3f} ({entry['lowest_epoch']})"]
        cells += [f"{entry['seconds']:.0f}", entry["device"]]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _row(name: str) -> Row:
    for row in ROWS:
        if row.name == name:
            return row
    raise InputError(f"there is no row {name!r}; the rows are: {', '.join(row.name for row in ROWS)}")


def table_project(data: Path, folder: Path, video: str) -> Project:
    """The project of one video ("us" or "cn") as the report cut it, made in `folder` if it is not there yet."""
    place = folder / video
    if is_project(place):
        return open_project(place)
    # here, for a machine that only trains cannot read films
    from crvae_core.material.ingest import IngestSettings, add_video
    from crvae_core.media.alignment import AlignmentSettings

    if not (data / video / "video.mp4").exists():
        raise InputError(
            f"{data} does not hold the evaluation data ({video}/video.mp4): give its folder with --data"
        )
    chinese = video == "cn"
    captions = data / video / ("captions.txt" if chinese else "captions.json")
    vectors = data / "vectors" / ("zh-char.200d.txt.gz" if chinese else "en.300d.txt.gz")
    settings = IngestSettings(language="zh" if chinese else "en", vectors=str(vectors), link=True)
    alignment = AlignmentSettings(strategy="blocks" if chinese else "nearest", keep_silent=False)
    project = create_project(place, f"Table 1, {video}")
    return add_video(project, data / video / "video.mp4", captions, settings, alignment)[0]


def _run_name(row: Row, mode: str, quick: bool) -> str:
    return f"{row.name}-{mode}{'-quick' if quick else ''}"


def _train(
    project: Project, row: Row, mode: str, epochs: int, quick: bool, device: str, report: Progress
) -> None:
    name = _run_name(row, mode, quick)
    done = Run(project, name).folder / "table1.json"
    if done.exists() and json.loads(done.read_text(encoding="utf-8"))["epochs"] >= epochs:
        return
    chosen = choose_device(device)
    overrides = {"padding": "batch", "embeddings": mode, "precision": "float32" if quick else "auto"}
    run = train_once(
        project,
        name,
        row.preset,
        overrides,
        epochs,
        device,
        lambda line: report(f"{name}, total {line['table1_total']:.3f}", line["epoch"] / line["epochs"]),
    )
    _write_result(run, row, mode, chosen)


def _write_result(run: Run, row: Row, mode: str, device: torch.device) -> None:
    """Keep the figures of the last epoch, and drop the state to go on from: two gigabytes per row."""
    last, status = run.metrics().iloc[-1], run.status()
    figures = {name: round(float(last[f"table1_{name}"]), 5) for name in ("image", "text", "total")}
    write_json(
        run.folder / "table1.json",
        {
            "row": row.name,
            "embeddings": mode,
            "epochs": int(last["epoch"]),
            **figures,
            "report": {name: value for name, value in asdict(row).items() if name in figures},
            "seconds": status["train_seconds"],
            "steps": status.get("engine", "eager"),
            "device": describe_device(device),
        },
    )
    (run.folder / "resume.safetensors").unlink(missing_ok=True)
