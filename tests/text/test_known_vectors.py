"""Known word vectors come by their name: the right file, the right member, checked, once."""

import gzip
import hashlib
import io
import zipfile
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from click.testing import CliRunner

from crvae_core.cli import main
from crvae_core.errors import VectorsError
from crvae_core.text import download, known_vectors, vectors
from crvae_core.text.known_vectors import KnownVectors, find_known, known_names
from crvae_core.text.vectors import add_vectors, open_vectors
from tests.text.file_server import Behaviour, serving


def glove_zip() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for dim in (50, 100, 200, 300):
            rows = "".join(f"{word} {' '.join(['0.5'] * dim)}\n" for word in ("the", "of", "vaccine"))
            archive.writestr(f"glove.6B.{dim}d.txt", rows)
    return buffer.getvalue()


@pytest.fixture
def known(monkeypatch: pytest.MonkeyPatch) -> dict[str, KnownVectors]:
    """Known vectors whose addresses a test changes to a local server."""
    changed: dict[str, KnownVectors] = {}
    monkeypatch.setattr(vectors, "find_known", lambda name: changed.get(name) or find_known(name))
    monkeypatch.setattr(download, "PAUSE_S", 0.001)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    return changed


def test_the_right_member_of_the_zip_is_taken_and_the_zip_kept_for_the_others(
    tmp_path: Path, known: dict[str, KnownVectors], monkeypatch: pytest.MonkeyPatch
) -> None:
    content, cache = glove_zip(), tmp_path / "vectors"
    monkeypatch.setattr("crvae_core.text.known_files.find_known", lambda name: known.get(name))
    behaviour = Behaviour(content)
    with serving(behaviour) as url:
        for dim in (50, 100):
            name = f"glove.6B.{dim}d"
            official = find_known(name)
            assert official is not None
            known[name] = replace(official, url=url, sha256=hashlib.sha256(content).hexdigest())
        with pytest.raises(VectorsError, match=r"get them with `vectors add glove.6B.100d`"):
            open_vectors("glove.6B.100d", cache=cache)
        assert add_vectors("glove.6B.100d", cache).dim == 100
        assert add_vectors("glove.6B.50d", cache).dim == 50
        assert add_vectors("glove.6B.50d", cache).words == 3  # known already: nothing is asked for
    assert len(behaviour.asked) == 1
    assert (tmp_path / "downloads" / "glove.6B.zip").is_file()
    assert open_vectors("glove.6B.100d", cache=cache).dim == 100


def crawl(words: str = "eins zwei drei", dim: int = 300) -> bytes:
    rows = "".join(f"{word} {' '.join(['0.25'] * dim)} \n" for word in words.split())
    return gzip.compress(f"{len(words.split())} {dim}\n{rows}".encode(), mtime=0)


def test_without_a_known_checksum_the_first_download_sets_it(
    tmp_path: Path, known: dict[str, KnownVectors]
) -> None:
    cache, behaviour = tmp_path / "vectors", Behaviour(crawl())
    german = find_known("cc.de.300")
    assert german is not None
    assert german.sha256 is None
    with serving(behaviour) as url:
        known["cc.de.300"] = replace(german, url=url)
        assert add_vectors("cc.de.300", cache).words == 3
        assert not (tmp_path / "downloads" / german.file).exists()
        for folder in cache.iterdir():
            (folder / "meta.json").unlink()
        behaviour.content = crawl("one two three")
        with pytest.raises(VectorsError, match="differs from the one that was downloaded before"):
            add_vectors("cc.de.300", cache)
        behaviour.content = crawl()
        assert list(open_vectors(add_vectors("cc.de.300", cache).name, cache=cache).words) == [
            "eins",
            "zwei",
            "drei",
        ]


def test_a_file_of_another_size_than_published_is_refused(
    tmp_path: Path, known: dict[str, KnownVectors]
) -> None:
    german = find_known("cc.de.300")
    assert german is not None
    with serving(Behaviour(crawl(dim=20))) as url:
        known["cc.de.300"] = replace(german, url=url)
        with pytest.raises(VectorsError, match="vectors of 20 values where 300 were expected"):
            add_vectors("cc.de.300", tmp_path / "vectors")
    assert not list((tmp_path / "vectors").iterdir())


def test_vectors_that_only_a_browser_gets(tmp_path: Path) -> None:
    with pytest.raises(VectorsError, match="can only be had in a browser: open https://github"):
        add_vectors("sgns.wiki.word", tmp_path)
    assert not list(tmp_path.iterdir())


def test_unknown_names(tmp_path: Path) -> None:
    with pytest.raises(VectorsError, match="neither a file nor the name of known word vectors"):
        add_vectors("glove.7B", tmp_path)


def test_every_known_name_has_an_address_of_its_publisher() -> None:
    names = known_names()
    assert len(names) == len(set(names)) > 200
    for name in ("glove.6B.50d", "glove.6B.300d", "glove.42B.300d", "glove.840B.300d", "sgns.wiki.word"):
        assert name in names
    assert len(known_vectors.CRAWL_LANGUAGES.split()) == 158
    assert len(known_vectors.ALIGNED_LANGUAGES.split()) == 44
    for name in names:
        found = find_known(name)
        assert found is not None
        assert found.url or found.page
        for address in filter(None, (found.url, found.page)):
            assert urlsplit(address).scheme == "https"
        assert found.sha256 is None or len(bytes.fromhex(found.sha256)) == 32


def test_the_command_tells_what_was_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CRVAE_HOME", str(tmp_path / "home"))
    (tmp_path / "v.txt").write_bytes(b"a 1 2\nb 3\na 4 5\nc 6 7\n")
    done = CliRunner().invoke(main, ["vectors", "add", str(tmp_path / "v.txt")])
    assert done.exit_code == 0, done.output
    told = dict(line.rsplit(None, 1) for line in done.stdout.splitlines())
    for key, value in (("words", 2), ("repeated", 1), ("malformed", 1), ("malformed lines", 2)):
        assert told[key] == str(value)
    assert "line 2: 1 values where 2 were expected" in done.stdout


def test_the_command_lists_known_names() -> None:
    done = CliRunner().invoke(main, ["vectors", "list", "--known", "--json"])
    assert '"glove.6B.300d"' in done.stdout
    assert '"cc.fr.300"' in done.stdout
