"""Vector files of every format load alike; damaged and foreign ones raise one clear sentence."""

import bz2
import gzip
import io
import lzma
import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crvae_core.errors import VectorsError
from crvae_core.text import line_format
from crvae_core.text.vectors import WordVectors, add_vectors, list_vectors, open_vectors
from tests.text.vector_files import ROWS, WORDS, glove, word2vec_binary, word2vec_text, zipped


@pytest.fixture
def load(tmp_path: Path) -> Callable[..., WordVectors]:
    def load_content(content: bytes, name: str = "file.dat") -> WordVectors:
        path = tmp_path / name
        path.write_bytes(content)
        return open_vectors(path, cache=tmp_path / "cache")

    return load_content


PACKINGS = {"plain": bytes, "gzip": gzip.compress, "bzip2": bz2.compress, "xz": lzma.compress, "zip": zipped}
CONTENTS = {
    "GloVe text": glove(),
    "word2vec text, fastText .vec": word2vec_text(),
    "word2vec binary": word2vec_binary(),
    "word2vec binary without line ends": word2vec_binary(line_ends=False),
    "text with Windows line ends": glove().replace(b"\n", b" \r\n"),
    "text with a byte-order mark": b"\xef\xbb\xbf" + glove().rstrip(b"\n"),
    "word2vec text with a byte-order mark": b"\xef\xbb\xbf" + word2vec_text(),
    "values set off by tabs": glove().replace(b" ", b"\t"),
    "several blanks and empty lines": glove().replace(b" ", b"  ") + b"\n\n",
}


@pytest.mark.parametrize("packing", PACKINGS)
@pytest.mark.parametrize("content", CONTENTS)
def test_every_format_gives_the_same(
    load: Callable[..., WordVectors], packing: str, content: str, support_table: Callable[..., None]
) -> None:
    pack: Callable[[bytes], bytes] = PACKINGS[packing]
    vectors = load(pack(CONTENTS[content]))
    assert list(vectors.words) == WORDS
    assert vectors.dim == 3
    np.testing.assert_array_equal(np.asarray(vectors.matrix), ROWS)
    np.testing.assert_array_equal(vectors.vector("疫苗"), [1, 2, 3])
    assert vectors.vector("missing") is None
    assert "the" in vectors
    assert isinstance(vectors.matrix, np.memmap)
    support_table("Word vectors", f"{content}, {packing}", "read right")


@pytest.mark.parametrize(
    ("content", "left"),
    [
        (b"the 1 2 3\ncat 1 2\nsun 4 5 6\n", [2]),
        (b"cat 1 2\nthe 1 2 3\nsun 4 5 6\n", [1]),
        (b"the 1 2 3\ncat 1 2 3 4\nsun 4 5 6\n", [2]),
        (b"the 1 2 3\nsun 4 5 6\ncat 1 x 3\n", [3]),
        (b"the 1 2 3\n\nsun 4 5 6\ncat 1 nan 3\ndog inf 1 2\nrain 7 8 9\n", [4, 5]),
        (b"4 3\nthe 1 2 3\ncat 1 1e99 3\nsun 4 5 6\nrain 7 8 9\n", [3]),
    ],
)
def test_malformed_lines_are_left_out_and_named(tmp_path: Path, content: bytes, left: list[int]) -> None:
    path = tmp_path / "v.txt"
    path.write_bytes(content)
    added = add_vectors(path, cache=tmp_path / "cache")
    assert (added.malformed, added.malformed_first, added.unit) == (len(left), left, "line")
    assert f"line {left[0]}: " in added.malformed_example
    vectors = open_vectors(path, cache=tmp_path / "cache")
    assert not {"cat", "dog"} & set(vectors.words)
    np.testing.assert_array_equal(vectors.vector("sun"), [4, 5, 6])


def test_many_malformed_lines_in_blocks(load: Callable[..., WordVectors], tmp_path: Path) -> None:
    rows = np.arange(9000, dtype=np.float32).reshape(3000, 3)
    lines = glove([f"w{number}" for number in range(3000)], rows).splitlines()
    lines[500::1000] = [b"damaged 1 2", b"damaged x y z", b"damaged"]
    assert len(load(b"\n".join(lines) + b"\n").words) == 2997
    assert list_vectors(tmp_path / "cache")[1]["malformed_first"] == [501, 1501, 2501]


