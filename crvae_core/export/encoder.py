"""The encoder of a run as a program of its own: loadable with torch alone, beside an example of ten lines."""

import warnings
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from crvae_core.export.moments_table import MomentsTable
from crvae_core.export.settings import FileSettings
from crvae_core.files import atomic_path, write_bytes, write_json
from crvae_core.media.stored_frame import FRAME_HEIGHT, FRAME_WIDTH
from crvae_core.model.moment_model import MomentModel
from crvae_core.progress import Share
from crvae_core.text.vectors import Vocabulary

EXAMPLE = '''"""Encode a picture and its words: needs torch, numpy and pillow, nothing of the program that trained it."""
import json
import numpy as np, torch
from PIL import Image

words = {word: row for row, word in enumerate(json.load(open("words.json", encoding="utf-8")))}
vectors, encoder = np.load("vectors.npy"), torch.jit.load("encoder.pt")
picture = Image.open("example.jpg").convert("RGB").resize((%d, %d))
image = torch.from_numpy(np.array(picture)).permute(2, 0, 1)[None].float() / 255
said = [words[word] for word in "EXAMPLE WORDS".split() if word in words] or [0]
tokens = torch.from_numpy(vectors[said].astype(np.float32))[None]
mask = torch.ones(tokens.shape[:2], dtype=torch.bool)  # False at places without a word
print(encoder(image, tokens, mask))  # the vector of the moment
'''


class _Means(nn.Module):
    """An encoder alone, which gives the mean."""

    def __init__(self, model: MomentModel) -> None:
        super().__init__()
        self.model = model

    def forward(self, image: Tensor, tokens: Tensor, mask: Tensor) -> Tensor:
        return self.model.encode(image, tokens, mask)[0]


def write_encoder(table: MomentsTable, path: Path, settings: FileSettings, progress: Share) -> None:
    """A folder with encoder.pt (TorchScript), words.json and vectors.npy, model.json, an example picture and example.py."""
    path.mkdir(parents=True, exist_ok=True)
    run = table.run
    model = _Means(run.load_model()).eval()
    words, matrix = _vocabulary(table)
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")  # tracing warns of what holds for every batch and every length here
        inputs = _example_inputs(matrix.shape[1], int(run.config.get("longest_text", 1)))
        traced = torch.jit.trace(model, inputs, check_trace=False)  # type: ignore[no-untyped-call]
        with atomic_path(path / "encoder.pt") as temporary:
            traced.save(str(temporary))
    progress(0.7)
    write_json(path / "words.json", words)
    with atomic_path(path / "vectors.npy") as temporary, temporary.open("wb") as stream:
        np.save(stream, matrix, allow_pickle=False)
    write_json(
        path / "model.json",
        {
            "inputs": {
                "image": f"float32 (B, 3, {FRAME_HEIGHT}, {FRAME_WIDTH}), RGB from 0 to 1",
                "tokens": f"float32 (B, T, {matrix.shape[1]}), a row of vectors.npy per word",
                "mask": "bool (B, T), True at words",
            },
            "output": "float32 (B, Z), the mean of the vector",
            "latent_parts": run.parts,
            "family": run.family,
            "model": run.config.get("model"),
        },
    )
    _write_example(table, path, words)
    progress(1.0)


def _example_inputs(width: int, longest: int) -> tuple[Tensor, Tensor, Tensor]:
    """Three moments of different length, one without words."""
    mask = torch.ones(3, max(2, longest), dtype=torch.bool)
    mask[1, 1:] = False
    mask[2] = False
    return torch.rand(3, 3, FRAME_HEIGHT, FRAME_WIDTH), torch.rand(*mask.shape, width), mask


def _vocabulary(table: MomentsTable) -> tuple[list[str], np.ndarray]:
    """The words of the run's films and their vectors, each once."""
    words: dict[str, np.ndarray] = {}
    for video in table.project.videos:
        vocabulary: Vocabulary = table.project.vocabulary(video.video_id)
        for word, vector in zip(vocabulary.words, np.asarray(vocabulary.matrix, np.float32), strict=True):
            words.setdefault(word, vector)
    if not words:
        return [], np.zeros((0, int(table.run.config.get("embedding_dim", 1))), np.float32)
    return list(words), np.stack(list(words.values()))


def _write_example(table: MomentsTable, path: Path, words: list[str]) -> None:
    from crvae_core.export.thumbnails import jpeg, picture

    row = int(table.rows[0]) if len(table) else 0
    frame = picture(table, row, FRAME_WIDTH)
    if frame is not None:
        write_bytes(path / "example.jpg", jpeg(frame, 95))
    said = [str(word) for word in table.moments.pairs["tokens"].iloc[row] if word in set(words)]
    text = " ".join(said).replace("\\", "").replace('"', "'")
    write_bytes(
        path / "example.py", (EXAMPLE % (FRAME_WIDTH, FRAME_HEIGHT)).replace("EXAMPLE WORDS", text).encode()
    )
