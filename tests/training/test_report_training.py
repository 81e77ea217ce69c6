"""The report's presets, made small: trained, encoded, evaluated and read back like the default one."""

import json

import numpy as np
import pytest
import torch

from crvae_core.analysis.weighting import weigh_parts
from crvae_core.api import encode, evaluate, reconstruct
from crvae_core.bench.plain_loop import PlainCrvae
from crvae_core.decoding.reconstruct import encode as run_encode
from crvae_core.errors import CheckpointError, ConfigError, RunError
from crvae_core.files import read_json, write_json
from crvae_core.model.families import build_model
from crvae_core.model.presets import get_preset
from crvae_core.model.report.presets import REPORT_PRESETS
from crvae_core.project.keeping import remove_video
from crvae_core.project.project import open_project, save_pairs
from crvae_core.runs.moments import moments_of
from crvae_core.runs.pair_data import load_pairs
from crvae_core.runs.run import Run, open_run
from crvae_core.text.vectors import Vocabulary
from crvae_core.training.engine import Engine
from crvae_core.training.loop import train
from crvae_core.training.report_recipe import report_loss
from tests.fakes import SMALL_REPORT, TEXT_FIGURES

CPU = torch.device("cpu")


@pytest.mark.parametrize("preset", REPORT_PRESETS, ids=lambda preset: preset.name)
def test_every_preset_goes_the_whole_way(project, preset, fake_reader) -> None:
    run = train(project, preset=preset.name, overrides=SMALL_REPORT, epochs=2)
    assert run.status()["state"] == "done"
    assert run.parts == {"all": [0, run.model_settings.latent_values]}
    figures = evaluate(project)
    back = reconstruct(project)
    np.testing.assert_allclose(encode(project), run.latents(), atol=1e-5)
    assert weigh_parts(run.latents(), run.parts).shape == run.latents().shape
    model = run.load_model()
    assert (figures["image_mse"] is None) == (not model.has_picture) == (back.images is None)
    assert (figures["text_mse"] is None) == (not model.has_words)
    assert (back.words_forced[0] == []) == (not model.has_words)
    assert run.samples()


def test_the_sums_are_those_of_table_1(make_project) -> None:
    """20 pairs in batches of 16: the sum of the two batches' means, picture + 3 x text."""
    project = make_project((20, 6))
    run = train(project, preset="crvae-lstm-tf", overrides=SMALL_REPORT | {"batch_size": 16}, epochs=1)
    line = run.metrics().iloc[0]
    assert line["table1_total"] == pytest.approx(line["table1_image"] + 3 * line["table1_text"], abs=1e-4)
    assert line["table1_image"] == pytest.approx(2 * line["image_mse"], rel=0.3)


def test_one_step_equals_the_plain_loop(make_project) -> None:
    """The engine's loss and gradients on a batch are those of the script's form, with the same weights and no noise."""
    data = load_pairs(make_project((6, 6)))
    preset = get_preset("crvae-lstm-tf").with_overrides(
        {"hidden": 6, "latent_size": 5, "encoder_layers": "12", "decoder_layers": "12", "channels": "4,4,4"}
        | {"sampling": "false"}
    )
    torch.manual_seed(0)
    ours = build_model(preset.model, 6, longest_text=3).train()
    plain = PlainCrvae(torch.cat([data.matrix, torch.zeros(1, 6)]), 6, 5, 12, 4).train()
    plain.noise = torch.zeros_like  # type: ignore[method-assign]
    _copy_weights(ours, plain)
    batch = data.batch(torch.arange(4))
    outcome = report_loss(ours, batch, data, preset.training)
    drawn, written = plain(batch.images, batch.tokens)
    image = (drawn - batch.images).square().mean()
    loss = image + 3 * (written - batch.tokens).square().mean()
    torch.testing.assert_close(outcome.loss, loss)
    torch.testing.assert_close(outcome.sums["table1_image"], image)
    outcome.loss.backward()
    loss.backward()
    for mine, theirs in [
        (ours.image_encoder.blocks[0].weight, plain.conv1.weight),
        (ours.text_encoder.recurrent.weight_ih_l0, plain.reader.weight_ih_l0),
        (ours.head[0].weight, plain.narrow.weight),
        (ours.text_decoder.stacks[1][1].weight_hh_l0, plain.writer.weight_hh_l1_reverse),
    ]:
        torch.testing.assert_close(mine.grad, theirs.grad, atol=1e-6, rtol=1e-4)


def test_teacher_forcing_off_feeds_back_the_prediction(make_project) -> None:
    data = load_pairs(make_project((6, 6)))
    losses = []
    for name in ("crvae-lstm-tf", "crvae-lstm"):
        preset = get_preset(name).with_overrides(SMALL_REPORT | {"sampling": "false"})
        torch.manual_seed(0)
        model = build_model(preset.model, 6, longest_text=3).train()
        losses.append(report_loss(model, data.batch(torch.arange(6)), data, preset.training).loss.item())
    assert losses[0] != losses[1]


