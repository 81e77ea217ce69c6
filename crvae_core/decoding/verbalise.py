"""Moments read out: the words of their vectors, among the words of the video, frequent ones or all, in either language."""

from functools import lru_cache
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd

from crvae_core.decoding.outputs import encode_pairs
from crvae_core.decoding.points import Opened, decode_vectors, open_moments
from crvae_core.errors import ConfigError
from crvae_core.project.project import Project, VideoEntry
from crvae_core.text.cache import cache_folder
from crvae_core.text.lexicon import UNKNOWN, Choice, Lexicon
from crvae_core.text.nearest_words import Metric
from crvae_core.text.shared_space import open_shared_space
from crvae_core.text.vectors import SHARED, open_vectors

Source = Literal["videos", "frequent", "all"]
Language = Literal["same", "other"]
SOURCES: dict[Source, str] = {
    "videos": "the videos' words",
    "frequent": "frequent words",
    "all": "all words of the vectors",
}
FREQUENT = 20_000
OTHER_LANGUAGE = {"en": "zh", "zh": "en"}


def read_out(
    project: Project,
    run: str | None = None,
    pairs: pd.DataFrame | None = None,
    source: Source = "videos",
    language: Language = "same",
    k: int = 1,
    metric: Metric = "cosine",
) -> list[list[list[Choice]]]:
    """Read moments from their vectors alone: for each moment, and each word that its vector says, the k best words.

    Args:
        project: an open project.
        run: the name of a run, the newest by default.
        pairs: rows of `project.pairs()`, all of them by default.
        source: the words to choose from, see SOURCES.
        language: that of the caption, or the other one of the shipped English-Chinese space.
        k: how many words, at least 1.
        metric: "cosine", or "euclidean" as in the report.

    Returns a list per moment, empty where nothing is said or the model has no words. Words that can't be told are
    `lexicon.UNKNOWN`.

    Raises ConfigError where these words can't be had for the run.
    """
    opened = open_moments(project, run, pairs)
    mu, _ = encode_pairs(opened.model, opened.data)
    vectors, mask = decode_vectors(opened.model, opened.data, mu)
    mask = mask & opened.data.spoken.unsqueeze(1)
    found: list[list[list[Choice]]] = [[] for _ in opened.data.pair_ids]
    spoken = [
        video_id
        for video_id, any_word in zip(opened.data.video_ids, opened.data.spoken, strict=True)
        if any_word
    ]
    for video_id in dict.fromkeys(spoken):
        rows = [row for row, other in enumerate(opened.data.video_ids) if other == video_id]
        chosen, words = mask[rows], lexicon_of(opened, video_id, source, language)
        read = iter(words.read(vectors[rows][chosen].numpy(), k, metric))
        for row, count in zip(rows, chosen.sum(dim=1).tolist(), strict=True):
            found[row] = [next(read) for _ in range(count)]
    return found


def lexicon_of(opened: Opened, video_id: str, source: Source, language: Language = "same") -> Lexicon:
    """The words that moments of a video are read with; raises ConfigError where they can't be had."""
    video = opened.run.project.video(video_id)
    if source == "videos" and language == "same":
        return Lexicon(opened.data.words, opened.data.matrix.cpu().numpy())
    if opened.run.config.get("vocabulary_size"):
        raise ConfigError(
            "this run has trained word vectors of its own, which no other list shares: read it with the videos' words"
        )
    found = _words_of(opened, source, _asked_language(video, language), video)
    if found.matrix.shape[1] != opened.data.embedding_dim:
        raise ConfigError(
            f"the run's word vectors have {opened.data.embedding_dim} values, those of {video.vectors} "
            f"{found.matrix.shape[1]}: read it with the videos' words"
        )
    return found.first(FREQUENT) if source == "frequent" else found


def reading_choices(source: str, language: str, metric: str) -> tuple[Source, Language, Metric]:
    """The choices that a person typed; raises ConfigError for one that does not exist."""
    for value, names in ((source, SOURCES), (language, ("same", "other")), (metric, ("cosine", "euclidean"))):
        if value not in names:
            raise ConfigError(f"{value!r} can't be chosen: take one of {', '.join(names)}")
    return source, language, metric  # type: ignore[return-value]


def other_language(video: VideoEntry) -> str | None:
    """The language that a video's moments can also be read in ("en" or "zh"); None where there is none."""
    return OTHER_LANGUAGE.get(video.language) if video.vectors == SHARED else None


def glosses(read: list[list[Choice]]) -> str:
    """The best word of each place as one text."""
    return " ".join(choices[0].word for choices in read if choices)


def unknown_share(read: list[list[list[Choice]]]) -> float | None:
    """The share of words that could not be told; None where nothing was read."""
    words = [choices[0].word for moment in read for choices in moment]
    return sum(word == UNKNOWN for word in words) / len(words) if words else None


def _asked_language(video: VideoEntry, language: Language) -> str:
    if language == "same":
        return video.language
    other = other_language(video)
    if other is None:
        raise ConfigError(
            f"{video.name} can't be read in another language: only the shipped English-Chinese vectors hold two"
        )
    return other


def _words_of(opened: Opened, source: Source, language: str, video: VideoEntry) -> Lexicon:
    if source == "videos":
        return _words_of_videos(opened, language)
    return _listed(video.vectors, language, cache_folder("vectors"))


@lru_cache(maxsize=4)  # what words of a large file share a vector takes seconds to find
def _listed(vectors: str, language: str, folder: Path) -> Lexicon:
    if vectors == SHARED:
        words, matrix = open_shared_space(language)
        return Lexicon(words, matrix, strict=True)
    stored = open_vectors(vectors, cache=folder)
    return Lexicon(stored.words, stored.matrix, strict=True)


def _words_of_videos(opened: Opened, language: str) -> Lexicon:
    """The words of all videos in a language; raises ConfigError where there is none."""
    project, words, rows = opened.run.project, [], []
    for video in project.videos:
        if video.language == language and video.vectors == SHARED:
            vocabulary = project.vocabulary(video.video_id)
            known = np.array([origin != "unknown" for origin in vocabulary.origin], bool)
            words += [word for word, use in zip(vocabulary.words, known, strict=True) if use]
            rows.append(np.asarray(vocabulary.matrix, np.float32)[known])
    if not words:
        name = {"en": "English", "zh": "Chinese"}.get(language, language)
        raise ConfigError(f"no video of this project speaks {name}: choose frequent words")
    first = dict(reversed([(word, row) for row, word in enumerate(words)]))  # a word of several videos once
    chosen = sorted(first.values())
    return Lexicon([words[row] for row in chosen], np.concatenate(rows)[chosen], strict=True)
