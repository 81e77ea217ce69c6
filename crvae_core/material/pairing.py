"""From aligned captions to the rows of pairs.parquet: tokens, word vectors, the table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from crvae_core.media.alignment import AlignedSegment, FrameGrid
from crvae_core.media.captions import Captions
from crvae_core.project.ids import pair_id
from crvae_core.project.pairs import PAIR_COLUMNS
from crvae_core.text.tokenizers import detect_language, tokenize
from crvae_core.text.vectors import SHARED, Vocabulary, embed_vocabulary, open_vectors


@dataclass(frozen=True)
class PairWords:
    """The tokens of each pair, in their order, and the vocabulary that holds them all."""

    tokens: list[list[str]]
    vocabulary: Vocabulary


def find_words(
    texts: Sequence[str], language: str, source: str, known: Vocabulary | None = None
) -> PairWords:
    """Cut texts into tokens and give every distinct token a vector.

    source: "shared", a file of word vectors, or the name of one that was added.
    known: a vocabulary that is kept as it is where it holds all tokens.

    Raises VectorsError if vectors are needed and the source can't be opened.
    """
    tokens = [tokenize(text, language) if text else [] for text in texts]
    words = list(dict.fromkeys(token for row in tokens for token in row))
    if known is not None and all(word in known.index for word in words):
        return PairWords(tokens, known)
    vectors = open_vectors(source, language)
    other = open_vectors(source, "zh" if language == "en" else "en") if source == SHARED else None
    return PairWords(tokens, embed_vocabulary(words, vectors, other))


def language_of(captions: Captions | None, wanted: str) -> str:
    """The language that was asked for, else the one that the captions look like."""
    if wanted != "auto":
        return wanted
    return detect_language(segment.text for segment in captions.segments) if captions else "en"


def frame_grid(info: Mapping[str, Any]) -> FrameGrid:
    """The sampled frames of a video on the time axis; info: the fields of VideoInfo, as info.json holds them."""
    duration_s = float(info["duration_s"])
    if info.get("method", "period") == "period":  # the first version wrote no method
        return FrameGrid.even(len(info["frame_times_s"]), float(info["every_s"]), duration_s)
    return FrameGrid(tuple(info["sample_times_s"]), duration_s)


def pair_table(
    video_id: str, frame_times_s: Sequence[float], aligned: Sequence[AlignedSegment], words: PairWords
) -> pd.DataFrame:
    """The rows of pairs.parquet for one video (see project.pairs.PAIR_COLUMNS)."""
    vocabulary = words.vocabulary
    unknown = {
        word for word, origin in zip(vocabulary.words, vocabulary.origin, strict=True) if origin == "unknown"
    }
    return pd.DataFrame(
        {
            "pair_id": [
                pair_id(video_id, pair.frame_row, pair.segments[0] if pair.segments else None, pair.text)
                for pair in aligned
            ],
            "video_id": video_id,
            "frame_time_s": [frame_times_s[pair.frame_row] for pair in aligned],
            "frame_row": [pair.frame_row for pair in aligned],
            "start_s": [pair.start_s for pair in aligned],
            "end_s": [pair.end_s for pair in aligned],
            "text": [pair.text for pair in aligned],
            "tokens": words.tokens,
            "unknown_share": [
                sum(token in unknown for token in row) / len(row) if row else 0.0 for row in words.tokens
            ],
            "kept": True,
        },
        columns=list(PAIR_COLUMNS),
    )
