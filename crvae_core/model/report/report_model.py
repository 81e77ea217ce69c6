"""The report's CRVAE and its relatives: picture and words of a moment through dense layers to one latent, and back.

(Shi 2023, "A Multimodal Autoencoder Architecture for Image and Text Dimension Reduction".)
"""

import itertools

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from crvae_core.model.moment_model import MomentModel
from crvae_core.model.report.adversary import Adversary
from crvae_core.model.report.attention import AttentionDecoder, AttentionEncoder
from crvae_core.model.report.dense import Dense
from crvae_core.model.report.picture import ConvDecoder, ConvEncoder
from crvae_core.model.report.prefix import PrefixDecoder
from crvae_core.model.report.recurrent import RecurrentDecoder, RecurrentEncoder
from crvae_core.model.report.sentence import SentenceEncoder
from crvae_core.model.report.settings import ReportModelSettings, sizes

Reader = RecurrentEncoder | AttentionEncoder | SentenceEncoder
Writer = RecurrentDecoder | AttentionDecoder | PrefixDecoder
NO_NOISE = -30.0  # log-variance of a latent that is not sampled


class ReportModel(MomentModel):
    """One of the report's models.

    Args:
        settings: what it is made of.
        embedding_dim: E, the size of a word vector.
        vocabulary_size: V, the number of words whose vectors are trained along (embeddings=trainable).
        longest_text: words of the longest text; texts are padded or cut to it unless padding=masked.
    """

    def __init__(
        self,
        settings: ReportModelSettings,
        embedding_dim: int,
        vocabulary_size: int = 0,
        longest_text: int = 1,
    ) -> None:
        super().__init__()
        self.settings, self.longest_text = settings, longest_text
        self.reduced_recurrence = False
        self.has_picture, self.has_words, self.samples = settings.picture, settings.words, settings.sampling
        self.reads_sentences = settings.reads_sentences
        if settings.embeddings == "trainable":
            self.embedding = nn.Parameter(torch.zeros(vocabulary_size, embedding_dim))
        channels = sizes("channels", settings.channels)
        self.picture_values = self.text_values = read_values = 0
        if settings.picture:
            rows, columns = settings.map_size
            self.image_encoder, self.image_decoder = ConvEncoder(channels), ConvDecoder(channels)
            self.picture_values = channels[-1] * rows * columns
            self.image_norm = _norm(settings, self.picture_values)
        if settings.words:
            self.text_encoder, self.text_decoder = (
                _reader(settings, embedding_dim),
                _writer(settings, embedding_dim),
            )
            self.text_values, read_values = self.text_decoder.feature_size, self.text_encoder.feature_size
            self.text_norm = _norm(settings, read_values)
        if settings.latent == "map":
            self.head: nn.Module = nn.Conv2d(channels[-1], 2 * channels[-1], 3, padding=1)
            self.body: nn.Module = nn.Identity()
        else:
            before, behind = (
                sizes(f"{half}_layers", getattr(settings, f"{half}_layers"))
                for half in ("encoder", "decoder")
            )
            outputs = settings.latent_size * (2 if settings.sampling else 1)
            self.head = _dense((self.picture_values + read_values, *before, outputs))
            self.body = _dense((settings.latent_size, *behind, self.picture_values + self.text_values))
        self.adversary = Adversary(embedding_dim) if settings.adversary else None

    @property
    def parts(self) -> dict[str, list[int]]:
        """See MomentModel."""
        return self.settings.parts

    def run_picture_layers(self, images: Tensor) -> None:
        """Every picture is read and drawn."""
        self.draw(self.image_encoder(self.enlarge(images)).flatten(1))

    def encode(
        self,
        image: Tensor,
        tokens: Tensor,
        mask: Tensor,
        sentences: Tensor | None = None,
        weights: Tensor | None = None,
    ) -> tuple[Tensor, Tensor]:
        """mu and log_var of moments, each (B, Z), see MomentModel."""
        features = []
        if self.has_picture:
            with self.precision(image):
                seen = self.image_encoder(self.enlarge(image))
            features.append(self.image_norm(seen.float().flatten(1)))
        if self.has_words:
            with self.text_precision(tokens, self.text_encoder):
                read = self._read(tokens, mask, sentences)
            features.append(self.text_norm(read.to(tokens.dtype)))
        if self.settings.latent == "map":
            rows, columns = self.settings.map_size
            outputs = self.head(features[0].view(len(image), -1, rows, columns)).flatten(1)
        else:
            outputs = self.head(torch.cat(features, dim=1))
        if not self.samples:
            mu = outputs[:, : self.settings.latent_values]
            return mu, torch.full_like(mu, NO_NOISE)
        mu, scale = outputs.chunk(2, dim=1)
        log_var = scale if self.settings.log_scale == "ln_sigma2" else 2 * scale
        return mu, log_var.clamp(max=self.settings.log_var_limit)

    def enlarge(self, image: Tensor) -> Tensor:
        """Stored pictures (B, 3, 120, 200) in the size that the networks see."""
        if self.settings.enlarge == 1:
            return image
        return F.interpolate(image, size=self.settings.picture_size, mode="bilinear", align_corners=False)

    def expand(self, z: Tensor) -> tuple[Tensor, Tensor]:
        """Latent vectors (B, Z) to the features that the picture decoder and the text decoder start from."""
        features = self.body(z)
        return features[:, : self.picture_values], features[:, self.picture_values :]

    def write(self, features: Tensor, previous: Tensor) -> Tensor:
        """Text features (B, F) and the vectors before each step (B, S, E) to word vectors (B, S, E)."""
        with self.text_precision(features, self.text_decoder):
            return self.text_decoder(features, previous)

    def write_freely(self, features: Tensor, steps: int) -> Tensor:
        """Text features (B, F) to word vectors (B, steps, E), each after the predicted ones."""
        with self.text_precision(features, self.text_decoder):
            return self.text_decoder.generate(features, steps)

    def text_precision(self, like: Tensor, half: nn.Module) -> torch.autocast:
        """The number format in which a half reads or writes: recurrent ones bfloat16 while training on a processor where
        that was asked for, those that attend or read states of sentences always as exact as the latent."""
        recurrent = isinstance(half, RecurrentEncoder | RecurrentDecoder)
        reduced = self.reduced_recurrence and self.training and recurrent and like.device.type == "cpu"
        return torch.autocast(like.device.type, torch.bfloat16, enabled=reduced)

    def draw(self, features: Tensor) -> Tensor:
        """Picture features (B, F) to pictures in the size that the networks see, not clamped."""
        rows, columns = self.settings.map_size
        with self.precision(features):
            picture = self.image_decoder(features.reshape(len(features), -1, rows, columns))
        return picture.float()

    def decode_image(self, z: Tensor) -> Tensor:
        """Latent vectors (B, Z) to pictures (B, 3, 120, 200), not clamped."""
        picture = self.draw(self.expand(z)[0])
        return picture if self.settings.enlarge == 1 else F.avg_pool2d(picture, self.settings.enlarge)

    def decode_words(self, z: Tensor, tokens: Tensor) -> tuple[Tensor, Tensor]:
        """T + 1 predicted vectors, see MomentModel; these models never say that a text has ended."""
        words = self.write(self.expand(z)[1], F.pad(tokens, (0, 0, 1, 0)))
        return words, words.new_zeros(words.shape[:2])

    def generate_words(
        self, z: Tensor, max_words: int, vocabulary: Tensor | None = None
    ) -> tuple[Tensor, Tensor]:
        """Words from the latent alone, each after the predicted ones, see MomentModel.

        A text ends behind its last vector that is nearer to a word than to the padding's zeros; where padding was
        masked while training, or no vocabulary is given, it never does.
        """
        words = self.write_freely(self.expand(z)[1], max_words)
        mask = torch.ones(words.shape[:2], dtype=torch.bool, device=words.device)
        if vocabulary is not None and self.settings.padding != "masked":
            known = vocabulary[vocabulary.square().sum(dim=1) > 0]  # words without a vector are zeros as well
            if len(known):
                is_word = torch.cdist(words, known.expand(len(words), -1, -1)).amin(dim=2) < words.norm(dim=2)
                mask = is_word.flip(1).cummax(dim=1).values.flip(1)
        return words * mask.unsqueeze(-1), mask

    def _read(self, tokens: Tensor, mask: Tensor, sentences: Tensor | None = None) -> Tensor:
        if isinstance(self.text_encoder, SentenceEncoder):
            assert sentences is not None
            return self.text_encoder(sentences)
        padding = self.settings.padding
        if padding == "masked":
            return self.text_encoder(tokens, mask)
        if padding == "longest" or not self.training:
            tokens = F.pad(tokens, (0, 0, 0, self.longest_text - tokens.shape[1]))  # a negative pad cuts
        return self.text_encoder(tokens, None)


