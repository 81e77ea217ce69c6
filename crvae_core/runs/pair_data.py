"""The pairs of a project as tensors that stay in memory, and the batches cut from them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import torch
from torch import Tensor

from crvae_core.errors import ConfigError, RunError
from crvae_core.media.stored_frame import FRAME_HEIGHT, FRAME_WIDTH
from crvae_core.project.project import Project
from crvae_core.runs.pair_sentences import read_pairs
from crvae_core.text.sentences import word_weights

HELD_OUT_BLOCK = 4  # pairs in a row that are held out together: a neighbour alone would give a frame away
MIN_PAIRS = 4
FRAMES_AT_ONCE = 256  # 18 MB


@dataclass(frozen=True)
class Batch:
    """Some pairs on the device: images (B, 3, 120, 200) in [0, 1], word vectors (B, T, E), their rows in the
    vocabulary (B, T) and mask (B, T); seen: what a trained eye sees (B, S), S = 0 where none looked; sentences: states of
    the whole texts (B, R), R = 0 where they were not read; weights: how much each word counts (B, T)."""

    images: Tensor
    tokens: Tensor
    token_ids: Tensor
    mask: Tensor
    seen: Tensor
    sentences: Tensor
    weights: Tensor

    @property
    def spoken(self) -> Tensor:
        """True at pairs with words (B,)."""
        return self.mask.any(dim=1)


@dataclass(frozen=True)
class PairData:
    """The pairs of one or more videos; a pair may have no words, and so may all of them.

    images: uint8 (N, 3, 120, 200). token_ids: rows of the vocabulary (N, T), 0 where there is no word.
    mask: True at true words (N, T). words: the vocabulary of all videos, V words. matrix: their vectors (V, E).
    same_word: (V,) the first row with the same vector, since words that share a vector can't be told apart.
    seen: what a trained eye sees in each picture (N, S), S = 0 where none looked.
    sentences: states of the whole texts by a pretrained network (N, R), R = 0 where they were not read.
    weights: (V,) how much each word counts in what a text says, rare ones the most (text/sentences.py).
    """

    pair_ids: list[str]
    video_ids: list[str]
    images: Tensor
    token_ids: Tensor
    mask: Tensor
    words: list[str]
    matrix: Tensor
    same_word: Tensor
    seen: Tensor
    sentences: Tensor
    weights: Tensor

    def __len__(self) -> int:
        return len(self.pair_ids)

    @property
    def embedding_dim(self) -> int:
        """E, the size of a word vector."""
        return self.matrix.shape[1]

    @property
    def spoken(self) -> Tensor:
        """True at pairs with words (N,)."""
        return self.mask.any(dim=1)

    @property
    def word_scale(self) -> float:
        """What brings the vectors of the vocabulary to a mean norm of 1."""
        norm = float(self.matrix.norm(dim=1).mean()) if len(self.matrix) else 0.0
        return 1.0 / norm if norm > 0 else 1.0

    def to(self, device: torch.device) -> "PairData":
        """The same pairs with all tensors on a device."""
        names = ("images", "token_ids", "mask", "matrix", "same_word", "seen", "sentences", "weights")
        return replace(self, **{name: getattr(self, name).to(device) for name in names})

    def select(self, rows: Sequence[int] | np.ndarray) -> "PairData":
        """The pairs at some rows, with the whole vocabulary."""
        chosen = torch.as_tensor(np.asarray(rows, dtype=np.int64))
        return replace(
            self,
            pair_ids=[self.pair_ids[row] for row in chosen.tolist()],
            video_ids=[self.video_ids[row] for row in chosen.tolist()],
            images=self.images[chosen],
            token_ids=self.token_ids[chosen],
            mask=self.mask[chosen],
            seen=self.seen[chosen],
            sentences=self.sentences[chosen],
        )

    def padded(self, length: int) -> "PairData":
        """The same pairs with room for texts of `length` words, at least as many as the longest has."""
        more = length - self.mask.shape[1]
        assert more >= 0
        if not more:
            return self
        pad = torch.nn.functional.pad
        return replace(self, token_ids=pad(self.token_ids, (0, more)), mask=pad(self.mask, (0, more)))

    def batch(self, rows: Tensor | slice, length: int | None = None) -> Batch:
        """The pairs at `rows` as floating-point tensors, their texts cut to `length`, by default the longest of them."""
        mask = self.mask[rows]
        if length is None:
            length = max(1, int(mask.sum(dim=1).max())) if len(mask) else 1
        mask, ids = mask[:, :length], self.token_ids[rows][:, :length]
        return Batch(
            self.images[rows].float() / 255,
            self.vectors(ids, mask),
            ids,
            mask,
            self.seen[rows],
            self.sentences[rows],
            self.weights[ids] * mask if len(self.weights) else mask.float(),
        )

    def vectors(self, token_ids: Tensor, mask: Tensor) -> Tensor:
        """The vectors (N, T, E) of the words at some rows of the vocabulary (N, T), zeros where the mask is False."""
        if not len(self.matrix):
            return self.matrix.new_zeros(*mask.shape, self.embedding_dim)
        return self.matrix[token_ids] * mask.unsqueeze(-1)

    def texts(self) -> list[list[str]]:
        """The true words of every pair."""
        ids, lengths = self.token_ids.tolist(), self.mask.sum(dim=1).tolist()
        return [[self.words[i] for i in row[:length]] for row, length in zip(ids, lengths, strict=True)]


@dataclass(frozen=True)
class PooledWords:
    """The words of several videos in one vocabulary, see PairData. rows_of: video -> word -> its row."""

    rows_of: dict[str, dict[str, int]]
    words: list[str]
    matrix: np.ndarray
    same_word: np.ndarray


def pool_words(project: Project, video_ids: Sequence[str]) -> PooledWords:
    """One vocabulary for some videos, as far as the project has them, in this order; words with equal vectors once.

    Raises ConfigError if they have word vectors of different sizes.
    """
    known = {entry.video_id for entry in project.videos}
    rows_of, words, matrix = _pool_vocabularies(
        project, [video_id for video_id in dict.fromkeys(video_ids) if video_id in known]
    )
    return PooledWords(rows_of, words, matrix, first_equal_row(matrix))


def load_pairs(
    project: Project,
    pairs: pd.DataFrame | None = None,
    pooled: PooledWords | None = None,
    sentences: bool = False,
) -> PairData:
    """Load pairs with their frames and word vectors.

    Args:
        project: where the frames and vocabularies lie.
        pairs: rows of `project.pairs()`; all of them by default.
        pooled: the vocabulary, of their videos at least; by default of these alone.
        sentences: whether a pretrained network reads the texts, too.

    Raises:
        VectorsError: that network is not installed.
        ConfigError: the videos have word vectors of different sizes.
        RunError: there are no pairs, or a word is missing from its video's vocabulary.
    """
    table = project.pairs() if pairs is None else pairs
    if table.empty:
        raise RunError("there are no pairs to work with: add a video with captions first")
    video_ids = [str(video_id) for video_id in table["video_id"]]
    pooled = pooled or pool_words(project, video_ids)
    token_ids, mask = _look_up(list(table["tokens"]), video_ids, pooled.rows_of)
    return PairData(
        pair_ids=[str(pair_id) for pair_id in table["pair_id"]],
        video_ids=video_ids,
        images=_images(project, table),
        token_ids=token_ids,
        mask=mask,
        words=pooled.words,
        matrix=torch.from_numpy(pooled.matrix),
        same_word=torch.from_numpy(pooled.same_word),
        seen=torch.zeros(len(table), 0),
        sentences=read_pairs(project, table) if sentences else torch.zeros(len(table), 0),
        weights=torch.from_numpy(word_weights(pooled.words)),
    )


def kept_pairs(project: Project) -> pd.DataFrame:
    """The rows of the pairs table that are kept."""
    table = project.pairs()
    return table[table["kept"].astype(bool)]


def load_training_pairs(project: Project) -> PairData:
    """Load the pairs that are kept; raises RunError if they are fewer than four."""
    kept = kept_pairs(project)
    if len(kept) < MIN_PAIRS:
        raise RunError(
            f"{len(kept)} pairs are too few to train on, at least {MIN_PAIRS} are needed: "
            "keep more pairs, or add a longer video"
        )
    return load_pairs(project, kept)


def held_out_rows(pairs: int, share: float, seed: int) -> list[int]:
    """Rows of about `share` of the pairs, in blocks of HELD_OUT_BLOCK successive ones, drawn by the seed."""
    if share <= 0:
        return []
    wanted = max(1, round(share * pairs))
    blocks = torch.randperm(
        -(-pairs // HELD_OUT_BLOCK), generator=torch.Generator().manual_seed(seed)
    ).tolist()
    rows = [
        row
        for block in blocks
        for row in range(block * HELD_OUT_BLOCK, min(pairs, (block + 1) * HELD_OUT_BLOCK))
    ]
    return sorted(rows[:wanted])


def first_equal_row(matrix: np.ndarray) -> np.ndarray:
    """For each row of (V, E) the first row that equals it, int64 (V,)."""
    if not len(matrix):
        return np.zeros(0, dtype=np.int64)
    _, first, group = np.unique(matrix, axis=0, return_index=True, return_inverse=True)
    return first[group.reshape(-1)].astype(np.int64)


def _images(project: Project, table: pd.DataFrame) -> Tensor:
    """The frames of pairs, uint8 (N, 3, 120, 200); a few at a time beside those that are kept."""
    images = torch.empty((len(table), 3, FRAME_HEIGHT, FRAME_WIDTH), dtype=torch.uint8)
    for first in range(0, len(table), FRAMES_AT_ONCE):
        frames = torch.from_numpy(project.frames_of(table.iloc[first : first + FRAMES_AT_ONCE]))
        images[first : first + FRAMES_AT_ONCE] = frames.permute(0, 3, 1, 2)
    return images


def _pool_vocabularies(
    project: Project, video_ids: list[str]
) -> tuple[dict[str, dict[str, int]], list[str], np.ndarray]:
    """One vocabulary for all videos; a word of two videos is one entry if its vectors are equal."""
    pooled: dict[tuple[str, bytes], int] = {}
    vectors: list[np.ndarray] = []
    rows_of: dict[str, dict[str, int]] = {}
    sizes: dict[str, int] = {}
    width = 1  # of no vectors at all
    for video_id in video_ids:
        vocabulary = project.vocabulary(video_id)
        matrix = np.asarray(vocabulary.matrix, dtype=np.float32)
        width = max(width, matrix.shape[1])
        if len(matrix):
            sizes[video_id] = matrix.shape[1]
        rows_of[video_id] = {}
        for word, vector in zip(vocabulary.words, matrix, strict=True):
            row = pooled.setdefault((word, vector.tobytes()), len(pooled))
            if row == len(vectors):
                vectors.append(vector)
            rows_of[video_id][word] = row
    if len(set(sizes.values())) > 1:
        found = ", ".join(f"{project.video(name).name}: {size}" for name, size in sizes.items())
        raise ConfigError(
            f"the videos have word vectors of different sizes ({found}): add them with the same word vectors"
        )
    pooled_matrix = np.stack(vectors) if vectors else np.zeros((0, width), np.float32)
    return rows_of, [word for word, _ in pooled], pooled_matrix


def _look_up(
    texts: list[Sequence[str]], video_ids: list[str], rows_of: dict[str, dict[str, int]]
) -> tuple[Tensor, Tensor]:
    length = max(1, *(len(tokens) for tokens in texts))
    ids = np.zeros((len(texts), length), dtype=np.int64)
    mask = np.zeros((len(texts), length), dtype=bool)
    for row, (tokens, video_id) in enumerate(zip(texts, video_ids, strict=True)):
        try:
            ids[row, : len(tokens)] = [rows_of[video_id][str(token)] for token in tokens]
        except KeyError as error:
            raise RunError(
                f"the word {error.args[0]!r} of the video {video_id} has no vector: make the words of the project anew (`repair`)"
            ) from error
        mask[row, : len(tokens)] = True
    return torch.from_numpy(ids), torch.from_numpy(mask)
