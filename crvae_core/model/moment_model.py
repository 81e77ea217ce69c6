"""What every family of models offers: moments to latents, latents to pictures and words."""

from abc import ABC, abstractmethod
from contextlib import AbstractContextManager, nullcontext

import torch
from torch import Tensor, nn


class MomentModel(nn.Module, ABC):
    """A model of pictures with their words. B moments, T words of E values, Z values of the latent.

    has_picture, has_words: whether the model reads and draws pictures, reads and writes words; what it lacks is
    ignored by `encode`, and must not be asked to be decoded.
    reads_halves: whether it infers the scene of a moment from its picture alone and from its words alone (`infer_halves`).
    reads_sentences: whether it reads texts as states that a pretrained network made of them.
    samples: whether it draws its latent around the mean while training; False for a plain autoencoder.
    reduced_precision: whether the convolutions run in bfloat16 while training.
    embedding: word vectors (V, E) that are trained along; None where they are frozen.
    """

    has_picture: bool = True
    has_words: bool = True
    reads_halves: bool = False
    reads_sentences: bool = False
    samples: bool = True
    reduced_precision: bool = False
    embedding: nn.Parameter | None

    def __init__(self) -> None:
        super().__init__()
        self.register_parameter("embedding", None)

    def start_vocabulary(self, matrix: Tensor) -> None:
        """Take the frozen vectors (V, E) as what training starts from, in a model that trains them."""
        if self.embedding is not None:
            with torch.no_grad():
                self.embedding.copy_(matrix)

    @property
    @abstractmethod
    def parts(self) -> dict[str, list[int]]:
        """Where each part lies in the latent: name -> [first, behind the last]."""

    @property
    def latent_size(self) -> int:
        """Z, all values of the latent together."""
        return max(end for _, end in self.parts.values())

    @abstractmethod
    def encode(
        self,
        image: Tensor,
        tokens: Tensor,
        mask: Tensor,
        sentences: Tensor | None = None,
        weights: Tensor | None = None,
    ) -> tuple[Tensor, Tensor]:
        """Encode moments; in evaluation mode each row of the result depends on that moment alone.

        Args:
            image: pictures (B, 3, 120, 200) in [0, 1].
            tokens: word vectors (B, T, E) in their own units.
            mask: True at true words (B, T); a moment without words has none.
            sentences: states of the whole texts (B, R), for models with `reads_sentences`.
            weights: how much each word counts (B, T), for models that weigh words; alike where not given.

        Returns:
            mu and log_var, each (B, Z).
        """

    @abstractmethod
    def decode_image(self, z: Tensor) -> Tensor:
        """Latent vectors (B, Z) to pictures (B, 3, 120, 200), not clamped."""

    @abstractmethod
    def decode_words(self, z: Tensor, tokens: Tensor) -> tuple[Tensor, Tensor]:
        """Latent vectors (B, Z) and the true words (B, T, E) to T + 1 predicted vectors (B, T + 1, E), each from the
        true words before it, and logits (B, T + 1) of "the text ended before this word"."""

    @abstractmethod
    def generate_words(
        self, z: Tensor, max_words: int, vocabulary: Tensor | None = None
    ) -> tuple[Tensor, Tensor]:
        """Latent vectors (B, Z) to word vectors (B, max_words, E) and their mask, from the latent alone.

        `vocabulary` (V, E): the words there are, for models that use them while they write.
        """

    def infer_halves(
        self, image: Tensor, tokens: Tensor, mask: Tensor, weights: Tensor | None = None
    ) -> tuple[Tensor, Tensor]:
        """Means of the scene by the pictures alone and by the words alone, each (B, S), the first S values of a latent.

        The arguments are those of `encode`. Only for models with `reads_halves`.
        """
        raise NotImplementedError(f"{type(self).__name__} does not read each half of a moment alone")

    @abstractmethod
    def run_picture_layers(self, images: Tensor) -> None:
        """Let pictures (B, 3, 120, 200) pass through the layers of a training step once, for who counts what they compute."""

    def precision(self, like: Tensor) -> AbstractContextManager[object]:
        """The number format of the convolutions: bfloat16 while training where `reduced_precision` says so."""
        if like.is_meta:
            return nullcontext()  # there is no number format without numbers
        return torch.autocast(
            like.device.type, torch.bfloat16, enabled=self.reduced_precision and self.training
        )


def count_weights(model: nn.Module) -> int:
    """The number of trained values."""
    return sum(parameter.numel() for parameter in model.parameters())
