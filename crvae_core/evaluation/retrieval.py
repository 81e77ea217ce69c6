"""Does a picture find its own words among those of other moments, and words their picture, on pairs never trained on?

Measured against chance and against canonical correlations (CCA; Hotelling 1936), the linear way to bring two views into
one space.
"""

from typing import Any

import numpy as np

from crvae_core.decoding.points import scenes_of_halves
from crvae_core.model.crvae import CRVAE
from crvae_core.model.moment_model import MomentModel
from crvae_core.runs.moments import moments_of
from crvae_core.runs.pair_data import PairData
from crvae_core.runs.run import Run
from crvae_core.runs.run_words import load_run_pairs

AT = 10  # nearest moments in which the own one is looked for
COMPONENTS = 10  # principal components of each view that CCA starts from
SHRINKAGE = 0.1  # of the variances that CCA divides by; without it so few pairs are learnt by heart


def held_out_retrieval(model: MomentModel, seen: PairData, unseen: PairData) -> dict[str, Any] | None:
    """Recall at AT of both directions on held-out pairs, by the model and by CCA, and by chance.

    None for models that do not infer a scene from each half, and where fewer than AT + 2 held-out pairs have words.
    """
    known, new = (data.select(np.flatnonzero(data.spoken.numpy())) for data in (seen, unseen))
    if not isinstance(model, CRVAE) or len(new) < AT + 2 or len(known) < AT + 2:
        return None
    shown, said = (half.numpy() for half in scenes_of_halves(model, new))
    centres = [half.numpy().mean(axis=0) for half in scenes_of_halves(model, known)]
    shown, said = shown - centres[0], said - centres[1]
    by_picture, by_words = linear_views(known, new)
    return {
        "pairs": len(new),
        "picture_to_words": recall(shown, said),
        "words_to_picture": recall(said, shown),
        "cca_picture_to_words": recall(by_picture, by_words),
        "cca_words_to_picture": recall(by_words, by_picture),
        "chance": AT / len(new),
    }


def trained_retrieval(run: Run) -> float:
    """Recall at AT on all pairs with words of a run of the CRVAE, the mean of both directions: is there any link at all?"""
    moments = moments_of(run)
    data = load_run_pairs(run, moments.pairs[moments.trained])
    model = run.load_model()
    assert isinstance(model, CRVAE)
    shown, said = (
        half.numpy() - half.numpy().mean(axis=0)
        for half in scenes_of_halves(model, data.select(np.flatnonzero(data.spoken.numpy())))
    )
    return (recall(shown, said) + recall(said, shown)) / 2


def recall(queries: np.ndarray, targets: np.ndarray, at: int = AT) -> float:
    """The share of rows whose own target is among the `at` nearest ones; equally near ones share their places.

    Args:
        queries, targets: (N, Z) in one space; row i belongs to row i.
    """
    distances = ((queries[:, None] - targets[None]) ** 2).sum(axis=2)
    own = np.diag(distances)[:, None]
    nearer, level = (distances < own).sum(axis=1), (distances == own).sum(axis=1)
    return float(np.clip((at - nearer) / level, 0, 1).mean())


def linear_views(known: PairData, new: PairData) -> tuple[np.ndarray, np.ndarray]:
    """Pictures and texts of `new` in the common space of CCA that was fitted on `known`, each (M, C).

    A picture is 12 x 20 colours, a text the mean of its word vectors.
    """
    (pictures, new_pictures), (texts, new_texts) = (
        _principal(view(known), view(new)) for view in (_pictures, _texts)
    )
    first, second = (_whitening(view) for view in (pictures, texts))
    cross = first.T @ (pictures.T @ texts / len(pictures)) @ second
    left, strengths, right = np.linalg.svd(cross, full_matrices=False)
    return new_pictures @ first @ left * strengths, new_texts @ second @ right.T * strengths


def _pictures(data: PairData) -> np.ndarray:
    images = data.images.cpu().numpy()
    return np.stack([image.reshape(3, 12, 10, 20, 10).mean(axis=(2, 4)).ravel() for image in images]) / 255


def _texts(data: PairData) -> np.ndarray:
    vectors = data.vectors(data.token_ids, data.mask).sum(dim=1) / data.mask.sum(dim=1, keepdim=True)
    return vectors.double().numpy()


def _principal(known: np.ndarray, new: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    centre = known.mean(axis=0)
    axes = np.linalg.svd(known - centre, full_matrices=False)[2][: min(COMPONENTS, len(known) - 1)].T
    return (known - centre) @ axes, (new - centre) @ axes


def _whitening(view: np.ndarray) -> np.ndarray:
    """What gives a view's principal components variance 1, nearly."""
    variances = view.var(axis=0)
    return np.diag(1 / np.sqrt(variances + SHRINKAGE * variances.mean() + 1e-12))
