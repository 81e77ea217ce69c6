"""The bench of taking out: every format of it is written, and none needs much more memory for more moments."""

import pytest

from crvae_core.bench.export import FORMS, measure_export
from crvae_core.errors import InputError


def test_every_format_is_measured() -> None:
    found = measure_export((150,))["150"]
    assert tuple(found) == FORMS
    assert all(one["seconds"] > 0 for one in found.values())


def test_an_unknown_format_is_told() -> None:
    with pytest.raises(InputError, match="no format"):
        measure_export((100,), ("docx",))
