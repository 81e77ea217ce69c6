"""Is a latent worth looking at? Six questions after every run, each with its number, its answer and what to try."""

from dataclasses import replace

import numpy as np

from crvae_core.evaluation.contents import Contents
from crvae_core.evaluation.neighbourhoods import NEIGHBOURS, beyond_time, other_video_shares
from crvae_core.runs.evaluation import Evaluation, Gate
from crvae_core.wording import percent

FEWEST_UNITS = 2  # values in use, and directions that the vectors spread over: fewer make no map
ALL_ALIKE = 1e-4  # picture error of the mean picture below which the pictures are one picture
INFORMATIVE = 0.5  # picture error against that of the mean picture
COMPONENTS = 10  # principal components that a model has to beat
FROM_LATENT = 0.9  # text error with the true vector against that with another moment's
READ_BACK = 0.5  # share of the words that are to come back right from the vector alone
BEYOND_TIME = 0.9  # how unlike far neighbours are, against those that time or chance would choose
CROSSING = 0.1  # share of each video's moments that are to have one of another video near

# settings are named as the page Train calls them, under "All settings"
_REMEDIES = {
    "alive": "Keep more, and more varied, pairs; train longer; or hold the vectors to less order (lower Shared KL, Picture KL "
    "and Words KL among all settings).",
    "informative": "Train longer, or let errors of the picture count more (Image weight among all settings).",
    "better_than_pca": "Train longer, keep more pairs, give the picture's details more room or let their errors count more "
    "(Picture size and Image weight among all settings).",
    "text_from_latent": "Train longer; hide more of the words while training, give them more room or hold them to less order "
    "(Word dropout, Words size, lower Words KL among all settings).",
    "beyond_time": "See on the map whether scenes of this video return at all; if they do, sample fewer frames, or let altered "
    "views of a picture count more (Consistency or Shared KL among all settings).",
    "beyond_video": "Add all videos with the shipped word vectors; compare clusters within each video, or hold scenes to more "
    "order (higher Shared KL among all settings).",
}
_REPORT_REMEDY = "The report's models have no KL term: set KL weight above 0 among all settings, or train the default preset."


def health_gates(
    found: Evaluation, vectors: np.ndarray, video_ids: list[str], contents: Contents, family: str = "crvae"
) -> tuple[Gate, ...]:
    """All gates of a run.

    Args:
        found: its figures.
        vectors: (N, Z) what clusters are made of: the shared part of the latents, or all of them.
        video_ids: of each of the N pairs, those of a video in the order of time.
        contents: what the pairs are compared by.
        family: of the model, for what to try.
    """
    gates = (
        _alive(found),
        _informative(found),
        _better_than_pca(found),
        _text_from_latent(found),
        _beyond_time(vectors, video_ids, contents),
        _beyond_video(vectors, video_ids),
    )
    return tuple(replace(gate, remedy=_remedy(gate, family)) for gate in gates)


def _alive(found: Evaluation) -> Gate:
    units, size, rank, sigma = (
        found.active_units,
        found.latent_dim,
        found.effective_rank or 0.0,
        found.mean_sigma,
    )
    passed = units >= FEWEST_UNITS and rank >= FEWEST_UNITS
    noise = "" if sigma is None else f", with a noise of {sigma:.2g} around them"
    sentence = (
        f"{units} of {size} values differ between moments and spread over about {rank:.0f} directions{noise}."
        if passed
        else f"The vectors have collapsed: only {units} of {size} values differ between moments, over about {rank:.1f} "
        f"directions{noise}. Maps and clusters of them mean nothing."
    )
    return Gate("alive", "The vector is alive", passed, float(units), sentence)


