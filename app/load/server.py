"""A server of the app in a process of its own, on a free port of this computer."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from crvae_core.shipped import shipped

START_LIMIT_S = 120
MEGABYTE = 1 << 20


@dataclass(frozen=True)
class Served:
    """A running server."""

    address: str
    process: psutil.Process
    log: Path

    def memory_bytes(self, alone: bool = False) -> int:
        """What the server holds in memory, with the processes that it has started or alone."""
        family = [self.process] if alone else [self.process, *self.process.children(recursive=True)]
        total = 0
        for process in family:
            with suppress(psutil.NoSuchProcess):
                total += process.memory_info().rss
        return total

    def cpu_seconds(self) -> float:
        """What the server itself has computed so far."""
        times = self.process.cpu_times()
        return times.user + times.system


@contextmanager
def served(
    workspace: Path,
    log: Path,
    environment: dict[str, str] | None = None,
    options: tuple[str, ...] = (),
    port: int | None = None,
) -> Iterator[Served]:
    """Serve a workspace until the block ends; raises RuntimeError with the end of the log if it doesn't start.

    environment: variables on top of those of this process. options: of `streamlit run`. port: a free one, if not given.
    """
    port = port or free_port()
    call = [sys.executable, "-m", "streamlit", "run", str(shipped("streamlit_app.py"))]
    call += [
        "--server.headless",
        "true",
        "--server.port",
        str(port),
        *options,
        "--",
        "--workspace",
        str(workspace),
    ]
    surroundings = os.environ | {"CRVAE_HOME": str(workspace)} | (environment or {})
    with log.open("w", encoding="utf-8") as stream:
        process = subprocess.Popen(call, cwd=shipped(), stdout=stream, stderr=stream, env=surroundings)
        try:
            address = f"http://127.0.0.1:{port}"
            _wait(f"{address}/_stcore/health", process, log)
            yield Served(address, psutil.Process(process.pid), log)
        finally:
            process.terminate()
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def free_port() -> int:
    """A port of this computer that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait(url: str, process: subprocess.Popen, log: Path) -> None:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    deadline = time.monotonic() + START_LIMIT_S
    while time.monotonic() < deadline and process.poll() is None:
        try:
            opener.open(url, timeout=2).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise RuntimeError(f"the app did not start:\n{log.read_text(encoding='utf-8')[-2000:]}")
