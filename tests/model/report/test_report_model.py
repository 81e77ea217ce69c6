"""The report's models: sizes as reported, one interface, latents that depend on their pair alone."""

import pytest
import torch

from crvae_core.errors import ConfigError
from crvae_core.model.families import build_model, read_model_settings, read_training_settings
from crvae_core.model.moment_model import count_weights
from crvae_core.model.presets import PRESETS
from crvae_core.model.report.presets import REPORT_PRESETS
from crvae_core.model.report.report_model import NO_NOISE, MomentNorm, ReportModel
from crvae_core.model.report.sentence import STATE
from crvae_core.model.report.settings import ReportModelSettings

SMALL = {"hidden": 8, "heads": 2, "latent_size": 6, "encoder_layers": "16", "decoder_layers": "16"}
E, LONGEST = 5, 4


def small(name: str, **changes) -> ReportModel:
    torch.manual_seed(0)
    channels = ",".join("4" for _ in PRESETS[name].model.channels.split(","))
    settings = PRESETS[name].model.with_overrides(SMALL | {"channels": channels} | changes)
    model = build_model(settings, E, 1.0, 7, LONGEST)
    assert isinstance(model, ReportModel)
    return model.eval()


def moments() -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    generator = torch.Generator().manual_seed(1)
    mask = torch.arange(LONGEST) < torch.tensor([4, 1, 0]).unsqueeze(1)
    tokens = torch.randn(3, LONGEST, E, generator=generator) * mask.unsqueeze(-1)
    return torch.rand(3, 3, 120, 200, generator=generator), tokens, mask


@pytest.mark.parametrize(
    ("name", "changes", "millions"),
    [
        ("crvae-lstm-tf", {}, 160),  # the script
        ("crvae-lstm-tf", {"states": "hidden"}, 144),  # the report
    ],
)
def test_as_many_weights_as_reported(name: str, changes: dict, millions: float) -> None:
    with torch.device("meta"):
        model = build_model(PRESETS[name].model.with_overrides(changes), 300)
    assert count_weights(model) / 1e6 == pytest.approx(millions, abs=0.6)


def test_feature_sizes_are_the_reports() -> None:
    with torch.device("meta"):
        script = ReportModel(ReportModelSettings(), 300)
        report = ReportModel(ReportModelSettings(states="hidden"), 300)
        dense = build_model(PRESETS["dense-cvae"].model, 300)
    assert (script.picture_values, script.text_values) == (12_000, 4_096)
    assert (report.picture_values, report.text_values) == (12_000, 2_048)
    assert dense.picture_values == 24_000
    assert PRESETS["conv-cvae"].model.latent_values == 128 * 30 * 50


@torch.no_grad()
@pytest.mark.parametrize("preset", REPORT_PRESETS, ids=lambda preset: preset.name)
def test_every_preset_encodes_and_decodes(preset) -> None:
    model = small(preset.name)
    image, tokens, mask = moments()
    mu, log_var = model.encode(image, tokens, mask, torch.rand(3, STATE))
    assert mu.shape == log_var.shape == (3, model.settings.latent_values)
    assert model.settings.parts == {"all": [0, mu.shape[1]]}
    if model.has_picture:
        assert model.decode_image(mu).shape == image.shape
    if model.has_words:
        words, ends = model.decode_words(mu, tokens)
        assert words.shape == (3, LONGEST + 1, E)
        assert ends.shape == (3, LONGEST + 1)
        words, mask = model.generate_words(mu, 6, torch.randn(7, E))
        assert words.shape == (3, 6, E)
        assert mask.shape == (3, 6)
    assert model.samples == (not preset.name.startswith("ae-"))
    assert (log_var == NO_NOISE).all() == (not model.samples)


@torch.no_grad()
@pytest.mark.parametrize("padding", ["longest", "batch", "masked"])
@pytest.mark.parametrize(
    "name", ["crvae-lstm-tf", "crvae-gpt-tf", "crvae-transformer-tf", "conv-cvae", "text-only"]
)
def test_a_latent_depends_on_its_pair_alone(name: str, padding: str) -> None:
    model = small(name, padding=padding)
    image, tokens, mask = moments()
    together, _ = model.encode(image, tokens, mask)
    for row, length in enumerate((4, 1, 1)):
        alone, _ = model.encode(
            image[row : row + 1], tokens[row : row + 1, :length], mask[row : row + 1, :length]
        )
        torch.testing.assert_close(alone[0], together[row], atol=1e-5, rtol=1e-4)


