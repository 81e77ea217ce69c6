import json
from dataclasses import replace

import numpy as np
import pytest

from crvae_core.api import encode, evaluate, reconstruct
from crvae_core.decoding import decode
from crvae_core.errors import RunError
from crvae_core.evaluation.baselines import mean_image_mse, pca_image_mse
from crvae_core.evaluation.measures import figures, measures_of
from crvae_core.project.project import save_pairs
from crvae_core.runs.evaluation import Evaluation
from crvae_core.runs.pair_data import load_training_pairs
from crvae_core.runs.run import open_run

KEYS = {
    "pairs",
    "image_mse",
    "psnr",
    "text_mse",
    "text_mse_padded",
    "token_accuracy_forced",
    "token_accuracy_free",
    "active_units",
    "kl",
    "train_seconds",
    "baseline_mean_image_mse",
    "baseline_pca_image_mse",
    "latent_dim",
    "epochs",
    "weights",
    "table1_image",
    "table1_text",
    "table1_total",
}


def test_evaluate_gives_all_figures(project, tiny, train_once) -> None:
    run = train_once(project, overrides=tiny, epochs=2)
    figures = evaluate(project)
    assert set(figures.to_json()) >= KEYS
    assert figures == run.evaluation() == Evaluation.from_json(json.loads(json.dumps(figures.to_json())))
    assert figures["pairs"] == 9
    assert figures["latent_dim"] == 12
    assert figures["epochs"] == 2
    assert figures["psnr"] == pytest.approx(-10 * np.log10(figures["image_mse"]))
    assert 0 <= figures["token_accuracy_free"] <= 1
    assert figures["table1_total"] == pytest.approx(figures["table1_image"] + 3 * figures["table1_text"])


def test_encode_is_what_the_training_stored(project, tiny, train_once) -> None:
    run = train_once(project, overrides=tiny, epochs=2)
    np.testing.assert_allclose(encode(project), run.latents(), atol=1e-5)


def test_a_latent_depends_on_its_pair_alone(project, tiny, train_once) -> None:
    """Encoding a pair alone, with longer texts beside it, or with other pairs makes no difference."""
    train_once(project, overrides=tiny, epochs=2)
    together = encode(project)
    table = project.pairs()
    for row in (0, 1, 9):
        save_pairs(project, table.iloc[[row]])
        np.testing.assert_allclose(encode(project)[0], together[row], atol=1e-5)
    save_pairs(project, table)


def test_reconstruct_gives_pictures_and_both_texts(project, tiny, train_once) -> None:
    train_once(project, overrides=tiny, epochs=2)
    result = reconstruct(project, rows=[2, 9])
    assert result.images.shape == (2, 120, 200, 3)
    assert result.images.dtype == np.uint8
    assert result.pair_ids == ["v0-002", "v0-009"]
    assert len(result.words_forced[0]) == 3
    assert result.words_forced[1] == []


def test_the_table_sums_are_sums_over_batches_of_16(make_project, tiny, train_once) -> None:
    project = make_project((20, 6))
    train_once(project, overrides=tiny, epochs=1)
    data = load_training_pairs(project)
    read = decode.decode_pairs(open_run(project).load_model(), data)
    target = data.images.numpy() / 255
    error = ((read.images.numpy() - target) ** 2).mean(axis=(1, 2, 3))
    assert evaluate(project)["table1_image"] == pytest.approx(error[:16].mean() + error[16:].mean(), rel=1e-5)


def test_perfect_readings_have_no_error_and_words_too_many_count_as_wrong(project, tiny, train_once) -> None:
    run = train_once(project, overrides=tiny, epochs=1)
    data = load_training_pairs(project)
    read = decode.decode_pairs(run.load_model(), data)
    vectors = data.matrix[data.token_ids] * data.mask.unsqueeze(-1)
    words = decode.DecodedWords(
        forced=vectors,
        forced_ids=data.token_ids,
        free=vectors,
        free_mask=data.mask,
        free_ids=data.token_ids,
    )
    perfect = replace(read, images=data.images.float() / 255, words=words)
    found = figures(measures_of(data, perfect))
    assert [found.image_mse, found.text_mse, found.text_mse_padded, found.text_mse_free] == [0, 0, 0, 0]
    assert found.token_accuracy_free == found.token_accuracy_forced == 1
    longer = data.mask.clone()
    longer[0, :3] = True  # the first text has one word
    wordier = replace(perfect, words=replace(words, free_mask=longer))
    found = figures(measures_of(data, wordier))
    count = int(data.mask.sum())
    assert found.token_accuracy_free == pytest.approx(count / (count + 2))


def test_baselines_have_known_values() -> None:
    random = np.random.default_rng(0)
    images = random.integers(0, 255, (6, 3, 4, 5), dtype=np.uint8)
    flat = images.reshape(6, -1) / 255
    centred = flat - flat.mean(axis=0)
    assert mean_image_mse(images) == pytest.approx((centred**2).mean())
    _, values, _ = np.linalg.svd(centred)
    assert pca_image_mse(images, 2) == pytest.approx((values[2:] ** 2).sum() / centred.size)
    assert pca_image_mse(images, 100) == pytest.approx(0, abs=1e-12)


def test_evaluating_without_a_run(project) -> None:
    with pytest.raises(RunError, match="train one first"):
        evaluate(project)
