"""Broken, foreign and hostile files end within seconds in one clear sentence, and leave nothing behind."""

import bz2
import contextlib
import gzip
import io
import lzma
import pickle
import resource
import struct
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crvae_core.errors import VectorsError
from crvae_core.text import compressed, store
from crvae_core.text.vectors import add_vectors, list_vectors
from tests.text.vector_files import glove, word2vec_binary, zipped

MB = 1 << 20


def npz() -> bytes:
    buffer = io.BytesIO()
    np.savez(buffer, vectors=np.ones((5, 3)))
    return buffer.getvalue()


def npy() -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, np.ones((5, 3)))
    return buffer.getvalue()


def locked_zip() -> bytes:
    content = bytearray(zipped(glove()))
    for record, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(record) + flags] |= 1
    return bytes(content)


def lzma_zip() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("v.txt", glove())
    return buffer.getvalue()


def crowded_zip() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for number in range(4000):
            archive.writestr(f"folder/file-{number:060d}.txt", b"")
    return buffer.getvalue()


def greedy_xz() -> bytes:
    """An .xz file whose header asks for 1.5 GB of memory."""
    filters = [{"id": lzma.FILTER_LZMA2, "dict_size": 1536 * MB, "mode": lzma.MODE_FAST, "mf": lzma.MF_HC3}]
    try:
        return lzma.compress(glove(), filters=filters)
    except MemoryError:
        pytest.skip("too little memory to make the file")


