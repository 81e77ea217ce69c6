"""The project that tests of damage copy."""

from pathlib import Path

import pytest

from tests.damage import make_template


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a project that nobody changes."""
    return make_template(tmp_path_factory.mktemp("damage"))
