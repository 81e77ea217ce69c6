"""What the front door offers on a run: each function takes a run, or a project and the name of one of its runs."""

import numpy as np
import pandas as pd

from crvae_core.analysis.weighting import DEFAULT_PICTURE_WEIGHT
from crvae_core.compare.comparison import Comparison, compare_run
from crvae_core.decoding import new_pairs
from crvae_core.decoding import reconstruct as decoding
from crvae_core.decoding import verbalise as wording
from crvae_core.decoding.new_pairs import Encoded
from crvae_core.decoding.reconstruct import Reconstructions
from crvae_core.decoding.verbalise import Language, Source, Verbalised
from crvae_core.evaluation import evaluation as evaluating
from crvae_core.project.project import Project
from crvae_core.project.property_values import GROUP
from crvae_core.runs import moments as run_moments
from crvae_core.runs.evaluation import Evaluation
from crvae_core.runs.moments import Moments
from crvae_core.runs.run import Run, open_run
from crvae_core.text.nearest_words import Metric


def evaluate(project: Project | Run, run: str | None = None) -> Evaluation:
    """Measure a run, the newest by default, on the moments it was trained on (see evaluation/evaluation.py).

    Figures can be asked for by name, `found.image_mse` or `found["image_mse"]`; raises RunError if there is no such run.
    """
    return evaluating.evaluate(_run(project, run))


def moments_of(project: Project | Run, run: str | None = None) -> Moments:
    """The moments of a run that are still what was encoded, with their vectors (see runs/moments.py)."""
    return run_moments.moments_of(_run(project, run))


def encode(project: Project | Run, run: str | None = None) -> np.ndarray:
    """The mean latent of every pair of the project as it is now, float32 (N, Z), in the order of its pairs table."""
    return decoding.encode(_run(project, run))


def reconstruct(
    project: Project | Run, run: str | None = None, rows: list[int] | None = None
) -> Reconstructions:
    """Decode pairs from their mean latents; rows: of the project's pairs table, all by default."""
    opened = _run(project, run)
    pairs = None if rows is None else opened.project.pairs().iloc[rows]
    return decoding.reconstruct(opened, pairs)


def encode_new(
    project: Project | Run,
    run: str | None = None,
    source: Project | None = None,
    video_ids: list[str] | None = None,
) -> Encoded:
    """Encode pairs with a run that need not have seen them (see decoding/new_pairs.py)."""
    return new_pairs.encode_new(_run(project, run), source, video_ids)


def verbalise(
    project: Project | Run,
    run: str | None = None,
    pairs: pd.DataFrame | None = None,
    source: Source = "videos",
    language: Language = "same",
    k: int = 1,
    metric: Metric = "cosine",
) -> Verbalised:
    """Put moments into words from their vectors alone, the k best words at each place (see decoding/verbalise.py)."""
    return wording.verbalise(_run(project, run), pairs, source, language, k, metric)


def compare_groups(
    project: Project | Run,
    run: str | None = None,
    by: str = GROUP,
    first: str | None = None,
    second: str | None = None,
    k: int | None = None,
    picture_weight: float = DEFAULT_PICTURE_WEIGHT,
    without_film_look: bool = False,
    tag: str = "",
) -> Comparison:
    """Compare two groups of a run's videos (see compare/comparison.py): `compare_groups(project).themes().sentence()`.

    by: a property of videos, "video", or "tag": the moments of each tag. first, second: names of groups, by default the two
    with the most moments. tag: only moments with it (its id).
    Raises GroupsError where there are no two groups.
    """
    return compare_run(
        _run(project, run), by, (first, second), k, picture_weight, without_look=without_film_look, tag=tag
    )


def _run(project: Project | Run, name: str | None) -> Run:
    return project if isinstance(project, Run) else open_run(project, name)