def test_trained_vectors_move_with_the_model_and_come_back(project) -> None:
    run = train(
        project, preset="crvae-lstm-tf", overrides=SMALL_REPORT | {"embeddings": "trainable"}, epochs=3
    )
    model = run.load_model()
    frozen = load_pairs(project).matrix
    assert model.embedding is not None
    assert model.embedding.shape == frozen.shape
    assert not torch.equal(model.embedding, frozen)
    torch.testing.assert_close(model.embedding, frozen, atol=0.05, rtol=0)
    longer = train(project, run.name, resume=True, epochs=4)
    assert len(longer.metrics()) == 4
    np.testing.assert_allclose(encode(project), longer.latents(), atol=1e-5)


def shown_vectors_are_right(run: Run) -> None:
    moments = moments_of(open_run(open_project(run.project.folder), run.name))
    mu = run_encode(moments.run, moments.pairs)
    np.testing.assert_allclose(moments.latents, mu, atol=1e-5)


def test_trained_words_keep_their_vectors_whatever_happens_to_the_project(make_project) -> None:
    project = make_project((6, 5), (6, 5))
    overrides = SMALL_REPORT | {"embeddings": "trainable"}
    run = train(project, preset="crvae-lstm-tf", overrides=overrides, epochs=1)
    one_less = remove_video(project, "v0")
    assert evaluate(one_less).pairs == 6
    shown_vectors_are_right(run)
    vocabulary = one_less.vocabulary("v1")
    turned = Vocabulary(vocabulary.words[::-1], vocabulary.matrix[::-1].copy(), vocabulary.origin[::-1])
    turned.save(one_less.video_folder("v1"))  # as a correction does that brings a new word
    shown_vectors_are_right(run)
    assert len(train(one_less, run.name, resume=True, epochs=2).metrics()) == 2
    shown_vectors_are_right(run)
    more = np.concatenate([vocabulary.matrix, np.ones((1, 5), np.float32)])
    Vocabulary([*vocabulary.words, "new"], more, [*vocabulary.origin, "exact"]).save(
        one_less.video_folder("v1")
    )
    with pytest.raises(RunError, match="knows no vector of, such as 'new': train a new run"):
        train(one_less, run.name, resume=True, epochs=3)


def test_trained_words_of_before_are_told_by_their_order(make_project) -> None:
    project = make_project((6, 5), (6, 5))
    run = train(
        project, preset="crvae-lstm-tf", overrides=SMALL_REPORT | {"embeddings": "trainable"}, epochs=1
    )
    path = run.folder / "vocabulary.json"
    write_json(path, {"words": read_json(path)["words"]})
    shown_vectors_are_right(run)
    one_less = remove_video(project, "v0")
    with pytest.raises(CheckpointError, match="other words"):
        evaluate(one_less)


def test_words_that_came_later_keep_their_frozen_vectors(project) -> None:
    run = train(
        project, preset="crvae-lstm-tf", overrides=SMALL_REPORT | {"embeddings": "trainable"}, epochs=1
    )
    vocabulary = project.vocabulary("v0")
    more = np.concatenate([vocabulary.matrix, np.ones((1, 6), np.float32)])
    Vocabulary([*vocabulary.words, "new"], more, [*vocabulary.origin, "exact"]).save(
        project.video_folder("v0")
    )
    table = project.pairs()
    table.at[0, "tokens"] = ["new"]
    save_pairs(project, table)
    assert evaluate(project, run.name)["text_mse"] is not None


def test_a_project_without_words_trains_its_pictures(make_project) -> None:
    project = make_project((8, 6))
    table = project.pairs()
    table["tokens"] = [[] for _ in range(8)]
    save_pairs(project, table)
    Vocabulary([], np.zeros((0, 6), np.float32), []).save(project.video_folder("v0"))
    train(project, preset="crvae-lstm-tf", overrides=SMALL_REPORT, epochs=2)
    figures = evaluate(project)
    assert figures["image_mse"] > 0
    assert [figures[name] for name in TEXT_FIGURES] == [None] * len(TEXT_FIGURES)


def test_silent_frames_are_left_out_of_the_text_loss(make_project) -> None:
    project = make_project((6, 6))
    table = project.pairs()
    table.at[0, "tokens"] = []
    save_pairs(project, table)
    data = load_pairs(project)
    for padding in ("longest", "masked"):
        preset = get_preset("crvae-lstm-tf").with_overrides(
            SMALL_REPORT | {"sampling": "false", "batch_norm": "false", "padding": padding}
        )
        torch.manual_seed(0)
        model = build_model(preset.model, 6, longest_text=3).train()
        text = [
            report_loss(model, data.batch(torch.tensor(rows), 3), data, preset.training).sums["table1_text"]
            for rows in ([0, 1, 2], [1, 2])
        ]
        torch.testing.assert_close(text[0], text[1])


