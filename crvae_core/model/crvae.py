"""The CRVAE: picture and words of one moment to one vector of three parts, and back.

shared    the scene. Inferred from the picture and from the words, each an expert; the two are multiplied. It is
          trained by a small picture that is decoded from it *alone*, under heavy regularisation, so that it holds
          which scene it is rather than every detail: clusters are made of it. Where a trained eye looked at the
          pictures (sight/), what it sees is given back from the scene, too.
picture   what else the picture needs. It has an encoder of its own, and its gradient stops before the shared part:
          sharpness can't blur the scenes.
words     what the text says, decoded with the shared part, whose gradient stops here as well.
"""

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from crvae_core.model.image_codec import ImageDecoder, ImageEncoder, SceneDecoder
from crvae_core.model.moment_model import MomentModel
from crvae_core.model.settings import ModelSettings
from crvae_core.model.text_codec import TextDecoder, TextEncoder, WordBag, shift_right

SURENESS = 0.25  # highest precision of the words' expert, times that of the picture's
_BAG_HIDDEN = 64
_LOG_VAR_RANGE = (-12.0, 4.0)  # keeps exp() finite whatever a network says


@dataclass(frozen=True)
class Gaussian:
    """A diagonal Gaussian: means and logarithms of variances, each (B, Z)."""

    mu: Tensor
    log_var: Tensor

    def sample(self) -> Tensor:
        """One draw (B, Z) that gradients pass through."""
        return self.mu + torch.exp(0.5 * self.log_var) * torch.randn_like(self.mu)

    def detach(self) -> "Gaussian":
        """The same numbers without their gradient."""
        return Gaussian(self.mu.detach(), self.log_var.detach())


