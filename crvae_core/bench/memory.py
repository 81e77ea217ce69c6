"""The memory in which a large project is evaluated: made films of noise and made words, a run of the default preset.

What the pictures show does not matter to the memory, so the run is trained for one epoch on a few moments alone, and told that
it was trained on all.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from crvae_core.errors import CrvaeError
from crvae_core.files import write_array
from crvae_core.media.stored_frame import FRAME_HEIGHT, FRAME_WIDTH, PLACES_FILE
from crvae_core.progress import Progress, unheard
from crvae_core.project.fingerprints import fingerprints
from crvae_core.project.new_project import create_project
from crvae_core.project.pairs import write_pairs
from crvae_core.project.project import Project, open_project, save_project
from crvae_core.project.video_entry import VideoEntry
from crvae_core.runs.run import Run, write_config
from crvae_core.runs.saved_moments import write_moments
from crvae_core.text.vectors import Vocabulary
from crvae_core.training.loop import train

RUN = "default-1"
TRAINED = 64  # moments of the training
FILM = 10_000  # moments of a film
ROWS_PER_FRAME = 4  # each frame stands so long, which spares the disk
WORDS, DIM = 2_000, 300  # different words of a film, values of a word vector
LONGEST = 20  # words of a moment
HELD_OUT = 0.05  # share of the moments that the figures of unseen ones are of
SMALL = {"image_width": 16, "image_features": 16, "text_hidden": 16}  # the vectors stay as long as they are
SECONDS = 2.0  # from a moment to the next
# in a process of its own, so that its peak is its own
CHILD = """
import json, sys, time
from crvae_core.bench.ingest import peak_memory_mb
from crvae_core.evaluation.evaluation import evaluate
from crvae_core.project.project import open_project
from crvae_core.runs.run import open_run
run = open_run(open_project(sys.argv[1]))
before, started = peak_memory_mb(), time.perf_counter()
found = evaluate(run)
print(json.dumps({"pairs": found.pairs, "held_out": found.held_out.pairs if found.held_out else 0,
    "before_mb": round(before), "peak_mb": round(peak_memory_mb()), "seconds": round(time.perf_counter() - started)}))
"""


def measure_memory(
    counts: list[int], small: bool = False, folder: Path | None = None, progress: Progress | None = None
) -> dict[str, Any]:
    """The peak of memory, in MB, of a process that evaluates a run on as many moments as each of `counts` says.

    small: networks of a tenth of the width. folder: where the projects go for the while; 18 KB for each moment.
    """
    report, rows = progress or unheard, []
    for place, count in enumerate(counts):
        with tempfile.TemporaryDirectory(
            prefix="crvae-bench-", dir=folder, ignore_cleanup_errors=True
        ) as name:
            report(f"Making {count:,} moments", place / len(counts))
            project = make_large(Path(name) / "project", count, SMALL if small else {})
            report(f"Evaluating {count:,} moments", (place + 0.5) / len(counts))
            rows.append(_evaluated(project.folder))
    return {
        "rows": rows,
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else None,
    }


def _evaluated(folder: Path) -> dict[str, Any]:
    call = [sys.executable, "-c", CHILD, str(folder)]
    done = subprocess.run(call, capture_output=True, encoding="utf-8", check=False)
    if done.returncode:
        raise CrvaeError(f"the evaluation ended with {done.returncode}: {done.stderr.strip()[-1000:]}")
    return json.loads(done.stdout.splitlines()[-1])


def make_large(folder: Path, count: int, overrides: Mapping[str, Any] | None = None) -> Project:
    """A project of `count` moments in films of FILM, with a run that was trained on a few of the first film's."""
    project = create_project(folder, "large")
    sizes = [TRAINED, *(min(FILM, count - first) for first in range(TRAINED, count, FILM))]
    entries = [_entry(number, size) for number, size in enumerate(sizes)]
    tables = [_write_film(project, entry, np.random.default_rng(at)) for at, entry in enumerate(entries)]
    _save(project, entries[:1], tables[:1])
    run = train(open_project(folder), RUN, overrides=overrides, epochs=1, device="cpu")
    _save(project, entries, tables)
    _trained_on_all(Run(open_project(folder), run.name))
    return open_project(folder)


def _save(project: Project, entries: list[VideoEntry], tables: list[pd.DataFrame]) -> None:
    save_project(replace(project, videos=tuple(entries)))
    write_pairs(project.folder / "pairs.parquet", pd.concat(tables, ignore_index=True))


def _trained_on_all(run: Run) -> None:
    """Have a run say that it was trained on all moments of its project, but those that it holds out."""
    table = run.project.pairs()
    names = table["pair_id"].tolist()
    unseen = set(names[:: round(1 / HELD_OUT)])
    moments = fingerprints(run.project, table).assign(trained=~table["pair_id"].isin(unseen))
    write_moments(run.folder, moments, np.zeros((len(names), run.latents().shape[1]), np.float32))
    held_out = [name for name in names if name in unseen]
    videos = [entry.video_id for entry in run.project.videos]
    write_config(
        run, run.folder, {"pair_ids": names, "held_out": held_out, "videos": videos, "longest_text": LONGEST}
    )


def _entry(number: int, count: int) -> VideoEntry:
    return VideoEntry(
        video_id=f"film-{number}",
        name=f"Film {number}",
        source="source.mp4",
        captions_name="captions.srt",
        language="en",
        vectors="made",
        duration_s=SECONDS * count,
        frame_count=count,
        pair_count=count,
        every_s=SECONDS,
        alignment={},
    )


def _write_film(project: Project, entry: VideoEntry, random: np.random.Generator) -> pd.DataFrame:
    """Frames and words of a film; its pairs."""
    folder, count = project.folder / "videos" / entry.video_id, entry.frame_count
    folder.mkdir(parents=True)
    places = np.arange(count, dtype=np.int32) // ROWS_PER_FRAME
    shape = (int(places[-1]) + 1, FRAME_HEIGHT, FRAME_WIDTH, 3)
    write_array(folder / "frames.npy", random.integers(0, 256, shape, dtype=np.uint8))
    write_array(folder / PLACES_FILE, places)
    words = [f"word{number}" for number in range(WORDS)]
    vectors = random.normal(scale=0.4, size=(WORDS, DIM)).astype(np.float32)
    Vocabulary(words, vectors, ["exact"] * WORDS).save(folder)
    lengths = random.integers(1, LONGEST + 1, count)
    lengths[0] = LONGEST
    tokens = [[words[word] for word in random.integers(0, WORDS, length)] for length in lengths]
    times = SECONDS * np.arange(count)
    return pd.DataFrame(
        {
            "pair_id": [f"{entry.video_id}-f{row:06d}" for row in range(count)],
            "video_id": entry.video_id,
            "frame_time_s": times,
            "frame_row": np.arange(count),
            "start_s": times,
            "end_s": times + SECONDS,
            "text": [" ".join(said) for said in tokens],
            "tokens": tokens,
            "unknown_share": 0.0,
            "kept": True,
        }
    )