def test_a_last_batch_of_one_pair(make_project) -> None:
    project = make_project((9, 6))
    run = train(project, preset="crvae-lstm-tf", overrides=SMALL_REPORT, epochs=2)
    assert np.isfinite(run.latents()).all()


def test_a_latent_depends_on_its_pair_alone_after_training(project) -> None:
    train(project, preset="crvae-lstm-tf", overrides=SMALL_REPORT, epochs=3)
    together = encode(project)
    table = project.pairs()
    for row in (0, 1, 9):
        save_pairs(project, table.iloc[[row]])
        np.testing.assert_allclose(encode(project)[0], together[row], atol=1e-5)


def test_a_preset_of_another_family_has_other_settings(project) -> None:
    with pytest.raises(ConfigError, match="no setting 'hidden' in default"):
        train(project, preset="default", overrides={"hidden": 6})
    with pytest.raises(ConfigError, match="no setting 'scene_weight' in crvae-lstm-tf"):
        train(project, preset="crvae-lstm-tf", overrides={"scene_weight": 1})
    assert project.runs() == []


def test_weights_of_another_preset_are_refused(project) -> None:
    run = train(project, preset="crvae-lstm-tf", overrides=SMALL_REPORT, epochs=1)
    other = train(project, preset="crvae-gru-tf", overrides=SMALL_REPORT, epochs=1)
    (run.folder / "model.safetensors").write_bytes((other.folder / "model.safetensors").read_bytes())
    with pytest.raises(CheckpointError, match="another model"):
        run.load_model()


def test_a_foreign_family_in_the_config_is_refused(project) -> None:
    run = train(project, preset="crvae-lstm-tf", overrides=SMALL_REPORT, epochs=1)
    config = json.loads((run.folder / "config.json").read_text(encoding="utf-8"))
    (run.folder / "config.json").write_text(json.dumps(config | {"family": "gan"}), encoding="utf-8")
    with pytest.raises((CheckpointError, ConfigError), match="no family of models 'gan'"):
        open_run(project, run.name).load_model()


def test_a_diverging_training_ends_with_the_remedy(project) -> None:
    with pytest.raises(RunError, match="learning_rate below"):
        train(
            project,
            preset="crvae-lstm-tf",
            overrides=SMALL_REPORT | {"learning_rate": 1.0, "log_var_limit": 100.0},
            epochs=60,
        )


def test_on_a_processor_steps_run_as_they_are(project) -> None:
    run = train(project, preset="crvae-rnn-tf", overrides=SMALL_REPORT, epochs=1)
    assert run.status()["engine"] == "eager"


def test_deterministic_operations_are_switched_back(project) -> None:
    train(project, preset="crvae-rnn-tf", overrides=SMALL_REPORT | {"deterministic": "true"}, epochs=1)
    assert not torch.are_deterministic_algorithms_enabled()


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_one_epoch_at_full_size(make_project) -> None:
    data = load_pairs(make_project((8, 300)))
    preset = get_preset("crvae-lstm-tf").with_overrides({"batch_size": 4})
    engine = Engine(preset.training, build_model(preset.model, 300, longest_text=3), data, CPU)
    assert engine.train_epoch(0, 1)["loss"] > 0


def _copy_weights(ours, plain: PlainCrvae) -> None:
    pairs = [
        (ours.image_encoder.blocks[0], plain.conv1),
        (ours.image_encoder.blocks[3], plain.conv2),
        (ours.image_encoder.blocks[6], plain.conv3),
        (ours.text_encoder.recurrent, plain.reader),
        (ours.image_norm, plain.image_norm),
        (ours.text_norm, plain.text_norm),
        (ours.body[0], plain.widen),
        (ours.body[2], plain.spread),
        (ours.head[0], plain.narrow),
        (ours.text_decoder.word, plain.word),
        *((ours.image_decoder.blocks[4 * i], plain.ups[i]) for i in range(3)),
        *((ours.image_decoder.blocks[4 * i + 2], plain.smooths[i]) for i in range(3)),
        (ours.image_decoder.blocks[12], plain.colours),
    ]
    for mine, theirs in pairs:
        theirs.load_state_dict(mine.state_dict())
    with torch.no_grad():
        plain.latent.weight.zero_()  # zero noise makes the scale's half irrelevant
        plain.latent.bias.zero_()
        plain.latent.weight[:5], plain.latent.bias[:5] = ours.head[2].weight, ours.head[2].bias
        for layer in range(2):
            for direction, suffix in enumerate(("", "_reverse")):
                for name, value in ours.text_decoder.stacks[layer][direction].named_parameters():
                    getattr(plain.writer, name.replace("_l0", f"_l{layer}{suffix}")).copy_(value)
