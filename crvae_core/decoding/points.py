"""What a trained run makes of any point of its latent space, and how each moment fares in it.

Pictures and words are decoded from vectors alone: those of moments, points between them, draws from the prior, or what
one half of a moment says of the other one (words to a picture, a picture to words).
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import torch
from torch import Tensor

from crvae_core.decoding.outputs import BATCH, SPARE_WORDS, decode_pictures, encode_pairs, to_pictures
from crvae_core.errors import ConfigError
from crvae_core.model.crvae import CRVAE
from crvae_core.model.moment_model import MomentModel
from crvae_core.model.report.report_model import ReportModel
from crvae_core.project.project import Project
from crvae_core.runs.pair_data import PairData
from crvae_core.runs.run import Run, open_run
from crvae_core.runs.run_words import in_words_of, load_run_pairs
from crvae_core.text.lexicon import Lexicon

MOST_WORDS = 200  # that a decoded text may have, however long the longest caption is


@dataclass(frozen=True)
class Opened:
    """A run with its model and some pairs of its project, in the words that the model knows."""

    run: Run
    model: MomentModel
    data: PairData


def open_moments(project: Project, run: str | None = None, pairs: pd.DataFrame | None = None) -> Opened:
    """Load a run's model and pairs of its project.

    Args:
        project: an open project.
        run: the name of a run, the newest by default.
        pairs: rows of `project.pairs()`, all of them by default.

    Raises:
        RunError: there is no such run, or there are no pairs.
        CheckpointError: its weights can't be used.
    """
    opened = open_run(project, run)
    model = opened.load_model()
    return Opened(opened, model, in_words_of(model, load_run_pairs(opened, pairs)))


def decode_point(
    model: MomentModel, data: PairData, z: np.ndarray | Tensor
) -> tuple[np.ndarray | None, list[list[str]]]:
    """Decode any latent vectors.

    Args:
        model: in evaluation mode.
        data: pairs of the run in the model's words (`open_moments`): words are read from their vocabulary, and texts
            may get a little longer than the longest of theirs.
        z: vectors (n, Z), of moments or any others.

    Returns:
        pictures, uint8 (n, 120, 200, 3), or None for a model without pictures; and the words of each, empty lists for a
        model without words. Words that can't be told are `lexicon.UNKNOWN`.

    Raises:
        ConfigError: `z` has another size than the run's latents, or holds something that is no number.
    """
    points = _points(model, data, z)
    images = to_pictures(decode_pictures(model, points)) if model.has_picture else None
    vectors, mask = decode_vectors(model, data, points)
    if not len(data.matrix):
        return images, [[] for _ in points]
    read = Lexicon(data.words, data.matrix.cpu().numpy()).read(vectors[mask].numpy())
    found = iter(choices[0].word for choices in read)
    return images, [[next(found) for _ in range(int(count))] for count in mask.sum(dim=1)]


def mean_words(model: MomentModel, data: PairData, z: np.ndarray | Tensor) -> list[str]:
    """The words that the mean of some latent vectors (n, Z) is read as; see `decode_point`."""
    return decode_point(model, data, np.asarray(z, np.float32).mean(axis=0, keepdims=True))[1][0]


@torch.no_grad()
def decode_vectors(model: MomentModel, data: PairData, z: Tensor) -> tuple[Tensor, Tensor]:
    """The word vectors (n, M, E) that latents (n, Z) are read as, and their mask (n, M), on the CPU."""
    if not (model.has_words and len(data.matrix)):
        return z.new_zeros(len(z), 1, data.embedding_dim), torch.zeros(len(z), 1, dtype=torch.bool)
    device = next(model.parameters()).device
    most = min(data.mask.shape[1] + SPARE_WORDS, MOST_WORDS)
    matrix = data.matrix.to(device)
    parts = [
        model.generate_words(z[first : first + BATCH].to(device), most, matrix)
        for first in range(0, len(z), BATCH)
    ]
    return torch.cat([words.cpu() for words, _ in parts]), torch.cat([mask.cpu() for _, mask in parts])


def interpolate(first: np.ndarray, last: np.ndarray, steps: int) -> np.ndarray:
    """Points (steps, Z) on the straight line from one latent vector (Z,) to another, both ends included."""
    if steps < 2:
        raise ConfigError(f"a path of {steps} steps has no two ends: ask for at least 2")
    shares = np.linspace(0, 1, steps, dtype=np.float32)[:, None]
    return (1 - shares) * np.asarray(first, np.float32) + shares * np.asarray(last, np.float32)


def sample_prior(size: int, count: int, seed: int = 0, like: np.ndarray | None = None) -> np.ndarray:
    """Draw latent vectors (count, Z), float32.

    Args:
        size: Z.
        count: how many.
        seed: of the draws.
        like: latents (n, Z) of moments; where given, each value gets their mean and spread. For models whose latent was
            not held to the standard normal, such as the report's.
    """
    draws = np.random.default_rng(seed).standard_normal((count, size))
    if like is not None:
        draws = draws * like.std(axis=0) + like.mean(axis=0)
    return draws.astype(np.float32)


@torch.no_grad()
def scenes_of_halves(model: CRVAE, data: PairData) -> tuple[Tensor, Tensor]:
    """Means of the shared part by the picture alone and by the words alone, each (N, S), on the CPU."""
    device = next(model.parameters()).device
    shown, said = [], []
    for first in range(0, len(data), BATCH):
        batch = data.select(range(first, min(first + BATCH, len(data)))).to(device).batch(slice(None))
        shown.append(model.infer_scene(batch.images).mu.cpu())
        said.append(model.infer_words(batch.tokens, batch.mask)[0].mu.cpu())
    return torch.cat(shown), torch.cat(said)


def latents_of_halves(model: CRVAE, data: PairData) -> tuple[np.ndarray, np.ndarray]:
    """Latents (N, Z) of pairs by the picture alone and by the words alone; what that half can't know is 0, the prior's
    mean: decoded, the first give words for a picture, the second a picture for words."""
    rest = model.settings.latent_size - model.settings.shared_size
    shown, said = (
        torch.nn.functional.pad(scene, (0, rest)).numpy() for scene in scenes_of_halves(model, data)
    )
    return shown, said


def picture_from_words(model: CRVAE, data: PairData) -> np.ndarray:
    """What each pair's words alone lead one to see, uint8 (N, 120, 200, 3)."""
    return to_pictures(decode_pictures(model, torch.from_numpy(latents_of_halves(model, data)[1])))