def repeated_lines(size: int) -> bytes:
    line = b"word" + b" 0" * 50 + b"\n"
    return line * (size // len(line))


def distinct_lines(size: int) -> bytes:
    values = b" 0" * 100 + b"\n"
    return b"".join(b"%d" % number + values for number in range(size // 206))


BROKEN: dict[str, tuple[Callable[[], bytes], str]] = {
    "an empty file": (lambda: b"", "is empty"),
    "prose": (lambda: b"hello this is a text\nand no vector file\n", "line 1: no word with its values"),
    "random bytes": (lambda: b"\x00\x01\x02" * 1000, "line 1: no word with its values"),
    "a binary file cut off in a vector": (
        lambda: word2vec_binary()[:-6],
        "word 5 of 5: the file ends in the",
    ),
    "a binary file cut off in a word": (lambda: word2vec_binary()[:21], "ends in the middle"),
    "a text file cut off in a line": (lambda: b"the 1 2 3\ncat 4 5", "ends in the middle of line 2"),
    "fewer words than the header promises": (
        lambda: b"9 3\n" + glove(),
        r"promises 9 words but ends after 5 \(line 6\): it is incomplete",
    ),
    "a header that promises 10^18 words, text": (
        lambda: b"1" + b"0" * 17 + b" 3\n" + glove(),
        "promises 100,000",
    ),
    "a header that promises 10^18 words, binary": (
        lambda: b"1" + b"0" * 17 + word2vec_binary()[1:],
        "the file ends in the middle",
    ),
    "a header that promises no words": (lambda: b"0 300\n", "says that it holds no words"),
    "a header with a million values per word": (
        lambda: b"5 1000000\n" + glove(),
        "1,000,000 values per word",
    ),
    "a header with one value per word": (lambda: b"5 1\n" + glove(), "line 1: 1 values per word"),
    "a header with the wrong number of values": (
        lambda: b"5 4\n" + glove(),
        r"line 2: 3 values where 4 were expected \(5 of 5 lines",
    ),
    "a line of 5,000 values": (lambda: b"word " + b"1 " * 5000 + b"\n", "values per word; 2 to 4,096"),
    "a line without end": (lambda: b"the 1 2 3\n" + b"x" * 200_000, "line 2: the line has no end"),
    "missing values in most lines": (
        lambda: b"the 1 2 3\ncat 1 2\ndog 3\nsun 1 2\n",
        "line 1: 3 values where 2 were expected|line 2: 2 values where 3",
    ),
    "nothing but NaN": (
        lambda: b"the nan nan\ncat nan nan\n",
        "line 1: 'nan' is not a number that can be used",
    ),
    "infinite values": (lambda: b"the inf 1\ncat 1 -inf\n", "line 1: 'inf' is not a number"),
    "values too large for any vector": (lambda: b"the 1e99 1\ncat 1 1e30\n", "line 1: '1e99'"),
    "NaN in a binary file": (
        lambda: b"2 3\n" + b"a " + b"\xff" * 12 + b"b " + b"\xff" * 12,
        "word 1: values that are no numbers",
    ),
    "a binary file without words": (lambda: b"5 3\n" + b"\x00\x01" * 5000, "no end of the word"),
    "words in GB18030": (
        lambda: "".join(f"{word} 1 2\n" for word in "疫苗老人年接种").encode("gb18030"),
        "words can't be read: save the file",
    ),
    "UTF-16 text": (lambda: "a 1 2\n".encode("utf-16"), "UTF-16 text: save it again as UTF-8"),
    "a Python pickle": (lambda: pickle.dumps({"a": [1.0]}), "is a Python pickle, which is never opened"),
    "a NumPy array": (npy, "a NumPy array without words"),
    "a NumPy archive": (npz, "a NumPy array without words"),
    "an HDF5 file": (lambda: b"\x89HDF\r\n\x1a\n" + b"\0" * 100, "an HDF5 file"),
    "a fastText model": (lambda: struct.pack("<ii", 793712314, 12) + b"\0" * 100, "give the .vec file"),
    "a web page": (lambda: b"<!DOCTYPE html><html>Sign in</html>", "a web page"),
    "a tar archive": (lambda: b"v.txt".ljust(257, b"\0") + b"ustar\x0000" + b"\0" * 999, "a tar archive"),
    "a 7z archive": (lambda: b"7z\xbc\xaf\x27\x1c" * 9, "is a 7z archive: unpack it"),
    "gzip cut off": (lambda: gzip.compress(glove())[:-12], "can't be read .*: it may be incomplete"),
    "gzip damaged": (lambda: gzip.compress(glove())[:20] + b"damage" * 9, "can't be read"),
    "bzip2 cut off": (lambda: bz2.compress(glove())[:-9], "can't be read"),
    "xz cut off": (lambda: lzma.compress(glove())[:-9], "can't be read"),
    "xz damaged": (lambda: lzma.compress(glove())[:30] + b"damage" * 9, "can't be read"),
    "xz that asks for 1.5 GB of memory": (greedy_xz, "can't be read .*[Mm]emory"),
    "zip damaged": (lambda: b"PK\x03\x04" + b"x" * 100, "can't be read"),
    "zip cut off": (lambda: zipped(glove())[:-30], "can't be read"),
    "zip without files": (lambda: b"PK\x05\x06" + b"\0" * 18, "holds no file of word vectors but nothing"),
    "zip with several files": (
        lambda: zipped(glove(), "a.50d.txt", "a.100d.txt"),
        "holds a.50d.txt, a.100d.txt: unpack it and give one, or name it",
    ),
    "zip with a password": (locked_zip, "is locked with a password"),
    "zip packed with LZMA": (lzma_zip, "packed in an unusual way"),
    "zip of 4,000 files": (crowded_zip, "holds too many files"),
    "zip in a zip": (lambda: zipped(zipped(glove()), "v.zip"), "an archive inside an archive"),
    "gzip in gzip": (lambda: gzip.compress(gzip.compress(glove())), "an archive inside an archive"),
    "a gzip bomb of zeros": (lambda: gzip.compress(bytes(50 * MB), 1), "no word with its values"),
    "a gzip bomb of one line": (
        lambda: gzip.compress(repeated_lines(20 * MB)),
        "holds more than|are repeated",
    ),
    "a bzip2 bomb of one line": (
        lambda: bz2.compress(repeated_lines(8 * MB), 1),
        "holds more than|are repeated",
    ),
    "an xz bomb of one line": (
        lambda: lzma.compress(repeated_lines(20 * MB)),
        "holds more than|are repeated",
    ),
    "a zip bomb of one line": (lambda: zipped(repeated_lines(20 * MB)), "holds more than|are repeated"),
    "an xz bomb of different words": (
        lambda: lzma.compress(distinct_lines(20 * MB), preset=1),
        "holds more than",
    ),
}


@pytest.mark.parametrize("what", BROKEN)
def test_broken_files_end_in_one_clear_sentence(
    what: str, tmp_path: Path, support_table: Callable[..., None]
) -> None:
    make, message = BROKEN[what]
    path, cache = tmp_path / "file.dat", tmp_path / "cache"
    path.write_bytes(make())
    peak, start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()
    with pytest.raises(VectorsError, match=message) as raised:
        add_vectors(path, cache)
    assert time.monotonic() - start < 20
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - peak < 200 * 1024  # KiB
    assert "file.dat" in str(raised.value)
    assert not list(cache.iterdir())
    support_table("Broken word vectors", what, f"clear error: {raised.value}")


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress, zipped])
def test_the_cap_on_unpacking_grows_with_what_was_read(
    pack: Callable[[bytes], bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compressed, "ALWAYS_ALLOWED", MB)
    monkeypatch.setattr(compressed, "MOST_UNPACKING", 3)
    monkeypatch.setattr(compressed, "BUFFER", 1 << 17)
    (tmp_path / "v").write_bytes(pack(distinct_lines(3 * MB)))
    with pytest.raises(VectorsError, match="holds more than 1 MB of data"):
        add_vectors(tmp_path / "v", tmp_path / "cache")


def test_honest_files_pass_the_cap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compressed, "ALWAYS_ALLOWED", 1 << 16)
    rows = np.random.default_rng(0).normal(size=(2000, 50)).astype(np.float32)
    (tmp_path / "v").write_bytes(gzip.compress(glove([str(number) for number in range(2000)], rows)))
    assert add_vectors(tmp_path / "v", tmp_path / "cache").words == 2000


def test_a_full_disk_is_said_before_it_is_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "KEPT_FREE", 1 << 60)
    (tmp_path / "v").write_bytes(glove())
    with pytest.raises(VectorsError, match="is nearly full: v needs more room"):
        add_vectors(tmp_path / "v", tmp_path / "cache")
    assert not list((tmp_path / "cache").iterdir())


