"""Fixtures shared by all tests."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from crvae_core.home import home_folder

# tests side by side share the cores: one thread each, and for what they start
if "PYTEST_XDIST_WORKER" in os.environ:
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    os.environ.setdefault(
        "NUMBA_NUM_THREADS", "1"
    )  # a map by UMAP would change the number for trainings, too

pytest_plugins = ["tests.support_table", "tests.fakes"]
SHARED_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


def begins_early(item: pytest.Item) -> bool:
    """Whether a test takes long, and is better begun before the many short ones: by itself, in whatever process is free."""
    return any(item.get_closest_marker(name) is not None for name in ("slow", "apart"))


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Side by side, the tests of a file stay together, for what they share; long ones begin first, each by itself."""
    items.sort(key=lambda item: not begins_early(item))
    for item in items:
        if item.get_closest_marker("xdist_group") is None:
            file = f"{item.path.parent.name}-{item.path.stem}"
            item.add_marker(pytest.mark.xdist_group(item.name if begins_early(item) else file))


def pytest_collection_finish(session: pytest.Session) -> None:
    """Say so when what is installed does not keep the tests of a file together: every process would prepare everything."""
    together = getattr(session.config.option, "loadgroup", False)
    if together and any("@" not in item.nodeid for item in session.items):
        raise pytest.UsageError("pytest and pytest-xdist do not fit together: install requirements-dev.txt")


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The evaluation videos beside the checkout; tests that need them skip where they are absent.

    With CRVAE_REQUIRE_DATA=1 (continuous integration) a missing folder is a failure instead.
    """
    if SHARED_DATA.is_dir():
        return SHARED_DATA
    if os.environ.get("CRVAE_REQUIRE_DATA") == "1":
        pytest.fail(f"the evaluation data is required here but {SHARED_DATA} does not exist")
    pytest.skip("the evaluation data is not on this machine")


@pytest.fixture(scope="session", autouse=True)
def own_queues(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Trainings of tests wait for no others on this machine; processes of theirs need a CRVAE_HOME for that."""
    queues = tmp_path_factory.mktemp("queues")
    with pytest.MonkeyPatch.context() as patch:
        own = lambda: home_folder() if "CRVAE_HOME" in os.environ else queues  # noqa: E731
        patch.setattr("crvae_core.work.lanes.home_folder", own)
        yield
