"""Times of what people wait for while they explore, on made moments: sweep, map, and answers to clicks."""

import os
import statistics
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from crvae_core.analysis.clustering import cluster, medoids
from crvae_core.analysis.k_selection import DEFAULT_KS, stored_sweep
from crvae_core.analysis.neighbours import nearest, trust
from crvae_core.analysis.projection import MapSettings, map_note, stored_map
from crvae_core.analysis.recommendation import recommend_k
from crvae_core.errors import InputError
from crvae_core.progress import Progress, unheard

COUNTS = (1_000, 10_000, 100_000)
DIM = 192  # of the default model's latents
REPEATS = 5  # of what takes less than a second; the median counts


def measure_explore(
    counts: tuple[int, ...] = COUNTS, method: str = "tsne", progress: Progress | None = None
) -> dict[str, Any]:
    """Seconds of each step on `counts` made moments of 192 values, with what was sampled."""
    report = progress or unheard
    found: dict[str, Any] = {}
    for index, count in enumerate(counts):
        with tempfile.TemporaryDirectory(prefix="crvae-explore-", ignore_cleanup_errors=True) as folder:
            found[f"{count:,}"] = _measure(
                made_moments(count),
                Path(folder),
                method,
                partial(_report_part, report, index, len(counts)),
            )
    load = round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else None
    return found | {"cores": os.cpu_count(), "load": load}


def named_counts(text: str) -> tuple[int, ...]:
    """Numbers of moments from a text such as 1000,10000; raises InputError if they are none."""
    parts = [part.strip() for part in text.split(",")]
    if not all(part.isdigit() and 100 <= int(part) <= 1_000_000 for part in parts):
        raise InputError(f"{text!r} are no numbers of moments: write them like 1000,10000, each at least 100")
    return tuple(int(part) for part in parts)


def made_moments(count: int, seed: int = 0) -> np.ndarray:
    """Latents (count, 192) like a film's: scenes that last and return, drifting, with a spread that falls off."""
    random = np.random.default_rng(seed)
    scenes = random.normal(size=(9, DIM))
    stays = random.geometric(0.05, size=count)
    scene_of = np.repeat(random.integers(0, len(scenes), size=count), stays)[:count]
    falling = 3 / np.sqrt(np.arange(1, DIM + 1))
    drift = np.cumsum(random.normal(size=(count, 4)), axis=0) / np.sqrt(count)
    vectors = scenes[scene_of] + random.normal(size=(count, DIM)) * falling
    vectors[:, :4] += drift
    return vectors


def _measure(vectors: np.ndarray, folder: Path, method: str, report: Progress) -> dict[str, Any]:
    settings = MapSettings(method=method)
    report(f"{len(vectors):,} moments: sweep over k", 0.0)
    sweep, sweep_s, cpu_s = _timed(lambda: stored_sweep(folder, vectors))
    report(f"{len(vectors):,} moments: map", 0.5)
    points, map_s, map_cpu_s = _timed(lambda: stored_map(folder, vectors, settings))
    report(f"{len(vectors):,} moments: clicks", 0.9)
    ids = np.array([f"pair-{row}" for row in range(len(vectors))])
    clustering, cluster_s, _ = _timed(lambda: cluster(vectors, 6))
    warm = {
        "open_stored_sweep_s": lambda: stored_sweep(folder, vectors),
        "open_stored_map_s": lambda: stored_map(folder, vectors, settings),
        "k_to_members_s": lambda: _members(sweep.labels_for(sweep.ks[4]), ids),
        "nearest_s": lambda: nearest(vectors, len(vectors) // 2, 12, apart=2),
        "medoids_s": lambda: medoids(vectors, clustering),
    }
    _, trust_s, _ = _timed(lambda: trust(vectors, points, 10))
    note = map_note(len(vectors), settings)
    return {
        "sweep_s": round(sweep_s, 2),
        "sweep_cpu_s": round(cpu_s, 2),
        f"map_{method}_s": round(map_s, 2),
        f"map_{method}_cpu_s": round(map_cpu_s, 2),
        "one_clustering_s": round(cluster_s, 2),
        "trust_s": round(trust_s, 2),
        **{name: _median_s(step) for name, step in warm.items()},
        "ks": f"{DEFAULT_KS[0]}-{DEFAULT_KS[-1]}",
        "suggested_k": recommend_k(sweep.curves).k,
        "notes": [*sweep.notes, *([note] if note else [])],
    }


def _report_part(report: Progress, index: int, parts: int, what: str, share: float) -> None:
    report(what, (index + share) / parts)


def _members(labels: np.ndarray, ids: np.ndarray) -> dict[int, list[str]]:
    """What a change of k asks for: the members of every cluster."""
    return {int(number): ids[labels == number].tolist() for number in np.unique(labels)}


def _timed(step: Callable[[], Any]) -> tuple[Any, float, float]:
    """The result, seconds by the clock, and seconds of processor time."""
    start, cpu = time.perf_counter(), time.process_time()
    result = step()
    return result, time.perf_counter() - start, time.process_time() - cpu


def _median_s(step: Callable[[], Any]) -> float:
    return round(statistics.median(_timed(step)[1] for _ in range(REPEATS)), 4)
