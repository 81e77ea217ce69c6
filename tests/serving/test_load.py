"""How a load is summed up, and that it ends."""

from pathlib import Path

import pytest

from app.load.many import Moves, load, summary
from app.load.server import Served
from crvae_core.project.new_project import create_project


def test_times_of_all_visitors_are_one_list() -> None:
    moves = [Moves([0.1] * 10, 2048), Moves([0.2] * 9 + [5.0], 2048, ["a fault"])]
    found = summary(moves, [100 << 20, 300 << 20, 200 << 20, 210 << 20], 4.0)
    assert (found["moves"], found["median_s"], found["p95_s"], found["slowest_s"]) == (20, 0.15, 5.0, 5.0)
    assert (found["cpu_s_per_move"], found["kilobytes_per_move"]) == (0.2, 0.2)
    assert (found["memory_most_mb"], found["memory_growth_mb"]) == (300, -90)
    assert found["faults"] == ["a fault"]


def test_what_visitors_meet_is_told(server: Served, workspace: Path) -> None:
    create_project(workspace / "empty")
    with pytest.raises(RuntimeError, match="the page has no slider"):
        load(server, "empty", "Map", 2, 1)
