"""What a trained run can tell: the figures of an evaluation, their meaning, what it knows of pairs it has not seen.

Everything is computed from the mean latents, in evaluation mode, in float32. Figures of what a run has not (words, where
no pair has any; pictures, in a model of words alone) are None.
"""

import logging
from dataclasses import replace

import numpy as np

from crvae_core.errors import RunError
from crvae_core.evaluation.baselines import component_mses, thin_rows, unseen_image_mse
from crvae_core.evaluation.gates import COMPONENTS, health_gates
from crvae_core.evaluation.latent_health import latent_use, text_from_latents
from crvae_core.evaluation.measures import Measures, figures, measure
from crvae_core.evaluation.repeatable import with_repeatable
from crvae_core.evaluation.retrieval import held_out_retrieval
from crvae_core.evaluation.sentences import explain
from crvae_core.files import write_json
from crvae_core.model.moment_model import MomentModel, count_weights
from crvae_core.runs.evaluation import Evaluation, Figures, HeldOut
from crvae_core.runs.moments import moments_of
from crvae_core.runs.run import Run
from crvae_core.runs.stored_pairs import Pairs, StoredPairs
from crvae_core.runs.together import read_together

TABLE_BATCH = 16  # pairs per batch in the report's Table 1
TABLE_LAMBDA = 3.0  # weight of the text in the report's Table 1
log = logging.getLogger(__name__)


def evaluate(run: Run) -> Evaluation:
    """Measure a run on the moments it was trained on, as far as its project still has them; also written to evaluation.json.

    Memory does not grow with the number of pairs, but for a few kilobytes of each.

    Errors of pictures are means over pixels and channels in [0, 1]; `psnr` is in dB, of the mean error. Errors of words
    are means over the values of the vectors in their own units, with the true previous words given, over true words
    only (`text_mse`) or with the padding to the longest text (`text_mse_padded`); with another pair's latent or none
    (`text_mse_shuffled_latent`, `text_mse_zero_latent`); or from the latent alone (`text_mse_free`).
    `token_accuracy_free` counts words in the right place when the texts are written from the latent alone; words too
    many count as wrong; `chrf` (0 to 100) compares the letters of these texts, None without sacrebleu. Figures of words
    are over the pairs that have words, None where there are none. The `table1_*` figures sum batches of 16 as the report
    does.

    Raises RunError where nothing of what it was trained on is left, CheckpointError if its weights can't be used.
    """
    found = with_repeatable(run, read_together(run.folder, lambda: _measured(run)))
    write_json(run.folder / "evaluation.json", found.to_json())
    return found


def _measured(run: Run) -> Evaluation:
    seen, unseen = _seen_and_unseen(run)
    return evaluate_model(run, run.load_model(), seen, unseen)


def _seen_and_unseen(run: Run) -> tuple[StoredPairs, StoredPairs | None]:
    """What a run was trained on and what was held out, as far as its project still has them."""
    moments = moments_of(run)
    held_out = moments.pairs["pair_id"].isin(run.held_out).to_numpy(bool)
    if not moments.trained.any():
        raise RunError(
            f"there are no pairs left that {run.name!r} was trained on: restore some, or train a new run"
        )
    unseen = StoredPairs(run, moments.pairs[held_out]) if held_out.any() else None
    return StoredPairs(run, moments.pairs[moments.trained]), unseen


def evaluate_model(run: Run, model: MomentModel, seen: Pairs, unseen: Pairs | None = None) -> Evaluation:
    """What `evaluate` finds, for a model at hand, the pairs it was trained on, and those that were held out."""
    # first what needs many pictures at a time, while nothing is kept of the many pairs that were trained on
    held_out = _held_out(model, unseen, seen) if unseen is not None and len(unseen) else None
    mean, pca, pca10 = component_mses(
        seen.select(thin_rows(len(seen))).images.numpy(), 0, model.latent_size, COMPONENTS
    )
    measures, status = measure(model, seen), run.status()
    shuffled, without = text_from_latents(model, measures, seen)
    image, text = _table_sums(measures)
    found = Evaluation(
        **vars(figures(measures)),
        table1_image=image,
        table1_text=text,
        table1_total=None if image is None or text is None else image + TABLE_LAMBDA * text,
        text_mse_shuffled_latent=shuffled,
        text_mse_zero_latent=without,
        **vars(latent_use(measures.mu, measures.log_var, model.samples)),
        baseline_mean_image_mse=mean,
        baseline_pca_image_mse=pca,
        baseline_pca10_image_mse=pca10,
        train_seconds=status.get("train_seconds"),
        epochs=status.get("epoch"),
        weights=count_weights(model),
        held_out=held_out,
        videos=_of_videos(measures, seen.video_ids),
    )
    scene = slice(*run.parts.get("shared", [0, model.latent_size]))
    gates = health_gates(found, measures.mu[:, scene], seen.video_ids, measures.contents, run.family)
    for gate in gates:
        if gate.passed is False:
            log.warning("%s: %s? No. %s %s", run.name, gate.title, gate.sentence, gate.remedy)
    return replace(found, sentences=explain(found), gates=gates)


def _of_videos(measures: Measures, video_ids: list[str]) -> dict[str, Figures]:
    """The figures of each video, where there are several."""
    names, videos = list(dict.fromkeys(video_ids)), np.array(video_ids)
    if len(names) < 2:
        return {}
    return {name: figures(measures, np.flatnonzero(videos == name)) for name in names}


def _held_out(model: MomentModel, pairs: Pairs, seen: Pairs) -> HeldOut:
    """The figures of pairs that were not trained on, against baselines that have not seen them either."""
    measures = measure(model, pairs)
    mean, pca = _unseen_baselines(model, pairs, seen)
    shuffled, without = text_from_latents(model, measures, pairs)
    return HeldOut(
        **vars(figures(measures)),
        text_mse_shuffled_latent=shuffled,
        text_mse_zero_latent=without,
        baseline_mean_image_mse=mean,
        baseline_pca_image_mse=pca,
        retrieval=held_out_retrieval(model, seen, pairs),
    )


def _unseen_baselines(model: MomentModel, pairs: Pairs, seen: Pairs) -> tuple[float, float]:
    """Errors of the mean picture and of principal components; their pictures are held in memory for it alone."""
    known, new = (of.select(thin_rows(len(of))).images.numpy() for of in (seen, pairs))
    return unseen_image_mse(known, new, model.latent_size)


def _table_sums(measures: Measures) -> tuple[float | None, float | None]:
    """Sums over batches of 16 in row order of their mean errors of pictures and of texts, padding included; batches without
    words add none."""
    batches = [
        np.arange(first, min(first + TABLE_BATCH, len(measures)))
        for first in range(0, len(measures), TABLE_BATCH)
    ]
    image = text = None
    if measures.image is not None:
        image = float(sum(measures.image[rows].mean() for rows in batches))
    if measures.text is not None:
        spoken = [rows[measures.spoken[rows]] for rows in batches]
        text = float(sum(measures.text.padded[rows].mean() for rows in spoken if len(rows)))
    return image, text
