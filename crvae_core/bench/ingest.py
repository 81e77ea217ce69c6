"""Sampling a film: our time beside ffmpeg's on the same file, and the memory of a long film beside a short one's."""

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil

from crvae_core.bench.films import repeat_film, write_unit
from crvae_core.errors import InputError
from crvae_core.progress import Progress, unheard

FFMPEG_FILTER = "fps=1/2,scale=200:120"
SHORT_MINUTES = 1.0
# Each sampling runs in a process of its own, so that its peak is its own and its start-up is counted.
CHILD = """
import json, sys
from pathlib import Path
from crvae_core.bench.ingest import peak_memory_mb
from crvae_core.media.video import sample_video
info = sample_video(Path(sys.argv[1]), Path(sys.argv[2]), 2.0)
print(json.dumps({"frames": len(info.frame_times_s), "peak_mb": peak_memory_mb()}))
"""


def measure_ingest(
    pairs: int, minutes: float, long_minutes: float, progress: Progress | None = None
) -> dict[str, Any]:
    """Time our sampling and ffmpeg's in turn on a film of `minutes`, and compare peak memory.

    Returns the single times and their medians in seconds, `ratio` (ours / ffmpeg's) and the peaks in MB.

    Raises InputError if ffmpeg is not installed.
    """
    ffmpeg = shutil.which("ffmpeg")
    if not ffmpeg:
        raise InputError(
            "ffmpeg is not on this machine, so there is nothing to compare with: install it first"
        )
    report = progress or unheard
    with tempfile.TemporaryDirectory(prefix="crvae-bench-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        unit = write_unit(folder / "unit.mp4", lambda share: report("Making the film", share))
        film = repeat_film(unit, folder / "film.mp4", minutes * 60)
        size_mb = film.stat().st_size / 1e6
        ours, theirs = _time_in_turn(film, folder, ffmpeg, pairs, report)
        memory = _memory(unit, folder, long_minutes, report)
    return {
        "film": f"{minutes:g} min, 1080p30 H.264, GOP 250, {size_mb:.0f} MB",
        "ours_s": [round(value, 2) for value in ours],
        "ffmpeg_s": [round(value, 2) for value in theirs],
        "ours_median_s": round(statistics.median(ours), 2),
        "ffmpeg_median_s": round(statistics.median(theirs), 2),
        "ratio": round(statistics.median(ours) / statistics.median(theirs), 3),
        **memory,
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else None,
        "ffmpeg": _version(ffmpeg),
    }


def peak_memory_mb() -> float:
    """The largest resident memory of this process so far, in MB."""
    with suppress(OSError):  # Linux; getrusage keeps the parent's peak over the start of a child
        lines = Path("/proc/self/status").read_text(encoding="ascii", errors="replace").splitlines()
        return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) / 1024
    if sys.platform == "win32":
        return psutil.Process().memory_info().peak_wset / (1024 * 1024)
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024 * 1024 if sys.platform == "darwin" else 1024)


def _time_in_turn(
    film: Path, folder: Path, ffmpeg: str, pairs: int, report: Progress
) -> tuple[list[float], list[float]]:
    ours, theirs = [], []
    command = [ffmpeg, "-v", "error", "-nostdin", "-i", str(film), "-an", "-vf", FFMPEG_FILTER]
    for turn in range(pairs):
        report("Sampling and ffmpeg in turn", turn / pairs)
        start = time.perf_counter()
        _sample(film, folder / "sampled")
        ours.append(time.perf_counter() - start)
        start = time.perf_counter()
        subprocess.run([*command, "-f", "null", "-"], check=True, capture_output=True)
        theirs.append(time.perf_counter() - start)
    return ours, theirs


def _memory(unit: Path, folder: Path, long_minutes: float, report: Progress) -> dict[str, float]:
    peaks = {}
    for place, minutes in enumerate((SHORT_MINUTES, long_minutes)):
        report(f"Memory of a film of {minutes:g} minutes", place / 2)
        film = repeat_film(unit, folder / "memory.mp4", minutes * 60)
        peaks[minutes] = _sample(film, folder / "sampled")["peak_mb"]
    return {
        f"peak_{SHORT_MINUTES:g}_min_mb": round(peaks[SHORT_MINUTES], 1),
        f"peak_{long_minutes:g}_min_mb": round(peaks[long_minutes], 1),
        "memory_growth_mb": round(peaks[long_minutes] - peaks[SHORT_MINUTES], 1),
    }


def _sample(film: Path, folder: Path) -> dict[str, Any]:
    shutil.rmtree(folder, ignore_errors=True)
    done = subprocess.run(
        [sys.executable, "-c", CHILD, str(film), str(folder)],
        check=True,
        capture_output=True,
        encoding="utf-8",
    )
    return json.loads(done.stdout.splitlines()[-1])


def _version(ffmpeg: str) -> str:
    first = subprocess.run(
        [ffmpeg, "-version"], check=True, capture_output=True, encoding="utf-8"
    ).stdout.splitlines()[0]
    return " ".join(first.split()[:3])
