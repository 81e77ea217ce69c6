"""Small files of word vectors in the usual formats."""

import io
import zipfile

import numpy as np

WORDS = ["the", "疫苗", "été", ",", "0.5"]
ROWS = np.array([[0.1, -2.0, 3e-4], [1, 2, 3], [-1, 0, 0.5], [0, 0, 1], [9, 8, 7]], np.float32)


def glove(words: list[str] = WORDS, rows: np.ndarray = ROWS) -> bytes:
    return "".join(f"{w} {' '.join(map(str, row))}\n" for w, row in zip(words, rows, strict=True)).encode()


def word2vec_text() -> bytes:
    return b"5 3\n" + glove()


def word2vec_binary(line_ends: bool = True) -> bytes:
    end = b"\n" if line_ends else b""
    return b"5 3\n" + b"".join(
        w.encode() + b" " + row.astype("<f4").tobytes() + end for w, row in zip(WORDS, ROWS, strict=True)
    )


def zipped(content: bytes, *names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names or ("vectors.txt",):
            archive.writestr(name, content)
    return buffer.getvalue()