def test_unusable_values_in_a_binary_file_are_left_out(tmp_path: Path) -> None:
    content = word2vec_binary().replace(ROWS[2].tobytes(), np.full(3, np.nan, np.float32).tobytes())
    (tmp_path / "v.bin").write_bytes(content)
    added = add_vectors(tmp_path / "v.bin", cache=tmp_path / "cache")
    assert (added.words, added.malformed, added.malformed_first, added.unit) == (4, 1, [3], "word")


@settings(max_examples=30, deadline=None)
@given(
    words=st.lists(
        st.text(st.characters(exclude_categories=["Z", "C"]), min_size=1), min_size=1, unique=True
    ),
    seed=st.integers(0, 99),
)
def test_text_and_binary_round_trip(
    tmp_path_factory: pytest.TempPathFactory, words: list[str], seed: int
) -> None:
    folder = tmp_path_factory.mktemp("vectors")
    rows = np.random.default_rng(seed).normal(size=(len(words), 4)).astype(np.float32)
    text = "".join(f"{w} {' '.join(map(repr, row.tolist()))}\n" for w, row in zip(words, rows, strict=True))
    binary = b"".join(w.encode() + b" " + row.tobytes() for w, row in zip(words, rows, strict=True))
    (folder / "a").write_bytes(f"{len(words)} 4\n{text}".encode())
    (folder / "b").write_bytes(f"{len(words)} 4\n".encode() + binary)
    for name in "ab":
        vectors = open_vectors(folder / name, cache=folder / "cache")
        assert list(vectors.words) == words
        np.testing.assert_array_equal(np.asarray(vectors.matrix), rows)


def test_the_first_of_repeated_words_wins(load: Callable[..., WordVectors]) -> None:
    vectors = load(b"a 1 2\nb 3 4\na 5 6\n")
    assert list(vectors.words) == ["a", "b"]
    np.testing.assert_array_equal(vectors.vector("a"), [1, 2])


def test_words_with_blanks_and_empty_words(load: Callable[..., WordVectors]) -> None:
    vectors = load(b"the 1 2 3\n. . . 4 5 6\nat name@domain.com 7 8 9\n 1 1 1\n")
    assert vectors.words[:1] == ["the"]
    assert vectors.words[1:] == [". . .", "at name@domain.com"]


def test_many_blocks_and_numeric_words(load: Callable[..., WordVectors]) -> None:
    words = [str(number) for number in range(2500)]
    rows = np.arange(5000, dtype=np.float32).reshape(2500, 2)
    vectors = load(glove(words, rows))
    assert list(vectors.words) == words
    np.testing.assert_array_equal(np.asarray(vectors.matrix), rows)


def test_zip_with_a_note_beside_the_vectors(load: Callable[..., WordVectors]) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("README", "hello")
        archive.writestr("__MACOSX/._a.txt", "x")
        archive.writestr("folder/a.txt", glove())
    assert list(load(buffer.getvalue()).words) == WORDS


def test_one_file_of_a_zip_with_several(tmp_path: Path) -> None:
    path, cache = tmp_path / "several.zip", tmp_path / "cache"
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("sub/v.3d.txt", glove())
        archive.writestr("v.2d.txt", b"a 1 2\nb 3 4\n")
    path.write_bytes(buffer.getvalue())
    assert add_vectors(path, cache, member="v.2d.txt").dim == 2
    assert add_vectors(path, cache, member="sub/v.3d.txt").dim == 3
    assert list(open_vectors("v.2d", cache=cache).words) == ["a", "b"]
    with pytest.raises(VectorsError, match=r"--member v\.3d\.txt"):
        add_vectors(path, cache)
    with pytest.raises(VectorsError, match=r"no file v.9d.txt, but sub/v.3d.txt, v.2d.txt"):
        add_vectors(path, cache, member="v.9d.txt")


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_joined_streams_are_read_to_the_end(
    load: Callable[..., WordVectors], pack: Callable[[bytes], bytes]
) -> None:
    content = glove()
    assert list(load(pack(content[:40]) + pack(content[40:])).words) == WORDS


