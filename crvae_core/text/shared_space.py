"""The files of the shared English-Chinese word space, and how a language's part of it is opened."""

import json
from functools import cache
from pathlib import Path

import numpy as np

from crvae_core.errors import VectorsError
from crvae_core.files import ARRAY_FAULTS
from crvae_core.shipped import shipped

FOLDER = shipped("assets", "word_vectors")
VECTORS_FILE = "vectors.npy"  # float16, rows: English, neutral, Chinese
WORDS_FILE = "words.json"  # {"en": [...], "neutral": [...], "zh": [...]}
META_FILE = "meta.json"


def open_shared_space(language: str, folder: Path = FOLDER) -> tuple[list[str], np.ndarray]:
    """The words of one language, neutral tokens (digits, punctuation) included, and their memory-mapped rows.

    Args:
        language: 'en' or 'zh'; 'other' gives the words of both.
    Returns the words and a (V, E) float16 memory map; both parts share the rows of the neutral tokens.
    """
    if language not in ("en", "zh", "other"):
        raise VectorsError(f"The shared word space has no language '{language}': choose en, zh or other.")
    words = _words(folder)
    try:
        matrix = np.load(folder / VECTORS_FILE, mmap_mode="r", allow_pickle=False)
    except (OSError, *ARRAY_FAULTS) as error:
        raise VectorsError(_damaged(folder)) from error
    english, neutral, chinese = words["en"], words["neutral"], words["zh"]
    if matrix.ndim != 2 or len(matrix) != len(english) + len(neutral) + len(chinese):
        raise VectorsError(_damaged(folder))
    if language == "en":
        return [*english, *neutral], matrix[: len(english) + len(neutral)]
    if language == "zh":
        return [*neutral, *chinese], matrix[len(english) :]
    return [*english, *neutral, *chinese], matrix


@cache
def _words(folder: Path) -> dict[str, list[str]]:
    try:
        return json.loads((folder / WORDS_FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise VectorsError(_damaged(folder)) from error


def _damaged(folder: Path) -> str:
    return (
        f"The shared word space in {folder} is missing or damaged: get the files of the repository again, "
        "or rebuild it with `python -m crvae_core vectors build`."
    )