def words_from_picture(model: CRVAE, data: PairData) -> list[list[str]]:
    """What each pair's picture alone leads one to hear."""
    return decode_point(model, data, latents_of_halves(model, data)[0])[1]


def halves_agreement(shown: np.ndarray, said: np.ndarray, spoken: np.ndarray) -> np.ndarray:
    """How far picture and words of each moment tell of the same scene, (N,).

    1 where both give the same scene, 0 where the words are no nearer to the picture than those of any moment, below 0
    where they are farther: 1 - squared distance / mean squared distance to the words of all moments. NaN for moments
    without words.

    Args:
        shown, said: the scene by the picture alone and by the words alone, each (N, S).
        spoken: True at moments with words (N,).
    """
    found = np.full(len(shown), np.nan)
    if not spoken.any():
        return found
    shown, said = (np.asarray(scene, np.float64)[spoken] for scene in (shown, said))
    own = ((shown - said) ** 2).sum(axis=1)
    # the mean over all j of |p - w_j|^2, without the (N, N) distances
    others = ((shown - said.mean(axis=0)) ** 2).sum(axis=1) + said.var(axis=0).sum()
    found[spoken] = 1 - own / np.maximum(others, 1e-12)
    return found


def agreement(
    project: Project, run: str | None = None, pairs: pd.DataFrame | None = None
) -> np.ndarray | None:
    """How far picture and words of each moment agree (`halves_agreement`), (n,) in the order of the pairs.

    None for models that do not infer a scene from each half, and where no pair has words; NaN for a pair without words.
    """
    opened = open_moments(project, run, pairs)
    return agreement_of(opened.model, opened.data)


