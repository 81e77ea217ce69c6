"""`python -m tests.work.fake_tasks FOLDER`: kinds of work that do next to nothing, for tests of the mechanism."""

import os
import sys
import time
from pathlib import Path

from crvae_core.errors import InputError
from crvae_core.work.lanes import Lane
from crvae_core.work.report import Report
from crvae_core.work.serving import Kind, serve

LANE = Lane("test")


def add(report: Report, numbers: list[float]) -> dict:
    """Adds numbers."""
    for place in range(len(numbers)):
        report("Adding", place / len(numbers))
    return {"sum": sum(numbers), "home": str(report.item.home), "words": "häßlich 例"}


def take_turns(report: Report, diary: str, until: str) -> dict:
    """Waits for its turn, writes its subject into a diary, and goes on until a file is there."""
    with report.turn(LANE):
        with Path(diary).open("a", encoding="utf-8") as stream:
            stream.write(report.item.subject + "\n")
        while not Path(until).exists():
            report("Working", 0.5)
            time.sleep(0.02)
    return {}


def hang(report: Report) -> dict:
    """Never looks up from its work."""
    report("Hanging", 0.1)
    time.sleep(600)
    return {}


def refuse(report: Report) -> dict:
    """Finds the input wrong."""
    raise InputError("the film is green: give a blue one")


def crash(report: Report) -> dict:
    """Has a fault."""
    return {"never": 1 / 0}


def vanish(report: Report) -> dict:
    """Ends as a process does that the system kills."""
    report("Vanishing", 0.5)
    os._exit(9)


KINDS = {
    function.__name__.replace("_", ""): Kind(f"tests.work.fake_tasks:{function.__name__}", patience_s)
    for function, patience_s in (
        (add, 20.0), (take_turns, 20.0), (hang, 0.5), (refuse, 20.0), (crash, 20.0), (vanish, 20.0),
    )
}  # fmt: skip
KINDS["stubborn"] = Kind("tests.work.fake_tasks:hang", None)

if __name__ == "__main__":
    sys.exit(serve(Path(sys.argv[1]), KINDS))