def test_progress_and_stopping(tmp_path: Path) -> None:
    path, cache = tmp_path / "v.txt", tmp_path / "cache"
    path.write_bytes(glove([str(number) for number in range(5000)], np.ones((5000, 300), np.float32)))
    shares: list[float] = []
    add_vectors(path, cache, report=lambda what, share: shares.append(share))
    assert shares == sorted(shares)
    assert shares[0] < shares[-1] == 1

    def stop(what: str, share: float) -> None:
        raise KeyboardInterrupt

    os.utime(path, ns=(1, 1))
    with pytest.raises(KeyboardInterrupt):
        add_vectors(path, cache, report=stop)
    assert len(list(cache.iterdir())) == 1


def test_a_changed_file_is_converted_again(tmp_path: Path) -> None:
    path, cache = tmp_path / "v.txt", tmp_path / "cache"
    path.write_bytes(b"a 1 2\nb 3 4\n")
    assert list(open_vectors(path, cache=cache).words) == ["a", "b"]
    path.write_bytes(b"a 1 2\nc 3 4\n")
    os.utime(path, ns=(1, 1))
    assert list(open_vectors(path, cache=cache).words) == ["a", "c"]
    assert len(list(cache.iterdir())) == 2


def test_a_second_opening_does_not_read_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "v.txt"
    path.write_bytes(glove())
    open_vectors(path, cache=tmp_path / "cache")
    monkeypatch.setattr(line_format, "_numbers", None)
    assert list(open_vectors(str(path), cache=tmp_path / "cache").words) == WORDS


def test_a_damaged_cache_is_made_again(tmp_path: Path) -> None:
    path, cache = tmp_path / "v.txt", tmp_path / "cache"
    path.write_bytes(glove())
    open_vectors(path, cache=cache)
    (next(cache.iterdir()) / "rows.f32").write_bytes(b"1234")
    np.testing.assert_array_equal(np.asarray(open_vectors(path, cache=cache).matrix), ROWS)


def test_listing_and_opening_by_name(tmp_path: Path) -> None:
    path, cache = tmp_path / "my.300d.txt.gz", tmp_path / "cache"
    path.write_bytes(gzip.compress(glove()))
    open_vectors(path, cache=cache)
    shared, added = list_vectors(cache)
    assert shared["name"] == "shared"
    assert (added["name"], added["words"], added["dim"]) == ("my.300d", 5, 3)
    path.unlink()
    assert list(open_vectors("my.300d", cache=cache).words) == WORDS


def test_missing_sources(tmp_path: Path) -> None:
    with pytest.raises(VectorsError, match="no word vectors 'nothing': give 'shared', the path"):
        open_vectors("nothing", cache=tmp_path)
    with pytest.raises(VectorsError, match="no language 'fr'"):
        open_vectors("shared", "fr")


def test_cache_below_crvae_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CRVAE_HOME", str(tmp_path / "home"))
    path = tmp_path / "v.txt"
    path.write_bytes(glove())
    open_vectors(path)
    assert len(list((tmp_path / "home" / "vectors").iterdir())) == 1
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("CRVAE_HOME", str(tmp_path / "file"))
    with pytest.raises(VectorsError, match="let CRVAE_HOME name another folder"):
        open_vectors(path)


@pytest.mark.parametrize(
    ("name", "words", "dim", "known"),
    [
        ("en.300d.txt.gz", 17381, 300, ("vaccine", "the", "don")),
        ("zh.100d.bin", 40000, 100, ("疫苗", "北京", "月")),
        ("zh-char.200d.txt.gz", 4758, 200, ("疫", "我", "0")),
    ],
)
def test_the_evaluation_files(
    shared_data: Path, tmp_path: Path, name: str, words: int, dim: int, known: tuple[str, ...]
) -> None:
    vectors = open_vectors(shared_data / "vectors" / name, cache=tmp_path)
    assert (len(vectors.words), vectors.dim) == (words, dim)
    assert len(set(vectors.words)) == words
    assert all(word in vectors for word in known)
