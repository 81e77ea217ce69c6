"""Rows that come some at a time stand in one array, in their order."""

import numpy as np
import pytest

from crvae_core.runs.filled import Filled


def test_parts_become_one_array_of_each_name() -> None:
    filled = Filled(5)
    rows = np.arange(10, dtype=np.float32).reshape(5, 2)
    for part in (slice(0, 3), slice(3, 3), slice(3, 5)):
        filled.add(vectors=rows[part], spoken=rows[part, 0] > 4, nothing=None)
    assert np.array_equal(filled["vectors"], rows)
    assert filled["vectors"].dtype == np.float32
    assert filled["spoken"].tolist() == [False, False, False, True, True]
    assert "nothing" not in filled.arrays


def test_rows_that_are_missing_are_noticed() -> None:
    filled = Filled(3)
    filled.add(vectors=np.zeros((2, 4)))
    with pytest.raises(AssertionError):
        filled["vectors"]
