"""The core of the CRVAE explorer: from a video and its captions to one vector per moment, and what they show.

    import crvae_core as crvae

    project = crvae.create_project(Path("news"))
    project, video = crvae.add_video(project, Path("news.mp4"), Path("news.srt"))
    run = crvae.train(project)
    crvae.evaluate(project)
    clusters = crvae.cluster(run.latents(), k=5)

Names are loaded when they are first used, so that training runs where the readers of videos are not installed.
"""

import importlib
import os
from typing import Any

# Threads that wait for each other by spinning slow a training down tenfold as soon as another program wants a core.
# Read by OpenMP when torch is loaded, so it has to be set before; a value from outside is respected.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
# Large tensors in large pages (Linux): a step that fills fresh gradients is a fifth faster. Read by torch as well.
os.environ.setdefault("THP_MEM_ALLOC_ENABLE", "1")

_HOME = {
    "read_captions": "media.captions",
    "create_project": "project.project",
    "open_project": "project.project",
    "add_video": "material.ingest",
    "train": "training.loop",
    "open_run": "runs.run",
    "evaluate": "evaluation.evaluation",
    "reconstruct": "decoding.reconstruct",
    "encode": "decoding.reconstruct",
    "encode_new": "decoding.new_pairs",
    "decode_point": "decoding.points",
    "read_out": "decoding.verbalise",
    "weigh_parts": "analysis.weighting",
    "cluster": "analysis.clustering",
    "sweep_k": "analysis.k_selection",
    "project_map": "analysis.projection",
    "InputError": "errors",
}
__all__ = list(_HOME)


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(importlib.import_module(f"{__name__}.{_HOME[name]}"), name)
    globals()[name] = value
    return value
