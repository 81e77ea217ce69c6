"""One server for all tests of a session, and visitors without a browser."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.load.server import Served, served
from app.load.visitor import Visitor


@pytest.fixture(scope="session")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workspace that is served."""
    return tmp_path_factory.mktemp("served") / "workspace"


@pytest.fixture(scope="session")
def server(workspace: Path) -> Iterator[Served]:
    """The app of one person, as `streamlit run` serves it."""
    with served(workspace, workspace.parent / "server.log") as server:
        yield server
    assert list(workspace.glob(".received-*")) == []  # a server that ends takes its uploads along


@pytest.fixture
def visitor(server: Served) -> Iterator[Visitor]:
    """A visitor who has opened the start page."""
    with Visitor(server.address) as visitor:
        assert "Open the demo" in visitor.open().buttons()
        yield visitor
