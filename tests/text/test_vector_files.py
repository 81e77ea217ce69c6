"""Vector files of every format load alike; damaged and foreign ones raise one clear sentence."""

import bz2
import gzip
import io
import os
import pickle
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crvae_core.errors import VectorsError
from crvae_core.text import compressed, formats
from crvae_core.text.vectors import WordVectors, list_vectors, open_vectors

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


@pytest.fixture
def load(tmp_path: Path) -> Callable[..., WordVectors]:
    def load_content(content: bytes, name: str = "file.dat") -> WordVectors:
        path = tmp_path / name
        path.write_bytes(content)
        return open_vectors(path, cache=tmp_path / "cache")

    return load_content


@pytest.mark.parametrize("pack", [bytes, gzip.compress, bz2.compress, zipped])
@pytest.mark.parametrize(
    "content",
    [
        glove(),
        word2vec_text(),
        word2vec_binary(),
        word2vec_binary(line_ends=False),
        glove().replace(b"\n", b" \r\n"),  # fastText ends lines with a blank; Windows with \r\n
        b"\xef\xbb\xbf" + glove().rstrip(b"\n"),
        glove().replace(b" ", b"\t"),
        glove().replace(b" ", b"  ") + b"\n\n",
    ],
    ids=["glove", "word2vec", "binary", "binary without ends", "crlf", "bom", "tabs", "wide"],
)
def test_every_format_gives_the_same(
    load: Callable[..., WordVectors], pack: Callable[[bytes], bytes], content: bytes
) -> None:
    vectors = load(pack(content))
    assert vectors.words == WORDS
    assert vectors.dim == 3
    np.testing.assert_array_equal(np.asarray(vectors.matrix), ROWS)
    np.testing.assert_array_equal(vectors.vector("疫苗"), [1, 2, 3])
    assert vectors.vector("missing") is None
    assert "the" in vectors
    assert isinstance(vectors.matrix, np.memmap)


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
        assert vectors.words == words
        np.testing.assert_array_equal(np.asarray(vectors.matrix), rows)


def test_the_first_of_repeated_words_wins(load: Callable[..., WordVectors]) -> None:
    vectors = load(b"a 1 2\nb 3 4\na 5 6\n")
    assert vectors.words == ["a", "b"]
    np.testing.assert_array_equal(vectors.vector("a"), [1, 2])


def test_words_with_blanks_and_empty_words(load: Callable[..., WordVectors]) -> None:
    vectors = load(b"the 1 2 3\n. . . 4 5 6\nat name@domain.com 7 8 9\n 1 1 1\n")
    assert vectors.words[:1] == ["the"]
    assert vectors.words[1:] == [". . .", "at name@domain.com"]