def _informative(found: Evaluation) -> Gate:
    name, title = "informative", "It knows what is shown"
    error, mean = found.image_mse, found.baseline_mean_image_mse
    if error is None or mean is None:
        return Gate(name, title, None, None, "This model has no pictures.")
    if mean < ALL_ALIKE:
        return Gate(
            name, title, False, None,
            "All pictures are nearly the same: there is nothing in them that a vector could tell.",
            "Check the film on the page Pairs: is it the right one, does its picture move? For words alone take text-only.",
        )  # fmt: skip
    share = error / mean
    sentence = f"Its pictures are off by {error:.4f}; always showing the mean picture gives {mean:.4f}."
    return Gate(name, title, share < INFORMATIVE, share, sentence)


def _better_than_pca(found: Evaluation) -> Gate:
    name, title = "better_than_pca", "Better than principal components"
    mean, held_out = found.baseline_mean_image_mse, found.held_out
    if found.image_mse is None or mean is None or mean < ALL_ALIKE:
        return Gate(name, title, None, None, "There are no pictures to compare by.")
    error, pca = found.image_mse, found.baseline_pca10_image_mse or 0.0
    if held_out is not None and held_out.image_mse is not None:
        error, pca = held_out.image_mse, held_out.baseline_pca_image_mse or 0.0
        what = f"On {held_out.pairs} moments kept out of the training its pictures are off by {error:.4f}, those of"
        sentence = f"{what} as many principal components by {pca:.4f}."
    else:
        sentence = (
            f"Its pictures are off by {error:.4f}; {COMPONENTS} principal components give {pca:.4f}, and as many as a "
            f"vector has values ({found.latent_dim}) {_of_as_many(found)}."
        )
    if pca < 1e-9:
        return Gate(
            name, title, None, None, "So few moments are copied by principal components: no comparison."
        )
    return Gate(name, title, error < pca, error / pca, sentence)


def _of_as_many(found: Evaluation) -> str:
    """What as many principal components as values do to the pictures that they were made of."""
    if found.latent_dim >= found.pairs - 1:
        return "copy every picture that they were made of"
    return f"{found.baseline_pca_image_mse or 0.0:.4f}"


def _text_from_latent(found: Evaluation) -> Gate:
    name, title = "text_from_latent", "The text comes from the vector"
    true, shuffled, right = found.text_mse, found.text_mse_shuffled_latent, found.token_accuracy_free
    if true is None or not shuffled or right is None:
        return Gate(name, title, None, None, "There are no words to ask for.")
    sentence = (
        f"With another moment's vector words are off by {shuffled:.4f} instead of {true:.4f}; {percent(right)} of them come "
        "back right from the vector alone."
    )
    passed = true < FROM_LATENT * shuffled and right >= READ_BACK
    return Gate(name, title, passed, true / shuffled, sentence)


def _beyond_time(vectors: np.ndarray, video_ids: list[str], contents: Contents) -> Gate:
    name, title = "beyond_time", "It is not just time"
    found = beyond_time(vectors, video_ids, contents)
    if found is None:
        return Gate(name, title, None, None, "There are too few moments, or all are alike.")
    share = found.ratio
    sentence = (
        f"The nearest moment further away in the film differs by {found.neighbour:.3g}; the next in time by "
        f"{found.time:.3g}, any other by {found.chance:.3g}."
    )
    return Gate(name, title, share < BEYOND_TIME, share, sentence)


def _beyond_video(vectors: np.ndarray, video_ids: list[str]) -> Gate:
    name, title = "beyond_video", "It is not just which video"
    if len(set(video_ids)) < 2:
        return Gate(name, title, None, None, "There is one video only.")
    shares = other_video_shares(vectors, video_ids)
    least = min(shares.values())
    sentence = (
        f"Of each video at least {percent(least)} of the moments have one of another video among their {NEIGHBOURS} "
        "nearest."
    )
    return Gate(name, title, least >= CROSSING, least, sentence)


def _remedy(gate: Gate, family: str) -> str:
    if gate.passed is not False:
        return ""
    return gate.remedy or (_REPORT_REMEDY if family == "report" else _REMEDIES[gate.name])