def agreement_of(model: MomentModel, data: PairData) -> np.ndarray | None:
    """`agreement` for a model and pairs at hand."""
    if not isinstance(model, CRVAE) or not bool(data.spoken.any()):
        return None
    shown, said = scenes_of_halves(model, data)
    return halves_agreement(shown.numpy(), said.numpy(), data.spoken.numpy())


def errors(project: Project, run: str | None = None, pairs: pd.DataFrame | None = None) -> np.ndarray | None:
    """Mean squared error of each moment's picture (colours from 0 to 1), (n,) in the order of the pairs; None for a
    model without pictures."""
    opened = open_moments(project, run, pairs)
    return errors_of(opened.model, opened.data)


def errors_of(model: MomentModel, data: PairData) -> np.ndarray | None:
    """`errors` for a model and pairs at hand; a few pictures are in memory at a time."""
    if not model.has_picture:
        return None
    mu, _ = encode_pairs(model, data)
    found = []
    for first in range(0, len(data), BATCH):
        drawn = decode_pictures(model, mu[first : first + BATCH])
        target = data.images[first : first + BATCH].cpu().float() / 255
        found.append((drawn - target).square().flatten(1).mean(dim=1))
    return torch.cat(found).double().numpy()


def oddness(latents: np.ndarray, picture_errors: np.ndarray | None = None, neighbours: int = 5) -> np.ndarray:
    """How unusual each moment is, (n,) from 0 (the most typical) to 1 (the oddest).

    The mean of two ranks: by the mean distance to the nearest moments in the latent space, and by the error of the
    picture where there is one (the nearest-neighbour score of Ramaswamy et al. 2000, and the reconstruction score).

    Args:
        latents: (n, Z); as weighed for the map, or as they are.
        picture_errors: (n,).
        neighbours: how many nearest moments; at most n - 1.
    """
    from sklearn.neighbors import NearestNeighbors

    count = min(neighbours, len(latents) - 1)
    if count < 1:
        return np.zeros(len(latents))
    distances, _ = NearestNeighbors(n_neighbors=count).fit(latents).kneighbors()
    ranks = [_ranks(distances.mean(axis=1))]
    if picture_errors is not None:
        ranks.append(_ranks(picture_errors))
    return np.mean(ranks, axis=0)


def outliers(scores: np.ndarray, number: int) -> np.ndarray:
    """Rows of the oddest moments, the oddest first, by their `oddness` (n,)."""
    return np.argsort(-scores, kind="stable")[:number]


def typical(scores: np.ndarray, number: int) -> np.ndarray:
    """Rows of the most typical moments, the most typical first, by their `oddness` (n,)."""
    return np.argsort(scores, kind="stable")[:number]


def _ranks(values: np.ndarray) -> np.ndarray:
    """Places from 0 to 1, equal values at the same place."""
    order = np.sort(values)
    places = 0.5 * (np.searchsorted(order, values, "left") + np.searchsorted(order, values, "right") - 1)
    return places / max(1, len(values) - 1)


def _points(model: MomentModel, data: PairData, z: np.ndarray | Tensor) -> Tensor:
    points = torch.as_tensor(np.asarray(z, dtype=np.float32))
    assert isinstance(model, CRVAE | ReportModel)
    size = max(end for _, end in model.settings.parts.values())
    if points.ndim != 2 or points.shape[1] != size:
        raise ConfigError(
            f"the run's vectors have {size} values, these are {tuple(points.shape)}: give one row of {size} per point"
        )
    if not bool(torch.isfinite(points).all()):
        raise ConfigError("a point of the latent space holds values that are no numbers: give finite ones")
    return points
