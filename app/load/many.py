"""Several visitors at once who move the number of clusters: `python -m crvae_core bench load`.

Each has a session of its own and moves the slider again as soon as the page stands.
"""

import random
import statistics
import tempfile
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.load.server import MEGABYTE, Served, served
from app.load.visitor import Drawn, Visitor

SLIDER = "Number of clusters"
FEWEST, MOST = 2, 12  # clusters


@dataclass
class Moves:
    """What one visitor or all of them met."""

    seconds: list[float] = field(default_factory=list)
    sent_bytes: int = 0
    faults: list[str] = field(default_factory=list)


def measure_load(project: Path, page: str, sessions: int, seconds: float) -> dict[str, Any]:
    """Serve a project to `sessions` visitors for `seconds`; give times in seconds and memory in MB.

    page: "Map" or "Clusters". The first round of each, which loads and computes, isn't counted.
    """
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder,
        served(project.parent, Path(folder) / "server.log") as server,
    ):
        return load(server, project.name, page, sessions, seconds)


def load(server: Served, project: str, page: str, sessions: int, seconds: float) -> dict[str, Any]:
    """Let visitors move k on a server that runs; raises RuntimeError if no one could."""
    gate = threading.Barrier(sessions + 1)
    moves = [Moves() for _ in range(sessions)]
    threads = [
        threading.Thread(target=_visit, args=(server.address, project, page, seconds, gate, mine, number))
        for number, mine in enumerate(moves)
    ]
    for thread in threads:
        thread.start()
    with suppress(threading.BrokenBarrierError):
        gate.wait()
    memory, computed = [server.memory_bytes()], server.cpu_seconds()
    while any(thread.is_alive() for thread in threads):
        time.sleep(1)
        memory.append(server.memory_bytes())
    for thread in threads:
        thread.join()
    return summary(moves, memory, server.cpu_seconds() - computed)


def _visit(
    address: str, project: str, page: str, seconds: float, gate: threading.Barrier, mine: Moves, seed: int
) -> None:
    """Open the page, wait for the others, then move the slider until the time is over."""
    numbers = random.Random(seed)
    try:
        with Visitor(address) as visitor:
            drawn = visitor.open(page, f"project={project}")
            for k in range(FEWEST, MOST + 1):
                drawn = visitor.slide(drawn.widget("slider", SLIDER), k)
            gate.wait()
            until = time.monotonic() + seconds
            while time.monotonic() < until:
                drawn = _move(visitor, drawn, numbers.randint(FEWEST, MOST), mine)
    except Exception as error:  # noqa: BLE001, whatever a visitor meets is what is measured
        mine.faults.append(repr(error))
        gate.abort()


def _move(visitor: Visitor, drawn: Drawn, k: int, mine: Moves) -> Drawn:
    started = time.perf_counter()
    drawn = visitor.slide(drawn.widget("slider", SLIDER), k)
    mine.seconds.append(time.perf_counter() - started)
    mine.sent_bytes += drawn.received_bytes
    mine.faults += drawn.faults()
    return drawn


def summary(moves: list[Moves], memory: list[int], computed: float) -> dict[str, Any]:
    """Times of all moves; memory: bytes, one value a second; computed: CPU seconds of the server."""
    seconds = sorted(second for mine in moves for second in mine.seconds)
    faults = [fault for mine in moves for fault in mine.faults]
    if not seconds:
        raise RuntimeError(f"nothing could be measured: {faults}")
    settled = memory[len(memory) // 4 :]
    return {
        "moves": len(seconds),
        "median_s": round(statistics.median(seconds), 3),
        "p95_s": round(seconds[int(len(seconds) * 0.95)], 3),
        "slowest_s": round(seconds[-1], 3),
        "cpu_s_per_move": round(computed / len(seconds), 4),
        "kilobytes_per_move": round(sum(mine.sent_bytes for mine in moves) / len(seconds) / 1024, 1),
        "memory_start_mb": round(memory[0] / MEGABYTE),
        "memory_end_mb": round(memory[-1] / MEGABYTE),
        "memory_most_mb": round(max(memory) / MEGABYTE),
        "memory_growth_mb": round((settled[-1] - settled[0]) / MEGABYTE),
        "faults": faults,
    }
