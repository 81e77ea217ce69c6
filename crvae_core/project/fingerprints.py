"""What a moment is made of, in two short marks: one of its frame's pixels, one of its words and their vectors.

A moment whose marks are the same is the same to every model; a run keeps those of the moments it was trained on.
"""

import hashlib
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

import numpy as np
import pandas as pd

from crvae_core.files import read_array
from crvae_core.media.stored_frame import HASH_BYTES, HASHES_FILE, frame_hash, write_hashes
from crvae_core.project.frames import Frames
from crvae_core.project.project import Project
from crvae_core.text.vectors import Vocabulary

_WORD_BYTES = 8


def fingerprints(project: Project, pairs: pd.DataFrame) -> pd.DataFrame:
    """The marks of pairs, in the order of the rows: pair_id, video_id, frame, words (hexadecimal digits).

    pairs: rows of `project.pairs()`, the videos of which are in the project.
    """
    table = pairs[["pair_id", "video_id"]].astype(str).reset_index(drop=True)
    frame_rows, tokens = pairs["frame_row"].to_numpy(), pairs["tokens"].tolist()
    frames, words = np.full(len(table), "", object), np.full(len(table), "", object)
    for video_id in table["video_id"].unique():
        rows = np.flatnonzero((table["video_id"] == video_id).to_numpy())
        hashes, vectors = frame_hashes(project, video_id), _word_marks(project.video_folder(video_id))
        frames[rows] = [hashes[row].tobytes().hex() for row in frame_rows[rows].tolist()]
        words[rows] = [_mark_of_words(tokens[row], vectors) for row in rows.tolist()]
    return table.assign(frame=frames, words=words)


def frame_hashes(project: Project, video_id: str) -> np.ndarray:
    """A hash of every sampled frame, uint8 (n, 16); those of a project that has none yet are computed and stored.

    Raises ProjectError if neither they nor the frames can be read.
    """
    path = project.video_file(video_id, HASHES_FILE)
    with suppress(OSError, ValueError):
        return read_array(path, (project.video(video_id).frame_count, HASH_BYTES), "u")
    hashes = hashes_of(project.frames(video_id))
    with suppress(OSError):  # a project that can't be written is looked at all the same
        write_hashes(path.parent, hashes)
    return np.frombuffer(b"".join(hashes), np.uint8).reshape(-1, HASH_BYTES)


def hashes_of(frames: Frames) -> list[bytes]:
    """The hash of the frame of each row."""
    different = [frame_hash(frame) for frame in frames.stored]
    return [different[frames.place(row)] for row in range(len(frames))]


def word_mark(word: str, vector: np.ndarray) -> bytes:
    """A mark of a word and its vector, float32 (E,)."""
    return hashlib.blake2b(word.encode() + b"\0" + vector.tobytes(), digest_size=_WORD_BYTES).digest()


def _mark_of_words(tokens: list[str], vectors: dict[str, bytes]) -> str:
    """A mark of words in their order; one without a vector has a mark of its own."""
    known = [vectors.get(str(token)) or str(token).encode() + b"\0" for token in tokens]
    return hashlib.blake2b(b"".join(known), digest_size=_WORD_BYTES).hexdigest()


def _word_marks(folder: Path) -> dict[str, bytes]:
    stamps = [(path.stat().st_mtime_ns, path.stat().st_size) for path in sorted(folder.glob("vocabulary.*"))]
    return _marks_of_vocabulary(folder, tuple(stamps))


@lru_cache(maxsize=16)
def _marks_of_vocabulary(folder: Path, stamps: tuple[tuple[int, int], ...]) -> dict[str, bytes]:
    """Word -> a mark of the word and its vector."""
    vocabulary = Vocabulary.load(folder)
    rows = np.asarray(vocabulary.matrix, np.float32)
    return {word: word_mark(word, vector) for word, vector in zip(vocabulary.words, rows, strict=True)}
