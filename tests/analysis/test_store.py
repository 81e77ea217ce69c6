"""The store: computed once, by everything that went in, whole or not at all."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from crvae_core.analysis.store import ARRAY, JSON, TABLE, Codec, Store, bundle, inputs_digest, read_bundle

ARRAY_VALUE = np.arange(6.0).reshape(3, 2)
TABLE_VALUE = pd.DataFrame({"word": ["口罩", "mask"], "count": [2, 3]})
VALUES: list[tuple[Codec[Any], Any, Callable[[Any], list]]] = [
    (ARRAY, ARRAY_VALUE, lambda value: value.tolist()),
    (JSON, {"word": "口罩"}, lambda value: [value]),
    (TABLE, TABLE_VALUE, lambda value: value.to_dict(orient="records")),
]


@pytest.mark.parametrize(("codec", "value", "plain"), VALUES, ids=("array", "json", "table"))
def test_a_value_is_computed_once_and_again_where_its_file_is_damaged(
    tmp_path: Path, codec: Codec, value: Any, plain: Callable[[Any], list]
) -> None:
    store, calls = Store(tmp_path / "analysis"), []

    def compute() -> Any:
        calls.append(1)
        return value

    assert store.stored("kind", "d", codec) is None
    for _ in range(2):
        assert plain(store.get("kind", "d", codec, compute)) == plain(value)
    assert len(calls) == 1
    path = next((tmp_path / "analysis").iterdir())
    for damage in (b"", b"\x93NUMPY half of it", path.read_bytes()[:-9]):
        path.write_bytes(damage)
        assert plain(store.get("kind", "d", codec, compute)) == plain(value)
    assert len(calls) == 4


def test_a_bundle_that_lost_its_end_is_damaged(tmp_path: Path) -> None:
    codec: Codec[Any] = Codec(".npz", lambda path, value: bundle(path, *value), read_bundle)
    store = Store(tmp_path)
    value = ({"labels": np.arange(50)}, {"notes": ["口罩"]})
    arrays, table = store.get("kind", "d", codec, lambda: value)
    arrays, table = store.get("kind", "d", codec, lambda: pytest.fail("computed again"))
    assert (arrays["labels"].tolist(), table) == (list(range(50)), {"notes": ["口罩"]})
    path = next(tmp_path.iterdir())
    path.write_bytes(path.read_bytes()[:-30])
    assert store.stored("kind", "d", codec) is None


def test_a_failed_computation_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        Store(tmp_path).get("kind", "d", ARRAY, _interrupted)
    assert list(tmp_path.iterdir()) == []


def test_what_cannot_be_kept_is_given_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way of the folder")
    assert Store(tmp_path / "file").get("kind", "d", ARRAY, lambda: ARRAY_VALUE) is ARRAY_VALUE


def test_the_digest_tells_vectors_their_shape_and_settings() -> None:
    vectors = np.arange(6.0).reshape(3, 2)
    same = inputs_digest(vectors.copy(), {"k": 2})
    assert inputs_digest(vectors, {"k": 2}) == same
    others = (
        inputs_digest(vectors, {"k": 3}),
        inputs_digest(vectors.reshape(2, 3), {"k": 2}),
        inputs_digest(vectors.astype(np.float32), {"k": 2}),
        inputs_digest(vectors + 1e-12, {"k": 2}),
    )
    assert len({same, *others}) == 5


def _interrupted() -> np.ndarray:
    raise KeyboardInterrupt