@torch.no_grad()
def test_the_script_reads_the_padding_of_the_batch_while_training() -> None:
    _, tokens, mask = moments()
    counted, longest = small("text-only", padding="batch").train(), small("text-only").train()
    short, long = tokens[:, :2], tokens
    assert not torch.equal(counted._read(short, mask[:, :2]), counted._read(long, mask))
    torch.testing.assert_close(
        longest._read(tokens[1:, :2], mask[1:, :2]), longest._read(tokens[1:], mask[1:])
    )


@torch.no_grad()
def test_the_log_scale_is_read_as_the_settings_say() -> None:
    image, tokens, mask = moments()
    _, script = small("crvae-lstm-tf").encode(image, tokens, mask)
    _, report = small("crvae-lstm-tf", log_scale="ln_sigma").encode(image, tokens, mask)
    torch.testing.assert_close(report, 2 * script)  # ln sigma^2 = 2 ln sigma


@torch.no_grad()
def test_a_text_ends_where_only_padding_follows() -> None:
    model = small("crvae-lstm-tf")
    vocabulary = torch.eye(E)
    written = torch.zeros(1, 5, E)
    written[0, 0, 1] = written[0, 2, 3] = 0.9  # word, unknown, word, padding, padding
    model.text_decoder.generate = lambda features, steps: written  # type: ignore[method-assign]
    _, mask = model.generate_words(torch.zeros(1, 6), 5, vocabulary)
    assert mask.tolist() == [[True, True, True, False, False]]
    masked = small("crvae-lstm-tf", padding="masked")
    assert masked.generate_words(torch.zeros(1, 6), 5, vocabulary)[1].all()


def test_batch_norm_takes_a_batch_of_one_pair() -> None:
    norm = MomentNorm(3)
    norm(torch.randn(8, 3))
    before = norm.running_mean.clone()
    one = torch.randn(1, 3)
    torch.testing.assert_close(norm(one), norm.eval()(one))
    assert torch.equal(norm.running_mean, before)


def test_settings_that_make_no_model_are_refused() -> None:
    for changes, message in [
        ({"picture": False, "words": False}, "needs one of them"),
        ({"cell": "gru"}, "set states=hidden"),
        ({"latent": "map"}, "pictures alone"),
        ({"channels": "32,x"}, "whole numbers"),
        ({"channels": "32,32,32,32"}, "do not fit"),
        ({"encoder_layers": "1000000000"}, "sizes of 1 to"),
        ({"cell": "transformer", "states": "hidden", "heads": 7}, "multiple of heads"),
        ({"log_scale": "sigma"}, "must be one of"),
    ]:
        with pytest.raises(ConfigError, match=message):
            ReportModelSettings().with_overrides(changes)
    with pytest.raises(ConfigError, match="no family"):
        read_model_settings("gan", {})


@pytest.mark.parametrize("preset", PRESETS.values(), ids=lambda preset: preset.name)
def test_a_preset_goes_to_json_and_back(preset) -> None:
    stored = preset.to_json()
    assert read_model_settings(stored["family"], stored["model"]) == preset.model
    assert read_training_settings(stored["family"], stored["training"]) == preset.training
    assert len(preset.description) > 20


@pytest.mark.parametrize("name", ["crvae-lstm-tf", "crvae-gru-tf", "crvae-transformer-tf", "crvae-gpt-tf"])
def test_reduced_precision_is_for_training_and_stays_near(name: str) -> None:
    model = small(name, batch_norm="false")
    image, tokens, mask = moments()
    with torch.no_grad():
        exact = model.encode(image, tokens, mask)[0]
        model.reduced_precision = model.reduced_recurrence = True
        assert torch.equal(model.encode(image, tokens, mask)[0], exact)  # evaluation is always exact
        near = model.train().encode(image, tokens, mask)[0]
        words = model.write(model.expand(near)[1], tokens)
    torch.testing.assert_close(near, exact, atol=0.02, rtol=0.05)
    assert near.dtype == words.dtype == torch.float32