def test_a_damaged_word_table_is_made_again(tmp_path: Path) -> None:
    path, cache = tmp_path / "v.txt", tmp_path / "cache"
    path.write_bytes(glove())
    add_vectors(path, cache)
    (folder,) = cache.iterdir()
    (folder / "meta.json").write_text("[]")
    assert len(list_vectors(cache)) == 1
    assert add_vectors(path, cache).words == 5


PIECES = st.one_of(
    st.binary(max_size=40),
    st.sampled_from(
        [glove(), word2vec_binary(), b"5 3\n", b"the 1 2 3\n", b"cat nan 1 2\n", b"\n", b" ", b"\x1f\x8b"]
    ),
)


@settings(max_examples=150, deadline=None)
@given(
    pieces=st.lists(PIECES, max_size=6),
    pack=st.sampled_from([bytes, gzip.compress, bz2.compress, lzma.compress]),
)
def test_any_bytes_are_read_or_refused(
    pieces: list[bytes], pack: Callable[[bytes], bytes], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("fuzz")
    (folder / "v").write_bytes(pack(b"".join(pieces)))
    words = 0
    with contextlib.suppress(VectorsError):
        words = add_vectors(folder / "v", folder / "cache").words
    assert len(list((folder / "cache").iterdir())) == (words > 0)


@settings(max_examples=150, deadline=None)
@given(place=st.integers(0, 400), value=st.integers(0, 255), kind=st.sampled_from(["zip", "xz", "gz", "bin"]))
def test_a_changed_byte_is_read_or_refused(
    place: int, value: int, kind: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    makers = {"zip": zipped, "xz": lzma.compress, "gz": gzip.compress, "bin": lambda _: word2vec_binary()}
    content = bytearray(makers[kind](glove()))
    content[place % len(content)] = value
    folder = tmp_path_factory.mktemp("changed")
    (folder / "v").write_bytes(content)
    with contextlib.suppress(VectorsError):
        add_vectors(folder / "v", folder / "cache")


@pytest.mark.parametrize("name", ["", "x.txt"])
def test_a_member_without_a_name_is_passed_over(name: str, tmp_path: Path) -> None:
    path = tmp_path / "v.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(zipfile.ZipInfo(name), glove())
    path.write_bytes(path.read_bytes().replace(b"x.txt", b"\0.txt"))  # names end at a zero byte
    with pytest.raises(VectorsError, match="holds no file of word vectors"):
        add_vectors(path, tmp_path / "cache")
