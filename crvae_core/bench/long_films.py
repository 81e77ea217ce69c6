"""Memory and disk of very long films: adding one to a project, reading its frames batch by batch."""

import json
import subprocess
import sys
import tempfile
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np

from crvae_core.progress import Progress
from crvae_core.project.project import open_project

SHORT_HOURS = 1.0
EVERY_S = 2.0
CAPTION_S = 8.0
SIZE = (96, 64)  # width, height; what is measured does not depend on it
STANDS_S = 3_000.0  # of a picture that stands
BATCH = 64
# Each step runs in a process of its own, so that its peak is its own. Imports come first: their memory is not the film's.
ADD = """
import json, sys
from pathlib import Path
from crvae_core.bench.ingest import peak_memory_mb
from crvae_core.material.ingest import IngestSettings, ingest
from crvae_core.text.tokenizers import tokenize
from crvae_core.text.vectors import open_vectors
tokenize("the news", "en"), open_vectors("shared", "en").vector("news")
before = peak_memory_mb()
film = Path(sys.argv[2])
project, video = ingest(Path(sys.argv[1]), film, film.with_suffix(".srt"), IngestSettings(every_s=float(sys.argv[3]), link=True))
print(json.dumps({"rows": video.frame_count, "before_mb": before, "peak_mb": peak_memory_mb()}))
"""
READ = """
import json, sys
from crvae_core.bench.ingest import peak_memory_mb
from crvae_core.project.project import open_project
project = open_project(sys.argv[1])
pairs, size = project.pairs(), int(sys.argv[3])
project.frames_of(pairs.iloc[:2])
before, total = peak_memory_mb(), 0
for first in range(0, len(pairs), size):
    total += int(project.frames_of(pairs.iloc[first : first + size]).sum(dtype="int64"))
print(json.dumps({"pairs": len(pairs), "before_mb": before, "peak_mb": peak_memory_mb()}))
"""


def measure_long_films(hours: float, progress: Progress | None = None) -> dict[str, Any]:
    """Compare a film of one hour with one of `hours`, whose frames all differ, and look at one whose pictures stand.

    Returns, for each, its rows, the frames stored, what it takes on the disk, and in MB the peak of adding it and of reading
    all its frames 64 at a time, both beyond what the process took before.
    """
    report = progress or (lambda what, share: None)
    found = {}
    films = {
        f"{SHORT_HOURS:g} h": (SHORT_HOURS, EVERY_S),
        f"{hours:g} h": (hours, EVERY_S),
        f"{hours:g} h of pictures that stand for 50 minutes": (hours, STANDS_S),
    }
    for place, (name, (length, step_s)) in enumerate(films.items()):
        report(f"A film of {name}", place / len(films))
        with tempfile.TemporaryDirectory(prefix="crvae-bench-", ignore_cleanup_errors=True) as folder:
            film = write_long_film(Path(folder) / "film.mkv", length * 3600, step_s)
            found[name] = _measure(Path(folder) / "project", film)
    return found


def write_long_film(path: Path, seconds: float, step_s: float) -> Path:
    """A film with a new picture every `step_s` seconds, and captions beside it (.srt)."""
    random = np.random.default_rng(0)
    with av.open(str(path), "w") as container:
        stream: Any = container.add_stream("libx264", rate=1, options={"preset": "ultrafast", "bf": "0"})
        stream.width, stream.height, stream.pix_fmt = *SIZE, "yuv420p"
        stream.codec_context.time_base = Fraction(1, 1000)
        for number in range(int(seconds / step_s)):
            blocks = random.integers(0, 255, (SIZE[1] // 16, SIZE[0] // 16, 3), dtype=np.uint8)
            frame = av.VideoFrame.from_ndarray(
                np.kron(blocks, np.ones((16, 16, 1), np.uint8)), format="rgb24"
            )
            frame.pts, frame.time_base = round(number * step_s * 1000), Fraction(1, 1000)
            container.mux(stream.encode(frame.reformat(format="yuv420p")))
        container.mux(stream.encode(None))
    rows = range(int(seconds / CAPTION_S))
    lines = (
        f"{row + 1}\n{_clock(row * CAPTION_S)} --> {_clock((row + 1) * CAPTION_S)}\nthe news, part {row % 500}\n"
        for row in rows
    )
    path.with_suffix(".srt").write_text("\n".join(lines), encoding="utf-8")
    return path


def _measure(project: Path, film: Path) -> dict[str, Any]:
    added = _run(ADD, project, film, EVERY_S)
    read = _run(READ, project, film, BATCH)
    opened = open_project(project)
    return {
        "rows": added["rows"],
        "stored_frames": len(opened.frames(opened.videos[0].video_id).stored),
        "project_mb": round(
            sum(file.stat().st_size for file in project.rglob("*") if file.is_file()) / 1e6, 1
        ),
        "adding_mb": round(added["peak_mb"] - added["before_mb"], 1),
        "reading_mb": round(read["peak_mb"] - read["before_mb"], 1),
    }


def _run(code: str, *arguments: object) -> dict[str, Any]:
    command = [sys.executable, "-c", code, *map(str, arguments)]
    done = subprocess.run(command, check=True, capture_output=True, encoding="utf-8")
    return json.loads(done.stdout.splitlines()[-1])


def _clock(seconds: float) -> str:
    whole = int(seconds)
    return f"{whole // 3600:02d}:{whole // 60 % 60:02d}:{whole % 60:02d},000"
