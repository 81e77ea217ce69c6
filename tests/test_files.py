"""Atomic writes leave either the old file or the new one."""

from pathlib import Path

import numpy as np
import pytest

from crvae_core.files import atomic_path, read_json, write_array, write_json


def test_a_failed_write_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "value.json"
    write_json(path, {"old": "旧"})

    def fail_half_way() -> None:
        with atomic_path(path) as temporary:
            temporary.write_text("half")
            raise RuntimeError("power cut")

    with pytest.raises(RuntimeError):
        fail_half_way()
    assert read_json(path) == {"old": "旧"}
    assert [child.name for child in tmp_path.iterdir()] == ["value.json"]


def test_arrays_come_back_equal(tmp_path: Path) -> None:
    array = np.arange(6, dtype=np.float32).reshape(2, 3)
    write_array(tmp_path / "deep" / "array.npy", array)
    assert np.array_equal(np.load(tmp_path / "deep" / "array.npy", allow_pickle=False), array)
    with pytest.raises(ValueError, match="allow_pickle"):
        write_array(tmp_path / "objects.npy", np.array([{}], dtype=object))
