"""The settings of the default family: sizes of its networks, and how they are trained."""

import math
from dataclasses import dataclass
from typing import ClassVar

from crvae_core.config import Settings, setting
from crvae_core.media.stored_frame import FRAME_HEIGHT, FRAME_WIDTH

MIN_EPOCHS = 10  # every pair is seen at least that often
_KEPT_PER_PIXEL = 60  # values kept for the backward pass by the default networks, measured generously


@dataclass(frozen=True)
class AnyModel(Settings):
    """What the settings of every family of models tell.

    family: its name. trains_words: whether word vectors are trained along.
    """

    family: ClassVar[str]

    @property
    def trains_words(self) -> bool:
        """Whether the vectors of the words are trained along."""
        return False

    @property
    def reads_sentences(self) -> bool:
        """Whether a pretrained network reads each sentence as a whole."""
        return False

    @property
    def parts(self) -> dict[str, list[int]]:
        """Where each part lies in the latent: name -> [first, behind the last]."""
        raise NotImplementedError

    def values_kept(self, embedding_dim: int, longest_text: int) -> int:
        """How many values one pair keeps for the backward pass, measured generously."""
        raise NotImplementedError

    def recurrent_steps(self, words: int, forced: bool) -> int:
        """How often in a training step a recurrent layer takes a single word of texts of `words` words.

        forced: whether each true previous word is given, so that nothing has to wait for it.
        """
        raise NotImplementedError


@dataclass(frozen=True)
class EngineSettings(Settings):
    """What every training has, whatever it trains."""

    family: ClassVar[str]

    seed: int = setting(0, "seed of everything that is random", low=0, high=2**31 - 1)
    batch_size: int = setting(24, "pairs per step", low=1, high=4096)
    learning_rate: float = setting(
        2e-3, "highest learning rate of the one-cycle schedule", low=1e-6, high=1.0
    )
    precision: str = setting(
        "auto",
        "number format of convolutions and large products; auto: bfloat16 where the hardware has it",
        choices=("auto", "float32", "bfloat16"),
    )
    deterministic: bool = setting(
        False, "only operations that give the same numbers every time; slower on a GPU, the same on a CPU"
    )
    save_every: int = setting(50, "epochs between two saved states", low=1)
    holdout: float = setting(
        0.0, "share of the pairs that is kept out of the training, to be measured on", low=0, high=0.5
    )

    tensorboard: bool = setting(False, "also write a TensorBoard log (needs the package tensorboard)")

    @property
    def forces_words(self) -> bool:
        """Whether the decoder is given each true previous word while training."""
        return True

    def plan_epochs(self, pairs: int) -> int:
        """How many epochs the settings stand for with a number of pairs."""
        raise NotImplementedError

    def steps_per_epoch(self, pairs: int) -> int:
        """How many batches show every pair once."""
        return math.ceil(pairs / self.batch_size)


@dataclass(frozen=True)
class ModelSettings(AnyModel):
    """The sizes of the networks."""

    family = "crvae"

    shared_size: int = setting(32, "values of the latent that describe the scene", low=1, high=1024)
    picture_size: int = setting(96, "values of the latent that hold the picture's details", low=0, high=1024)
    words_size: int = setting(64, "values of the latent that hold the words", low=1, high=1024)
    image_width: int = setting(
        32, "channels of the picture networks at a quarter of the size", low=16, high=512
    )
    image_features: int = setting(256, "size of the picture's feature vector", low=8, high=8192)
    text_hidden: int = setting(256, "size of the recurrent state", low=8, high=2048)
    weigh_words: bool = setting(
        False, "rare words count more than frequent ones in what a text says of the scene"
    )
    give_meaning: bool = setting(
        False,
        "the words part has to give back what the text means, the mean of its words with rare ones counted more",
    )
    seen_size: int = setting(
        0,
        "principal components of a trained eye's features that the scene has to give back; 0: no eye",
        low=0,
        high=512,
    )

    @property
    def latent_size(self) -> int:
        """All values of the latent together."""
        return self.shared_size + self.picture_size + self.words_size

    @property
    def parts(self) -> dict[str, list[int]]:
        """Where each part lies in the latent: name -> [first, behind the last]."""
        ends = [self.shared_size, self.shared_size + self.picture_size, self.latent_size]
        return {"shared": [0, ends[0]], "picture": ends[:2], "words": ends[1:]}

    def values_kept(self, embedding_dim: int, longest_text: int) -> int:
        """See AnyModel; what words keep is little beside the pictures."""
        return _KEPT_PER_PIXEL * FRAME_HEIGHT * FRAME_WIDTH

    def recurrent_steps(self, words: int, forced: bool) -> int:
        """See AnyModel: both directions of the encoder, and the decoder."""
        return 3 * words


@dataclass(frozen=True)
class TrainingSettings(EngineSettings):
    """How a model is trained; the weights of the losses are per pair, in nats for a KL weight of 1."""

    family = "crvae"

    steps: int = setting(700, "steps to plan for when the epochs are not given", low=1)
    scene_weight: float = setting(
        0.25, "weight of the squared error of the small picture (30 x 50) from the scene alone", low=0
    )
    eye: str = setting("lite0", "the trained eye; `eye list` names those there are")
    seen_weight: float = setting(
        60.0, "weight of the squared error of what the eye sees, from the scene alone", low=0
    )
    image_weight: float = setting(
        0.3, "weight of the squared error of the picture from scene and details", low=0
    )
    text_weight: float = setting(
        30.0, "weight of the squared error of the words, in units of their mean norm", low=0
    )
    meaning_weight: float = setting(
        1000.0, "weight of the squared error of what the text means, from the words part alone", low=0
    )
    softmax_weight: float = setting(1.0, "weight of choosing the right word among the video's words", low=0)
    end_weight: float = setting(5.0, "weight of knowing where the text ends", low=0)
    shared_kl: float = setting(1.0, "KL weight of the shared part", low=0)
    picture_kl: float = setting(0.5, "KL weight of the picture part", low=0)
    words_kl: float = setting(0.05, "KL weight of the words part", low=0)
    free_bits: float = setting(0.0, "nats per latent value that cost nothing", low=0)
    warm_up: float = setting(
        0.2, "share of the steps during which the KL weights rise to their value", low=0, high=1
    )
    altered_views: bool = setting(
        True, "read scenes from cropped, recoloured pictures with a piece cut out while training"
    )
    consistency: float = setting(1.0, "weight of the KL between the scenes of two views of a picture", low=0)
    agreement: float = setting(
        0.1, "weight of the KL from the scene by the picture to that by the words", low=0
    )
    word_dropout: float = setting(0.5, "share of true previous words hidden from the decoder", low=0, high=1)
    text_passes: int = setting(
        0,
        "times per epoch that the text networks alone learn all texts again, which is cheap",
        low=0,
        high=20,
    )
    part_dropout: float = setting(
        0.1, "share of texts, and of pictures, decoded from the shared part alone", low=0, high=1
    )

    def plan_epochs(self, pairs: int) -> int:
        """How many epochs the planned steps are for a number of pairs, at least MIN_EPOCHS."""
        return max(MIN_EPOCHS, round(self.steps / self.steps_per_epoch(pairs)))
