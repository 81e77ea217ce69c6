"""Locks tell who is at work, whoever looks."""

import errno
import subprocess
import sys
from pathlib import Path
from threading import Thread

import pytest

from crvae_core.errors import WorkError
from crvae_core.work import locks

HOLD = """
import sys, time
from pathlib import Path
from crvae_core.work import locks
lock = locks.acquire(Path(sys.argv[1]))
print("held", flush=True)
time.sleep(600)
"""


def test_a_lock_is_held_until_its_process_is_killed(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    assert not locks.is_held(path)
    assert not path.exists()  # looking leaves nothing behind
    process = subprocess.Popen([sys.executable, "-c", HOLD, str(path)], stdout=subprocess.PIPE)
    try:
        assert process.stdout is not None
        process.stdout.readline()
        assert locks.is_held(path)
        with pytest.raises(WorkError, match="busy"), locks.held(path, WorkError("busy"), wait_s=0.01):
            pass
    finally:
        process.kill()
        process.communicate()
    assert not locks.is_held(path)
    with locks.held(path, WorkError("busy")):
        assert locks.is_held(path)  # in this process as well


def test_many_that_look_do_not_take_each_other_for_the_holder(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    path.touch()
    seen: list[bool] = []
    threads = [Thread(target=lambda: seen.extend(locks.is_held(path) for _ in range(50))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(seen) == 200
    assert not any(seen)


def test_looking_as_windows_allows_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locks, "fcntl", None)
    path = tmp_path / "lock"
    assert not locks.is_held(path)
    with locks.held(path, WorkError("busy")):
        assert locks.is_held(path)
    assert not locks.is_held(path)
    with locks.held(path, WorkError("busy"), wait_s=0.0):  # the look let go of it
        pass


def test_a_file_system_without_shared_locks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fcntl = pytest.importorskip("fcntl")
    path = tmp_path / "lock"
    taken = fcntl.flock

    def flock(file: object, how: int) -> None:
        if how & fcntl.LOCK_SH:
            raise OSError(errno.ENOSYS, "Function not implemented")
        taken(file, how)

    monkeypatch.setattr(fcntl, "flock", flock)
    with locks.held(path, WorkError("busy")):
        assert locks.is_held(path)
    assert not locks.is_held(path)


def test_a_lock_that_can_not_be_opened_is_nobodys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "lock"
    path.touch()

    def refuse(path: Path, mode: str) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    assert not locks.is_held(path)
