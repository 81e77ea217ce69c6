"""How often the recommended k is right: made groups of known number, and data without any, in seeded draws."""

import time
from typing import Any

import numpy as np

from crvae_core.analysis.k_selection import DEFAULT_KS, sweep_k
from crvae_core.analysis.recommendation import recommend_k
from crvae_core.errors import InputError
from crvae_core.progress import Progress, unheard

KINDS = ("blobs", "uneven blobs", "uniform", "gaussian", "elongated", "more than tried")
APART = 8.0  # least distance of two centres, in standard deviations of a group along the line between them


def measure_recommendation(
    draws: int, kinds: tuple[str, ...] = KINDS, progress: Progress | None = None
) -> dict[str, Any]:
    """Share of right answers in `draws` seeded data sets of each kind, with every wrong one.

    Right is the true number for blobs, and "no clear k" for data without groups and for more groups than were tried.
    """
    report = progress or unheard
    found: dict[str, Any] = {}
    for kind in kinds:
        wrong, start = [], time.perf_counter()
        for seed in range(draws):
            report(f"Recommending k: {kind}", seed / draws)
            vectors, truth = made_data(kind, seed)
            ks = range(2, 7) if kind == "more than tried" else DEFAULT_KS
            answer = recommend_k(sweep_k(vectors, ks, seed).curves)
            if answer.k != truth:
                wrong.append({"seed": seed, "shape": list(vectors.shape), "truth": truth, "said": answer.k})
        found[kind] = {
            "right": draws - len(wrong),
            "draws": draws,
            "seconds_each": round((time.perf_counter() - start) / draws, 2),
            "wrong": wrong,
        }
    return found


def named_kinds(text: str | None) -> tuple[str, ...]:
    """Kinds from a text with commas between them, all without one; raises InputError for an unknown kind."""
    if text is None:
        return KINDS
    kinds = tuple(part.strip() for part in text.split(","))
    unknown = [kind for kind in kinds if kind not in KINDS]
    if unknown:
        raise InputError(f"{unknown[0]!r} is no kind of data: choose among {', '.join(KINDS)}")
    return kinds


def made_data(kind: str, seed: int) -> tuple[np.ndarray, int | None]:
    """Vectors (N, Z) of one of KINDS and the number of groups in them (None: no clear one)."""
    random = np.random.default_rng([seed, KINDS.index(kind)])
    dim = int(random.choice([2, 3, 5, 10, 30, 100, 192]))
    if kind in ("blobs", "uneven blobs"):
        k = int(random.integers(2, 9))
        return _groups(random, k, dim, uneven=kind == "uneven blobs"), k
    if kind == "more than tried":
        return _groups(random, 12, max(dim, 5), uneven=False), None
    count = int(random.choice([60, 100, 200]))
    if kind == "uniform":
        return random.uniform(size=(count, dim)), None
    spread = np.ones(dim) if kind == "gaussian" else 1 / np.sqrt(np.arange(1, dim + 1))
    return random.normal(size=(count, dim)) * spread, None


def _groups(random: np.random.Generator, k: int, dim: int, uneven: bool) -> np.ndarray:
    """k round groups of 8 to 120 members (or of one size), no two centres nearer than APART, shuffled."""
    side = APART * max(2.0, k ** (1 / dim) * 1.5)
    centres = np.empty((0, dim))
    while len(centres) < k:
        place = random.uniform(0, side, size=dim)
        if all(np.linalg.norm(place - other) >= APART for other in centres):
            centres = np.vstack([centres, place])
    sizes = random.integers(12, 120, size=k) if uneven else np.full(k, random.choice([12, 25, 60]))
    labels = random.permutation(np.repeat(np.arange(k), sizes))
    return centres[labels] + random.normal(size=(len(labels), dim))
