"""One plain sentence on what each figure of an evaluation says."""

from crvae_core.runs.evaluation import Evaluation, HeldOut, Retrieval
from crvae_core.wording import percent

TITLES = {  # what each figure is called where its sentence stands in a list
    "image_mse": "Picture error",
    "psnr": "Picture error in decibels (PSNR)",
    "baseline_mean_image_mse": "Against the mean picture",
    "baseline_pca_image_mse": "Against as many principal components",
    "baseline_pca10_image_mse": "Against 10 principal components",
    "text_mse": "Word vector error",
    "text_mse_padded": "Word vector error with empty places",
    "text_mse_free": "Word vector error from the vector alone",
    "token_accuracy_forced": "Words right, true words before given",
    "token_accuracy_free": "Words read back",
    "chrf": "Letters right (chrF)",
    "text_mse_shuffled_latent": "Words with another moment's vector",
    "text_mse_zero_latent": "Words without a vector",
    "active_units": "Values in use",
    "effective_rank": "Directions",
    "mean_sigma": "Noise",
    "kl": "Information (KL)",
    "held_out": "Moments kept out of the training",
    "retrieval": "Picture and words find each other",
}
ALIKE = 0.9  # a latent whose loss changes nothing: errors within this ratio count as alike


def explain(figures: Evaluation) -> dict[str, str]:
    """Name of a figure -> its sentence, for the figures that the run has."""
    found = {**_picture(figures), **_text(figures), **_latent(figures)}
    if figures.held_out is not None:
        found["held_out"] = _held_out(figures, figures.held_out)
        if figures.held_out.retrieval is not None:
            found["retrieval"] = _retrieval(figures.held_out.retrieval)
    return found


def _picture(figures: Evaluation) -> dict[str, str]:
    error, mean, pca = figures.image_mse, figures.baseline_mean_image_mse, figures.baseline_pca_image_mse
    if error is None or mean is None or pca is None:
        return {}
    better = "below" if error < mean else "not below"
    found = {
        "image_mse": f"A colour of a pixel is off by {error**0.5:.3f} on average, on a scale from 0 to 1.",
        "psnr": f"The picture error on the decibel scale of video coding: {figures.psnr:.1f} dB, higher is better.",
        "baseline_mean_image_mse": f"Always showing the mean picture gives {mean:.4f}; the model is {better} it.",
    }
    if figures.latent_dim >= figures.pairs - 1:
        found["baseline_pca_image_mse"] = (
            f"With {figures.latent_dim} values for {figures.pairs} moments principal components copy every picture: "
            "no comparison."
        )
    else:
        found["baseline_pca_image_mse"] = (
            f"{figures.latent_dim} principal components, as many as a vector has values, give {pca:.4f}: the model is "
            f"{'better' if error < pca else 'worse'}."
        )
    ten = figures.baseline_pca10_image_mse
    if ten is not None and ten > 1e-9:
        found["baseline_pca10_image_mse"] = (
            f"10 principal components give {ten:.4f}: the model, with {figures.latent_dim} values, is "
            f"{'better' if error < ten else 'worse'}."
        )
    return found


def _text(figures: Evaluation) -> dict[str, str]:
    if figures.text_mse is None:
        return {}
    true, shuffled = figures.text_mse, figures.text_mse_shuffled_latent
    found = {
        "text_mse": f"Word vectors are off by {true:.4f} (mean square) when each true word before is given.",
        "text_mse_free": f"From the vector alone they are off by {figures.text_mse_free:.4f}.",
        "token_accuracy_forced": f"{percent(figures.token_accuracy_forced)} of the words are right when each true word "
        "before is given: the decoder has seen most of the answer.",
        "token_accuracy_free": f"{percent(figures.token_accuracy_free)} of the words come back right from the vector alone.",
    }
    if figures.text_mse_padded is not None:
        found["text_mse_padded"] = (
            f"Word vectors are off by {figures.text_mse_padded:.4f} with the empty places behind short texts counted, as the "
            "report did."
        )
    if figures.chrf is not None:
        found["chrf"] = f"chrF, which compares letters instead of whole words, is {figures.chrf:.0f} of 100."
    if shuffled is not None:
        from_latent = true < ALIKE * shuffled
        found["text_mse_shuffled_latent"] = (
            f"With another moment's vector the error is {shuffled:.4f} instead of {true:.4f}: "
            + (
                "the text does come from the vector."
                if from_latent
                else "the text does not come from the vector."
            )
        )
        found["text_mse_zero_latent"] = (
            f"Without any vector (zeros) it is {figures.text_mse_zero_latent:.4f}: what the words before give by themselves."
        )
    return found


def _latent(figures: Evaluation) -> dict[str, str]:
    size = figures.latent_dim
    found = {
        "active_units": f"{figures.active_units} of {size} values differ between moments (variance above 0.01).",
        "effective_rank": f"The vectors spread over about {figures.effective_rank:.0f} directions.",
    }
    sigma = figures.mean_sigma
    if sigma is not None:
        found["mean_sigma"] = (
            f"The noise around a mean is {sigma:.3g} on average; 1 says nothing of the moment, near 0 the model is a plain "
            "autoencoder."
        )
        found["kl"] = (
            f"A vector holds {figures.kl:.0f} nats about its moment, beyond what all have in common."
        )
    return found


def _held_out(seen: Evaluation, unseen: HeldOut) -> str:
    parts = [f"{unseen.pairs} moments were kept out of the training"]
    if unseen.image_mse is not None:
        parts.append(
            f"their picture error is {unseen.image_mse:.4f} against {seen.image_mse:.4f} of those seen "
            f"(mean picture {unseen.baseline_mean_image_mse:.4f})"
        )
    if unseen.token_accuracy_free is not None:
        parts.append(
            f"{percent(unseen.token_accuracy_free)} of their words come back from the vector alone, against "
            f"{percent(seen.token_accuracy_free)}"
        )
    return "; ".join(parts) + "."


def _retrieval(asked: Retrieval) -> str:
    return (
        f"Of {asked.pairs} pictures never trained on, {percent(asked.picture_to_words)} find their own words among the ten "
        f"nearest (a linear model {percent(asked.cca_picture_to_words)}, chance {percent(asked.chance)}); of their words "
        f"{percent(asked.words_to_picture)} find their picture ({percent(asked.cca_words_to_picture)}, {percent(asked.chance)})."
    )
