"""Moments verbalised: the words of their vectors, among the words of the video, frequent ones or all, in either language."""

from functools import lru_cache
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd
import torch
from torch import Tensor

from crvae_core.decoding.decode import encode_pairs
from crvae_core.decoding.loaded import Loaded, load
from crvae_core.decoding.points import decode_vectors
from crvae_core.errors import ConfigError
from crvae_core.project.video_entry import VideoEntry
from crvae_core.runs.run import Run
from crvae_core.text.cache import cache_folder
from crvae_core.text.content_words import is_word
from crvae_core.text.lexicon import UNKNOWN, Choice, Lexicon
from crvae_core.text.nearest_words import Metric
from crvae_core.text.shared_space import open_shared_space
from crvae_core.text.vectors import SHARED, open_vectors

Verbalised = list[list[list[Choice]]]  # for each moment and each place in its text, the best words
Source = Literal["videos", "frequent", "all"]
Language = Literal["same", "other"]
SOURCES: dict[Source, str] = {
    "videos": "the videos' words",
    "frequent": "frequent words",
    "all": "all words of the vectors",
}
FREQUENT = 20_000
OTHER_LANGUAGE = {"en": "zh", "zh": "en"}


def verbalise(
    run: Run,
    pairs: pd.DataFrame | None = None,
    source: Source = "videos",
    language: Language = "same",
    k: int = 1,
    metric: Metric = "cosine",
) -> Verbalised:
    """Put moments into words from their vectors alone: for each word that a vector says, the k best words.

    Args:
        run: a run that has been trained.
        pairs: rows of its project's pairs, all of them by default.
        source: the words to choose from, see SOURCES.
        language: that of the caption, or the other one of the shipped English-Chinese space.
        k: how many words, at least 1.
        metric: "cosine", or "euclidean" as in the report.

    Returns a list per moment, empty where nothing is said or the model has no words. Words that can't be told are
    `lexicon.UNKNOWN`.

    In the other language punctuation is left out: it has no counterpart there.

    Raises ConfigError where these words can't be had for the run.
    """
    loaded = load(run, pairs)
    data = loaded.data
    mu, _ = encode_pairs(loaded.model, data)
    vectors, mask = decode_vectors(loaded.model, data, mu)
    mask = mask & data.spoken.unsqueeze(1)
    found: Verbalised = [[] for _ in data.pair_ids]
    spoken = [video_id for video_id, any_word in zip(data.video_ids, data.spoken, strict=True) if any_word]
    for video_id in dict.fromkeys(spoken):
        rows = [row for row, other in enumerate(data.video_ids) if other == video_id]
        chosen, words = mask[rows], lexicon_of(loaded, video_id, source, language)
        if language == "other":
            chosen = _without_punctuation(loaded, vectors[rows], chosen)
        best = iter(words.nearest(vectors[rows][chosen].numpy(), k, metric))
        for row, count in zip(rows, chosen.sum(dim=1).tolist(), strict=True):
            found[row] = [next(best) for _ in range(count)]
    return found


def lexicon_of(loaded: Loaded, video_id: str, source: Source, language: Language = "same") -> Lexicon:
    """The words that moments of a video are put into; raises ConfigError where they can't be had."""
    video = loaded.run.project.video(video_id)
    if source == "videos" and language == "same":
        return Lexicon(loaded.data.words, loaded.data.matrix.cpu().numpy())
    if loaded.run.config.get("vocabulary_size"):
        raise ConfigError(
            "this run has trained word vectors of its own, which no other list shares: take the videos' words"
        )
    found = _words_of(loaded, source, _asked_language(video, language), video)
    if found.matrix.shape[1] != loaded.data.embedding_dim:
        raise ConfigError(
            f"the run's word vectors have {loaded.data.embedding_dim} values, those of {video.vectors} "
            f"{found.matrix.shape[1]}: take the videos' words"
        )
    return found.first(FREQUENT) if source == "frequent" else found


def _without_punctuation(loaded: Loaded, vectors: Tensor, chosen: Tensor) -> Tensor:
    """The chosen places (n, M) of vectors (n, M, E) at which a word is said, by the videos' own words."""
    own = Lexicon(loaded.data.words, loaded.data.matrix.cpu().numpy()).nearest(vectors[chosen].numpy())
    kept = chosen.clone()
    kept[chosen] = torch.tensor([is_word(choices[0].word) for choices in own], dtype=torch.bool)
    return kept


def check_choices(source: str, language: str, metric: str) -> tuple[Source, Language, Metric]:
    """The choices that a person typed; raises ConfigError for one that does not exist."""
    for value, names in ((source, SOURCES), (language, ("same", "other")), (metric, ("cosine", "euclidean"))):
        if value not in names:
            raise ConfigError(f"{value!r} can't be chosen: take one of {', '.join(names)}")
    return source, language, metric  # type: ignore[return-value]


def other_language(video: VideoEntry) -> str | None:
    """The language that a video's moments can also be read in ("en" or "zh"); None where there is none."""
    return OTHER_LANGUAGE.get(video.language) if video.vectors == SHARED else None


def best_words(moment: list[list[Choice]]) -> str:
    """The best word of each place of a moment as one text."""
    return " ".join(choices[0].word for choices in moment if choices)


def unknown_share(verbalised: Verbalised) -> float | None:
    """The share of words that could not be told; None where no word was said."""
    words = [choices[0].word for moment in verbalised for choices in moment]
    return sum(word == UNKNOWN for word in words) / len(words) if words else None


def _asked_language(video: VideoEntry, language: Language) -> str:
    if language == "same":
        return video.language
    other = other_language(video)
    if other is None:
        raise ConfigError(
            f"{video.name} can't be put into another language: only the shipped English-Chinese vectors hold two"
        )
    return other


def _words_of(loaded: Loaded, source: Source, language: str, video: VideoEntry) -> Lexicon:
    if source == "videos":
        return _words_of_videos(loaded, language)
    return _listed(video.vectors, language, cache_folder("vectors"), language != video.language)


@lru_cache(maxsize=4)  # what words of a large file share a vector takes seconds to find
def _listed(vectors: str, language: str, folder: Path, words_alone: bool) -> Lexicon:
    if vectors == SHARED:
        words, matrix = open_shared_space(language)
        if words_alone:
            rows = [row for row, word in enumerate(words) if is_word(word)]
            return Lexicon([words[row] for row in rows], matrix[rows], strict=True)
        return Lexicon(words, matrix, strict=True)
    stored = open_vectors(vectors, cache=folder)
    return Lexicon(stored.words, stored.matrix, strict=True)


def _words_of_videos(loaded: Loaded, language: str) -> Lexicon:
    """The words of all videos in a language; raises ConfigError where there is none."""
    project, words, rows = loaded.run.project, [], []
    for video in project.videos:
        if video.language == language and video.vectors == SHARED:
            vocabulary = project.vocabulary(video.video_id)
            named = zip(vocabulary.words, vocabulary.origin, strict=True)
            known = np.array([origin != "unknown" and is_word(word) for word, origin in named], bool)
            words += [word for word, use in zip(vocabulary.words, known, strict=True) if use]
            rows.append(np.asarray(vocabulary.matrix, np.float32)[known])
    if not words:
        name = {"en": "English", "zh": "Chinese"}.get(language, language)
        raise ConfigError(f"no video of this project speaks {name}: choose frequent words")
    first = dict(reversed([(word, row) for row, word in enumerate(words)]))  # a word of several videos once
    chosen = sorted(first.values())
    return Lexicon([words[row] for row in chosen], np.concatenate(rows)[chosen], strict=True)