class CRVAE(MomentModel):
    """Convolutional and recurrent variational autoencoder of pictures with their words.

    Args:
        settings: the sizes.
        embedding_dim: E, the size of a word vector.
        word_scale: what word vectors are multiplied by inside, so that their mean norm is 1.
    """

    reads_halves = True

    def __init__(self, settings: ModelSettings, embedding_dim: int, word_scale: float = 1.0) -> None:
        super().__init__()
        self.settings = settings
        self.word_scale = word_scale
        shared, picture, words = settings.shared_size, settings.picture_size, settings.words_size
        self.scene_encoder = ImageEncoder(settings.image_width, settings.image_features)
        self.image_encoder = ImageEncoder(settings.image_width, settings.image_features)
        self.text_encoder = TextEncoder(embedding_dim, settings.text_hidden)
        self.scene_head = nn.Linear(settings.image_features, 2 * shared)
        self.image_head = nn.Linear(settings.image_features, 2 * picture)
        self.text_head = nn.Linear(self.text_encoder.feature_size, 2 * words)
        self.text_scene = WordBag(embedding_dim, _BAG_HIDDEN, 2 * shared)
        self.scene_decoder = SceneDecoder(shared, settings.image_width)
        self.seen_head = nn.Linear(shared, settings.seen_size) if settings.seen_size else None
        self.image_decoder = ImageDecoder(shared + picture, settings.image_width)
        self.text_decoder = TextDecoder(shared + words, embedding_dim, settings.text_hidden)
        self.text_meaning = nn.Linear(words, embedding_dim) if settings.give_meaning else None

    @property
    def parts(self) -> dict[str, list[int]]:
        """See MomentModel."""
        return self.settings.parts

    def encode(
        self,
        image: Tensor,
        tokens: Tensor,
        mask: Tensor,
        sentences: Tensor | None = None,
        weights: Tensor | None = None,
    ) -> tuple[Tensor, Tensor]:
        """mu and log_var of moments, each (B, Z), the parts in the order shared, picture, words."""
        said = self.infer_words(tokens, mask, weights)
        scene, details = self.infer_scene(image), self.infer_details(image)
        spoken = mask.any(dim=1, keepdim=True)
        shared = multiply(scene, said[0], spoken)
        words = Gaussian(said[1].mu * spoken, said[1].log_var * spoken)  # without words: the prior
        parts = (shared, details, words)
        return torch.cat([part.mu for part in parts], 1), torch.cat([part.log_var for part in parts], 1)

    def infer_halves(
        self, image: Tensor, tokens: Tensor, mask: Tensor, weights: Tensor | None = None
    ) -> tuple[Tensor, Tensor]:
        """Means of the shared part by the pictures alone and by the words alone, each (B, S)."""
        return self.infer_scene(image).mu, self.infer_words(tokens, mask, weights)[0].mu

    def run_picture_layers(self, images: Tensor) -> None:
        """Scenes are read of every picture and of another view of one half, whose scenes are drawn small and twice; the
        other half's pictures are read for their details and drawn in full."""
        half = (len(images) + 1) // 2
        shared, seen = self.settings.shared_size, self.settings.shared_size + self.settings.picture_size
        for read in (images, images[:half]):
            self.scene_encoder(read)
        self.image_encoder(images[:half])
        self.decode_scene(images.new_empty(2 * half, shared))
        self.decode_picture_parts(images.new_empty(half, seen))

    def infer_scene(self, image: Tensor) -> Gaussian:
        """The shared part by the picture alone."""
        with self.precision(image):
            features = self.scene_encoder(image)
        return _gaussian(self.scene_head(features.float()))

    def infer_details(self, image: Tensor) -> Gaussian:
        """The picture part."""
        with self.precision(image):
            features = self.image_encoder(image)
        return _gaussian(self.image_head(features.float()))

    def infer_words(
        self, tokens: Tensor, mask: Tensor, weights: Tensor | None = None
    ) -> tuple[Gaussian, Gaussian]:
        """The shared and the words part by the words alone."""
        tokens = tokens * self.word_scale
        weights = weights if self.settings.weigh_words else None
        scene, words = self.text_scene(tokens, mask, weights), self.text_head(self.text_encoder(tokens, mask))
        return _gaussian(scene), _gaussian(words)

    def decode_image(self, z: Tensor) -> Tensor:
        """Latent vectors (B, Z) to pictures (B, 3, 120, 200), not clamped."""
        return self.decode_picture_parts(z[:, : self.settings.shared_size + self.settings.picture_size])

    def decode_picture_parts(self, z: Tensor) -> Tensor:
        """The shared and the picture part (B, S + P) to pictures (B, 3, 120, 200), not clamped."""
        with self.precision(z):
            picture = self.image_decoder(z)
        return picture.float()

    def decode_scene(self, shared: Tensor) -> Tensor:
        """The shared part (B, S) alone to small pictures (B, 3, 30, 50), not clamped."""
        with self.precision(shared):
            picture = self.scene_decoder(shared)
        return picture.float()

    def decode_seen(self, shared: Tensor) -> Tensor:
        """The shared part (B, S) alone to what a trained eye sees (B, seen_size); (B, 0) in a model without one."""
        return shared.new_zeros(len(shared), 0) if self.seen_head is None else self.seen_head(shared)

    def decode_meaning(self, words: Tensor) -> Tensor:
        """The words part (B, W) alone to what the text means (B, E); (B, 0) in a model that does not give it back."""
        return words.new_zeros(len(words), 0) if self.text_meaning is None else self.text_meaning(words)

    def decode_words(self, z: Tensor, tokens: Tensor) -> tuple[Tensor, Tensor]:
        """T + 1 predicted vectors and logits of the end, see MomentModel."""
        words, ends = self.text_decoder(self._text_latent(z), shift_right(tokens * self.word_scale))
        return words / self.word_scale, ends

    def generate_words(
        self, z: Tensor, max_words: int, vocabulary: Tensor | None = None
    ) -> tuple[Tensor, Tensor]:
        """Words from the latent alone; where a vocabulary is given, its nearest word is fed back at each step."""
        scaled = None if vocabulary is None else vocabulary * self.word_scale
        words, mask = self.text_decoder.generate(self._text_latent(z), max_words, scaled)
        return words / self.word_scale, mask

    def _text_latent(self, z: Tensor) -> Tensor:
        behind = self.settings.shared_size + self.settings.picture_size
        return torch.cat([z[:, : self.settings.shared_size], z[:, behind:]], dim=1)


def multiply(first: Gaussian, second: Gaussian, has_second: Tensor) -> Gaussian:
    """The product of two experts, the first alone in rows where `has_second` (B, 1) is False.

    The second may be at most SURENESS as sure as the first: words seen in training are recognised one by one, and
    must not outvote what the picture shows.
    """
    precision = torch.exp(-first.log_var)
    other = torch.minimum(torch.exp(-second.log_var), SURENESS * precision) * has_second
    total = precision + other
    return Gaussian((first.mu * precision + second.mu * other) / total, -torch.log(total))


def _gaussian(values: Tensor) -> Gaussian:
    mu, log_var = values.chunk(2, dim=1)
    return Gaussian(mu, log_var.clamp(*_LOG_VAR_RANGE))
