"""How long the answers of a comparison take for two groups of many videos, and how long to read them when they are kept."""

import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from crvae_core.bench.compare import all_words, corpus_style, corpus_themes, words_of
from crvae_core.bench.compare_corpus import Corpus, Plan, made_corpus
from crvae_core.compare.as_2023 import two_gaussians
from crvae_core.compare.film_look import FilmLook, culture_or_film
from crvae_core.compare.records import codec
from crvae_core.compare.spaces import SPACES, Spaces
from crvae_core.compare.style import AT_ONCE, style_of
from crvae_core.compare.style_effects import StyleEffects
from crvae_core.compare.told import Told, who_tells
from crvae_core.progress import Progress, unheard

VIDEOS = 100  # of each group
VALUES = 64  # of a vector by one half, as the default preset's scene and details have


def measure_times(moments: int, progress: Progress | None = None) -> dict[str, Any]:
    """Seconds for every answer with two groups of VIDEOS videos, `moments` moments in all, and for reading kept ones."""
    report, found = progress or unheard, {}
    corpus = made_corpus(Plan(VIDEOS, max(1, moments // (2 * VIDEOS))), 0)
    labels, answers = corpus.kinds, {}
    busy = time.process_time()
    for number, (name, ask) in enumerate(_questions(corpus, labels).items()):
        report(name, number / 8)
        start = time.perf_counter()
        answers[name] = ask()
        found[f"{name}_s"] = round(time.perf_counter() - start, 2)
    found["all_s"] = round(sum(found.values()), 2)
    found["all_processor_s"] = round(
        time.process_time() - busy, 2
    )  # what it takes where nothing else runs, at most
    found |= _reading(answers)
    pictures = np.random.default_rng(0).integers(0, 256, (AT_ONCE, 120, 200, 3), dtype=np.uint8)
    start = time.perf_counter()
    style_of(pictures)
    found["style_of_1000_pictures_s"] = round((time.perf_counter() - start) * 1000 / AT_ONCE, 2)
    return {"moments": len(labels), "cores": os.cpu_count(), **found, "load": [round(x, 1) for x in _load()]}


def _questions(corpus: Corpus, labels: np.ndarray) -> dict[str, Callable[[], Any]]:
    wide = np.hstack([corpus.vectors] * (VALUES // corpus.vectors.shape[1]))
    spaces = Spaces(dict.fromkeys(SPACES, wide), np.ones(len(labels), bool))
    told = {f"told {name}": lambda name=name: who_tells(corpus.sides, spaces, name) for name in SPACES}
    return {
        "themes": lambda: corpus_themes(corpus, labels),
        "style": lambda: corpus_style(corpus, labels),
        "words": lambda: all_words(words_of(corpus, labels, None)),
        "look": lambda: culture_or_film(corpus.sides, wide),
        "2023": lambda: two_gaussians(corpus.sides, wide),
        **told,
    }


def _reading(answers: dict[str, Any]) -> dict[str, float]:
    """Seconds to read what a first view shows, and one further answer, from disk."""
    kinds = {"style": StyleEffects, "look": FilmLook, "told both": Told}
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        for name, kind in kinds.items():
            codec(kind).write(Path(folder) / name, answers[name])
        seconds = {}
        for name, kind in kinds.items():
            start = time.perf_counter()
            codec(kind).read(Path(folder) / name)
            seconds[name] = time.perf_counter() - start
    return {
        "first_view_from_disk_s": round(sum(seconds.values()), 3),
        "slowest_answer_from_disk_s": round(max(seconds.values()), 3),
    }


def _load() -> tuple[float, ...]:
    return os.getloadavg() if hasattr(os, "getloadavg") else ()