class MomentNorm(nn.BatchNorm1d):
    """BatchNorm that takes a batch of one pair, which has no variance, by the running statistics."""

    def forward(self, features: Tensor) -> Tensor:
        """Normalise features (B, F)."""
        if self.training and len(features) == 1:
            return F.batch_norm(
                features, self.running_mean, self.running_var, self.weight, self.bias, False, 0.0, self.eps
            )
        return super().forward(features)


def _norm(settings: ReportModelSettings, size: int) -> nn.Module:
    return MomentNorm(size) if settings.batch_norm else nn.Identity()


def _dense(widths: tuple[int, ...]) -> nn.Sequential:
    """Dense layers with ReLU between them."""
    layers: list[nn.Module] = []
    for before, after in itertools.pairwise(widths):
        layers += [Dense(before, after), nn.ReLU()]
    return nn.Sequential(*layers[:-1])


def _reader(settings: ReportModelSettings, embedding_dim: int) -> Reader:
    hidden, layers = settings.hidden, settings.layers
    if settings.reader == "bert":
        return SentenceEncoder(hidden, layers)
    if settings.cell == "transformer":
        return AttentionEncoder(embedding_dim, hidden, layers, settings.heads)
    with_cell = settings.states == "hidden+cell"
    return RecurrentEncoder(settings.cell, embedding_dim, hidden, layers, with_cell)


def _writer(settings: ReportModelSettings, embedding_dim: int) -> Writer:
    hidden, layers = settings.hidden, settings.layers
    if settings.writer == "gpt":
        return PrefixDecoder(embedding_dim, hidden, layers, settings.heads)
    if settings.cell == "transformer":
        return AttentionDecoder(embedding_dim, hidden, layers, settings.heads)
    with_cell = settings.states == "hidden+cell"
    return RecurrentDecoder(settings.cell, embedding_dim, hidden, layers, with_cell)
