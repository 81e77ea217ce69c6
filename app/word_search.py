"""Moments in which something near to a word in meaning is said, in the shared space of both languages."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import streamlit as st

from app.cached import project_data
from crvae_core.errors import InputError
from crvae_core.project.project import Project, open_project
from crvae_core.text.spelling import plain_spelling
from crvae_core.text.vectors import Vocabulary, WordVectors, open_vectors

LEAST = 0.3  # cosine below which words have little in common


@dataclass(frozen=True)
class Found:
    """rows of moments, the nearest first; the word of each that is nearest, and its cosine."""

    rows: np.ndarray
    words: list[str]
    likeness: np.ndarray


def near_in_meaning(project: Project, pairs: pd.DataFrame, text: str) -> Found | None:
    """Moments with a word whose vector has a cosine of at least 0.3 with that of `text`; None for an unknown word."""
    best = np.full(len(pairs), -1.0)
    said = [""] * len(pairs)
    known = False
    video_ids = pairs["video_id"].to_numpy()
    for video in project.videos:
        vocabulary = _vocabulary(project, video.video_id)
        vector = word_vector(project, video.video_id, text)
        if vector is None or vocabulary is None:
            continue
        known = True
        likeness = _cosines(vocabulary.matrix, vector)
        likeness_of = dict(zip(vocabulary.words, likeness.tolist(), strict=True))
        for row in np.flatnonzero(video_ids == video.video_id).tolist():
            for word in pairs["tokens"].iloc[row]:
                value = likeness_of.get(word, -1.0)
                if value > best[row]:
                    best[row], said[row] = value, str(word)
    if not known:
        return None
    rows = np.flatnonzero(best >= LEAST)
    rows = rows[np.argsort(-best[rows], kind="stable")]
    return Found(rows, [said[row] for row in rows.tolist()], best[rows])


def word_vector(project: Project, video_id: str, text: str) -> np.ndarray | None:
    """The vector of a word in the space of a video's words: as the video has it, else from the word vectors."""
    vocabulary = _vocabulary(project, video_id)
    plain = plain_spelling(text).strip()
    for word in dict.fromkeys((text, text.casefold(), plain, plain.casefold())):
        if vocabulary is not None and word in vocabulary.index:
            row = vocabulary.index[word]
            if vocabulary.origin[row] != "unknown":
                return vocabulary.matrix[row]
        entry = project.video(video_id)
        vectors = _vectors(entry.vectors)
        vector = None if vectors is None else vectors.vector(word)
        if vector is not None and vector.any():
            return vector
    return None


def _cosines(matrix: np.ndarray, vector: np.ndarray) -> np.ndarray:
    lengths = np.linalg.norm(matrix, axis=1) * np.linalg.norm(vector)
    return (matrix @ vector) / np.maximum(lengths, 1e-12)


def _vocabulary(project: Project, video_id: str) -> Vocabulary | None:
    stamp = project_data.stamp(project.video_folder(video_id) / "vocabulary.npy")
    return _stored_vocabulary(str(project.folder), video_id, stamp) if stamp else None


@st.cache_resource(max_entries=16, show_spinner=False)
def _stored_vocabulary(folder: str, video_id: str, stamp: int) -> Vocabulary:
    return open_project(folder).vocabulary(video_id)


@st.cache_resource(max_entries=4, show_spinner=False)
def _vectors(name: str) -> WordVectors | None:
    try:
        return open_vectors(name, "other")
    except InputError:
        return None
