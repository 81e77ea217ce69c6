"""Does a picture find its own words among those of other moments, and words their picture, on pairs never trained on?

Measured against chance and against canonical correlations (CCA; Hotelling 1936), the linear way to bring two views into
one space.
"""

from collections.abc import Iterator
from functools import reduce

import numpy as np
from scipy.spatial.distance import cdist

from crvae_core.decoding.halves import scenes_of_halves
from crvae_core.evaluation.baselines import thin_rows
from crvae_core.evaluation.contents import small_pictures
from crvae_core.model.moment_model import MomentModel
from crvae_core.runs.evaluation import Retrieval
from crvae_core.runs.filled import Filled
from crvae_core.runs.moments import moments_of
from crvae_core.runs.pair_data import PairData
from crvae_core.runs.run import Run
from crvae_core.runs.run_words import in_words_of
from crvae_core.runs.stored_pairs import Pairs, StoredPairs, chunks

AT = 10  # nearest moments in which the own one is looked for
COMPONENTS = 10  # principal components of each view that CCA starts from
_ROWS = 512  # whose distances to all are in memory at a time
SHRINKAGE = 0.1  # of the variances that CCA divides by; without it so few pairs are learnt by heart


def held_out_retrieval(model: MomentModel, seen: Pairs, unseen: Pairs) -> Retrieval | None:
    """Recall at AT of both directions on held-out pairs, by the model and by CCA, and by chance.

    None for models that do not infer a scene from each half, and where fewer than AT + 2 pairs of a kind have words.
    """
    known, new = (np.flatnonzero(pairs.spoken.numpy()) for pairs in (seen, unseen))
    if not model.reads_halves or len(new) < AT + 2 or len(known) < AT + 2:
        return None
    shown, said = model_views(model, seen, unseen)
    some = known[thin_rows(len(known))]
    by_picture, by_words = linear_views(_views(seen, some), _views(unseen, new))
    return Retrieval(
        pairs=len(new),
        picture_to_words=recall(shown, said),
        words_to_picture=recall(said, shown),
        cca_picture_to_words=recall(by_picture, by_words),
        cca_words_to_picture=recall(by_words, by_picture),
        chance=AT / len(new),
    )


def trained_retrieval(run: Run) -> float:
    """Recall at AT on all pairs with words that a run was trained on, the mean of both directions: is there any link at all?

    For models that infer a scene from each half.
    """
    moments = moments_of(run)
    pairs = StoredPairs(run, moments.pairs[moments.trained])
    shown, said = (half - half.mean(axis=0) for half in _all_halves(run.load_model(), pairs))
    return (recall(shown, said) + recall(said, shown)) / 2


Views = tuple[np.ndarray, np.ndarray]  # of the same pairs: by their pictures, by their words


def model_views(model: MomentModel, seen: Pairs, unseen: Pairs) -> Views:
    """The scenes of unseen pairs with words by the picture alone and by the words alone, each about its mean in `seen`."""
    sums = reduce(
        np.add, (np.stack([half.sum(0, np.float64) for half in some]) for some in _halves(model, seen))
    )
    centres = (sums / int(seen.spoken.sum())).astype(np.float32)
    shown, said = (half - centre for half, centre in zip(_all_halves(model, unseen), centres, strict=True))
    return shown, said


def _all_halves(model: MomentModel, pairs: Pairs) -> Views:
    found = Filled(int(pairs.spoken.sum()))
    for shown, said in _halves(model, pairs):
        found.add(shown=shown, said=said)
    return found["shown"], found["said"]


def _halves(model: MomentModel, pairs: Pairs) -> Iterator[Views]:
    """The scenes of pairs with words by the picture alone and by the words alone, each (m, S), some pairs at a time."""
    for _, data in chunks(pairs):
        spoken = data.select(np.flatnonzero(data.spoken.numpy()))
        if len(spoken):
            shown, said = scenes_of_halves(model, in_words_of(model, spoken))
            yield shown.numpy(), said.numpy()


def recall(queries: np.ndarray, targets: np.ndarray, at: int = AT) -> float:
    """The share of rows whose own target is among the `at` nearest ones; equally near ones share their places.

    Args:
        queries, targets: (N, Z) in one space; row i belongs to row i.
    """
    found = np.empty(len(queries))
    for first in range(0, len(queries), _ROWS):
        rows = np.arange(first, min(first + _ROWS, len(queries)))
        distances = cdist(queries[rows].astype(np.float64), targets.astype(np.float64), "sqeuclidean")
        own = distances[np.arange(len(rows)), rows][:, None]
        nearer, level = (distances < own).sum(axis=1), (distances == own).sum(axis=1)
        found[rows] = np.clip((at - nearer) / level, 0, 1)
    return float(found.mean())


def linear_views(known: Views, new: Views) -> Views:
    """Pictures and texts of `new` in the common space of CCA that was fitted on `known`, each (M, C).

    A picture is 12 x 20 colours, a text the mean of its word vectors (`views_of`).
    """
    (pictures, new_pictures), (texts, new_texts) = (
        _principal(view, other) for view, other in zip(known, new, strict=True)
    )
    first, second = (_whitening(view) for view in (pictures, texts))
    cross = first.T @ (pictures.T @ texts / len(pictures)) @ second
    left, strengths, right = np.linalg.svd(cross, full_matrices=False)
    return new_pictures @ first @ left * strengths, new_texts @ second @ right.T * strengths


def views_of(data: PairData) -> Views:
    """Pictures (N, 720) and texts (N, E) of pairs with words, as CCA takes them."""
    vectors = data.vectors(data.token_ids, data.mask).sum(dim=1) / data.mask.sum(dim=1, keepdim=True)
    return small_pictures(data.images.cpu().numpy()).astype(np.float64), vectors.double().numpy()


def _views(pairs: Pairs, rows: np.ndarray) -> Views:
    found = [views_of(pairs.select(rows[at : at + _ROWS])) for at in range(0, len(rows), _ROWS)]
    pictures, texts = (np.concatenate(parts) for parts in zip(*found, strict=True))
    return pictures, texts


def _principal(known: np.ndarray, new: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    centre = known.mean(axis=0)
    axes = np.linalg.svd(known - centre, full_matrices=False)[2][: min(COMPONENTS, len(known) - 1)].T
    return (known - centre) @ axes, (new - centre) @ axes


def _whitening(view: np.ndarray) -> np.ndarray:
    """What gives a view's principal components variance 1, nearly."""
    variances = view.var(axis=0)
    return np.diag(1 / np.sqrt(variances + SHRINKAGE * variances.mean() + 1e-12))
