"""The core of the CRVAE explorer: from a video and its captions to one vector per moment, and what they show.

    import crvae_core as crvae

    project = crvae.create_project(Path("news"))
    project, video = crvae.add_video(project, Path("news.mp4"), Path("news.srt"))
    run = crvae.train(project)
    crvae.evaluate(run).image_mse
    moments = crvae.moments_of(run)  # what has a vector, and what was left out
    clusters = crvae.cluster(moments.vectors(), k=5)

Names are loaded when they are first used, so that training runs where the readers of videos are not installed.
"""

import importlib
import os
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

# Threads that wait for each other by spinning slow a training down tenfold as soon as another program wants a core.
# Read by OpenMP when torch is loaded, so it has to be set before; a value from outside is respected.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
# Large tensors in large pages (Linux): a step that fills fresh gradients is a fifth faster. Read by torch as well.
os.environ.setdefault("THP_MEM_ALLOC_ENABLE", "1")

if TYPE_CHECKING:  # what editors and type checkers see; a test holds it to _HOME
    from crvae_core.analysis.clustering import cluster as cluster
    from crvae_core.analysis.k_selection import sweep_k as sweep_k
    from crvae_core.analysis.projection import project_map as project_map
    from crvae_core.analysis.weighting import weigh_parts as weigh_parts
    from crvae_core.api import compare_groups as compare_groups
    from crvae_core.api import encode as encode
    from crvae_core.api import encode_new as encode_new
    from crvae_core.api import evaluate as evaluate
    from crvae_core.api import moments_of as moments_of
    from crvae_core.api import reconstruct as reconstruct
    from crvae_core.api import verbalise as verbalise
    from crvae_core.decoding.points import decode_point as decode_point
    from crvae_core.errors import InputError as InputError
    from crvae_core.export.everything import export_run as export_run
    from crvae_core.export.moments_table import moments_table as moments_table
    from crvae_core.export.selection import Selection as Selection
    from crvae_core.material.ingest import add_video as add_video
    from crvae_core.media.captions import read_captions as read_captions
    from crvae_core.notes.agreement import coder_agreement as coder_agreement
    from crvae_core.notes.codebook import add_tag as add_tag
    from crvae_core.notes.codebook import read_codebook as read_codebook
    from crvae_core.notes.findings import Finding as Finding
    from crvae_core.notes.findings import add_finding as add_finding
    from crvae_core.notes.findings import read_findings as read_findings
    from crvae_core.notes.marks import cluster_place as cluster_place
    from crvae_core.notes.marks import moment_place as moment_place
    from crvae_core.notes.marks import put_marks as put_marks
    from crvae_core.notes.marks import read_marks as read_marks
    from crvae_core.notes.marks import stretch_place as stretch_place
    from crvae_core.notes.tagged import tags_of_moments as tags_of_moments
    from crvae_core.project.naming import open_project as open_project
    from crvae_core.project.new_project import create_project as create_project
    from crvae_core.runs.run import open_run as open_run
    from crvae_core.training.loop import train as train

_HOME = {
    "read_captions": "media.captions",
    "create_project": "project.new_project",
    "open_project": "project.naming",
    "add_video": "material.ingest",
    "train": "training.loop",
    "open_run": "runs.run",
    "moments_of": "api",
    "evaluate": "api",
    "reconstruct": "api",
    "encode": "api",
    "encode_new": "api",
    "decode_point": "decoding.points",
    "verbalise": "api",
    "compare_groups": "api",
    "weigh_parts": "analysis.weighting",
    "cluster": "analysis.clustering",
    "sweep_k": "analysis.k_selection",
    "project_map": "analysis.projection",
    "read_codebook": "notes.codebook",
    "add_tag": "notes.codebook",
    "moment_place": "notes.marks",
    "stretch_place": "notes.marks",
    "cluster_place": "notes.marks",
    "put_marks": "notes.marks",
    "read_marks": "notes.marks",
    "tags_of_moments": "notes.tagged",
    "coder_agreement": "notes.agreement",
    "Finding": "notes.findings",
    "add_finding": "notes.findings",
    "read_findings": "notes.findings",
    "moments_table": "export.moments_table",
    "Selection": "export.selection",
    "export_run": "export.everything",
    "InputError": "errors",
}
__all__ = list(_HOME)


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(importlib.import_module(f"{__name__}.{_HOME[name]}"), name)
    globals()[name] = value
    return value
