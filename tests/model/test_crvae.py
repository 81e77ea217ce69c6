import pytest
import torch

from crvae_core.errors import ConfigError
from crvae_core.model.crvae import CRVAE, Gaussian, multiply
from crvae_core.model.image_codec import shrink
from crvae_core.model.moment_model import MomentModel, count_weights
from crvae_core.model.presets import PRESETS, get_preset
from crvae_core.model.settings import ModelSettings


@pytest.fixture
def model() -> CRVAE:
    torch.manual_seed(0)
    sizes = {"shared_size": 3, "picture_size": 4, "words_size": 5, "image_width": 16, "image_features": 8}
    return CRVAE(
        ModelSettings().with_overrides(sizes | {"text_hidden": 8}), embedding_dim=7, word_scale=0.5
    ).eval()


def moments() -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    generator = torch.Generator().manual_seed(1)
    lengths = torch.tensor([4, 1, 0])
    mask = torch.arange(4).unsqueeze(0) < lengths.unsqueeze(1)
    return torch.rand(3, 3, 120, 200, generator=generator), torch.randn(3, 4, 7, generator=generator), mask


def test_shapes(model) -> None:
    image, tokens, mask = moments()
    mu, log_var = model.encode(image, tokens, mask)
    assert mu.shape == log_var.shape == (3, 12)
    assert model.decode_image(mu).shape == image.shape
    assert model.decode_scene(mu[:, :3]).shape == shrink(image).shape == (3, 3, 30, 50)
    words, ends = model.decode_words(mu, tokens)
    assert words.shape == (3, 5, 7)
    assert ends.shape == (3, 5)
    assert model.generate_words(mu, 6)[0].shape == (3, 6, 7)


@torch.no_grad()
def test_a_moment_is_encoded_by_itself_alone(model) -> None:
    image, tokens, mask = moments()
    together, _ = model.encode(image, tokens, mask)
    for row in range(3):
        length = max(1, int(mask[row].sum()))
        alone, _ = model.encode(
            image[row : row + 1], tokens[row : row + 1, :length], mask[row : row + 1, :length]
        )
        torch.testing.assert_close(alone[0], together[row], atol=1e-5, rtol=1e-4)
    garbage = torch.where(mask.unsqueeze(-1), tokens, 1e3)
    torch.testing.assert_close(model.encode(image, garbage, mask)[0], together)


@torch.no_grad()
def test_without_words_the_picture_decides(model) -> None:
    image, tokens, mask = moments()
    mu, log_var = model.encode(image, tokens, mask)
    shared = model.infer_scene(image)
    torch.testing.assert_close(mu[2, :3], shared.mu[2], atol=1e-5, rtol=1e-4)
    assert (mu[2, 7:] == 0).all()
    assert (log_var[2, 7:] == 0).all()


@torch.no_grad()
def test_the_parts_decode_what_they_are_for(model) -> None:
    z = torch.randn(2, 12)
    other = z.clone()
    other[:, 7:] += 1
    torch.testing.assert_close(model.decode_image(other), model.decode_image(z))
    other = z.clone()
    other[:, 3:7] += 1
    torch.testing.assert_close(model.generate_words(other, 3)[0], model.generate_words(z, 3)[0])


def test_product_of_experts() -> None:
    first = Gaussian(torch.tensor([[0.0], [0.0], [0.0]]), torch.zeros(3, 1))
    second = Gaussian(torch.tensor([[2.0], [2.0], [2.0]]), torch.tensor([[0.0], [-9.0], [0.0]]))
    product = multiply(first, second, torch.tensor([[True], [True], [False]]))
    torch.testing.assert_close(product.mu, torch.tensor([[0.4], [0.4], [0.0]]))
    torch.testing.assert_close(product.log_var.exp(), torch.tensor([[0.8], [0.8], [1.0]]))


def test_the_default_preset_is_small() -> None:
    preset = PRESETS["default"]
    assert preset.model.latent_size <= 192
    assert count_weights(CRVAE(preset.model, 300)) <= 5_000_000


def test_parts_follow_each_other() -> None:
    parts = ModelSettings().parts
    assert list(parts) == ["shared", "picture", "words"]
    assert parts["shared"][0] == 0
    assert parts["picture"][0] == parts["shared"][1]
    assert parts["words"] == [parts["picture"][1], ModelSettings().latent_size]


def test_overrides_reach_the_model_and_the_training() -> None:
    preset = get_preset("default").with_overrides({"shared_size": "8", "learning_rate": "0.001"})
    assert preset.model.shared_size == 8
    assert preset.training.learning_rate == 0.001
    with pytest.raises(ConfigError, match="there is no setting 'nonsense'"):
        preset.with_overrides({"nonsense": 1})
    with pytest.raises(ConfigError, match="the presets are: default, crvae-lstm-tf"):
        get_preset("nonsense")


def test_a_model_that_lacks_a_part_of_the_interface_cannot_be_made() -> None:
    class Half(MomentModel):
        """Says nothing of how it encodes."""

    with pytest.raises(TypeError, match="decode_image"):
        Half()  # type: ignore[abstract]