def test_many_blocks_and_numeric_words(load: Callable[..., WordVectors]) -> None:
    words = [str(number) for number in range(2500)]
    rows = np.arange(5000, dtype=np.float32).reshape(2500, 2)
    vectors = load(glove(words, rows))
    assert vectors.words == words
    np.testing.assert_array_equal(np.asarray(vectors.matrix), rows)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b"the 1 2 3\ncat 1 2\n", r"line 2: 2 values where 3 were expected; correct or remove the line"),
        (b"the 1 2 3\ncat 1 2 3 4\n", "line 2: 4 values where 3"),
        (b"the 1 2 3\nthe 1 2 3\ncat 1 x 3\n", "line 3: 'x' is not a number"),
        (b"the 1 2 3\ncat 1 nan 3\n", "line 2: 'nan' is not a number that can be used"),
        (b"the 1 2 3\ncat 1 1e99 3\n", "line 2: '1e99'"),
        (b"9 3\n" + glove(), r"promises 9 words but ends after 5 \(line 6\): it is incomplete"),
        (b"5 1\n" + glove(), "line 1: 1 values per word"),
        (word2vec_binary()[:-6], "word 5 of 5: the file ends in the middle"),
        (word2vec_binary()[:40], "ends in the middle"),
        (b"2 3\n" + b"a " + b"\xff" * 12 + b"b " + b"\x01" * 12, "values that are no numbers"),
        (b"5 3\n" + b"\x00\x01" * 5000, "no end of the word"),
        (b"hello this is a text\nand not a vector file\n", "line 1: no word with its values"),
        (b"\x00\x01\x02" * 1000, "line 1: no word with its values"),
        (pickle.dumps({"a": [1.0]}), "is a Python pickle, which is never opened"),
        (b"7z\xbc\xaf\x27\x1c" * 9, "is a 7z archive: unpack it"),
        ("a 1 2\n".encode("utf-16"), "UTF-16 text: save it again as UTF-8"),
        (
            "".join(f"{w} 1 2\n" for w in "疫苗老人年接种").encode("gb18030"),
            "words can't be read: save the file",
        ),
        (gzip.compress(glove())[:-12], "can't be read .*: it may be incomplete"),
        (gzip.compress(glove())[:20] + b"damage" * 9, "can't be read"),
        (bz2.compress(glove())[:-9], "can't be read"),
        (b"PK\x03\x04" + b"x" * 100, "can't be read"),
        (zipped(glove(), "a.50d.txt", "a.100d.txt"), "holds a.50d.txt, a.100d.txt: unpack it and give one"),
        (gzip.compress(zipped(glove())), "an archive inside an archive"),
        (b"\xba\x16\x4f\x2f" + b"x" * 100, "give the .vec file"),
        (b"word " + b"1 " * 5000 + b"\n", "values per word; 2 to 4,096"),
        (b"the 1 2 3\n" + b"x" * 200_000, "line 2: the line has no end"),
    ],
    ids=lambda value: value if isinstance(value, str) else "file",
)
def test_bad_files_name_the_place_and_the_remedy(
    load: Callable[..., WordVectors], tmp_path: Path, content: bytes, message: str
) -> None:
    with pytest.raises(VectorsError, match=message) as raised:
        load(content)
    assert "file.dat" in str(raised.value)
    assert not list((tmp_path / "cache").iterdir())


def test_zip_with_a_note_beside_the_vectors(load: Callable[..., WordVectors]) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("README", "hello")
        archive.writestr("__MACOSX/._a.txt", "x")
        archive.writestr("folder/a.txt", glove())
    assert load(buffer.getvalue()).words == WORDS


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, zipped])
def test_bombs_are_stopped(
    load: Callable[..., WordVectors], pack: Callable[[bytes], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compressed, "ALWAYS_ALLOWED", 1 << 20)
    monkeypatch.setattr(compressed, "MOST_UNPACKING", 3)
    monkeypatch.setattr(compressed, "BUFFER", 1 << 17)
    bomb = b"a" + b" 0" * 50 + b"\n"
    with pytest.raises(VectorsError, match="holds more than 1 MB of data"):
        load(pack(b"".join(b"%d" % number + bomb for number in range(60_000))))


def test_a_changed_file_is_converted_again(tmp_path: Path) -> None:
    path, cache = tmp_path / "v.txt", tmp_path / "cache"
    path.write_bytes(b"a 1 2\nb 3 4\n")
    assert open_vectors(path, cache=cache).words == ["a", "b"]
    path.write_bytes(b"a 1 2\nc 3 4\n")
    os.utime(path, ns=(1, 1))
    assert open_vectors(path, cache=cache).words == ["a", "c"]
    assert len(list(cache.iterdir())) == 2


def test_a_second_opening_does_not_read_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "v.txt"
    path.write_bytes(glove())
    open_vectors(path, cache=tmp_path / "cache")
    monkeypatch.setattr(formats, "_numbers", None)
    assert open_vectors(str(path), cache=tmp_path / "cache").words == WORDS


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
    assert open_vectors("my.300d", cache=cache).words == WORDS


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
    assert len(vectors.index) == words
    assert all(word in vectors for word in known)
