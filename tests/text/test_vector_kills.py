"""Adding word vectors, killed before each file operation: afterwards they are there whole, or can be added again."""

import shutil
from pathlib import Path

import pytest

from crvae_core.errors import VectorsError
from crvae_core.text.vectors import add_vectors, open_vectors
from tests.file_faults import KilledError, fault_at, operations


@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_kill_leaves_no_half_vectors(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crvae_core.text.store.is_abandoned", lambda path: True)  # this process lives on
    monkeypatch.setattr("os.fsync", lambda descriptor: None)
    source = tmp_path / "mine.3d.txt"
    source.write_text("one 1 2 3\ntwo 3 2 1\nthree 0 1 0\n")
    cache = tmp_path / "cache"
    count = operations(cache, lambda: add_vectors(source, cache))
    assert count > 10
    for point in range(1, count + 1):
        shutil.rmtree(cache)
        with pytest.raises(KilledError), fault_at(cache, "kill", point):
            add_vectors(source, cache)
        try:
            assert open_vectors("mine.3d", cache=cache).dim == 3
        except VectorsError:
            assert add_vectors(source, cache).words == 3
        assert add_vectors(source, cache).words == 3
        assert open_vectors("mine.3d", cache=cache).vector("two").tolist() == [3, 2, 1]  # type: ignore[union-attr]
        add_vectors(_other(tmp_path, point), cache)
        assert not [path.name for path in cache.rglob(".*")], point


def _other(folder: Path, number: int) -> Path:
    path = folder / f"other{number}.2d.txt"
    path.write_text("one 1 2\ntwo 3 2\n")
    return path
