"""Background work from start to end: results, errors, ends that nobody announced, cancelling, turns."""

import os
import shutil
import signal
import time
from functools import partial
from pathlib import Path
from typing import Any

import psutil
import pytest

from crvae_core.errors import CancelledError, InputError, StorageError, WorkError
from crvae_core.files import read_json, write_json
from crvae_core.work import locks, processes, serving
from crvae_core.work.item import (
    VANISHED,
    WorkItem,
    WorkState,
    create,
    end_at_once,
    items_of,
    remove_old,
)
from crvae_core.work.serving import at_work
from crvae_core.work.start import start
from tests.waiting import wait_for_work

MODULE = "tests.work.fake_tasks"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project's folder; the queues lie beside it."""
    monkeypatch.setenv("CRVAE_HOME", str(tmp_path / "home"))
    return tmp_path / "project"


def begin(home: Path, kind: str, subject: str = "", **arguments: Any) -> WorkItem:
    """Start a piece of work."""
    item = create(home, kind, f"Testing {kind}", arguments, subject)
    start(item, MODULE)
    return item


def kill(item: WorkItem) -> None:
    """End the process of a piece of work as the system does."""
    process = psutil.Process(item.stored_state().pid)
    process.kill()
    psutil.wait_procs([process], timeout=10)


def test_what_comes_of_it_is_kept(home: Path) -> None:
    item = begin(home, "add", numbers=[1, 2.5])
    assert item.is_alive() or item.state().state == "done"
    assert wait_for_work(item) == WorkState(
        **vars(item.state()) | {"state": "done", "share": 1.0, "message": ""}
    )
    assert item.result() == {"sum": 3.5, "home": str(home), "words": "häßlich 例"}
    until = time.monotonic() + 10  # the process ends a moment after its work
    while item.is_alive() and time.monotonic() < until:
        time.sleep(0.02)
    assert not item.is_alive()
    assert [found.title for found in items_of(home)] == ["Testing add"]


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("refuse", "the film is green: give a blue one"),
        ("crash", "a fault of the program: ZeroDivisionError"),
        ("vanish", VANISHED),
        ("unheard", "no work of the kind 'unheard'"),
    ],
)
def test_what_goes_wrong_is_said(home: Path, kind: str, said: str) -> None:
    item = begin(home, kind)
    state = wait_for_work(item)
    assert state.state == "failed"
    assert said in state.message
    with pytest.raises(WorkError, match="has no result"):
        item.result()
    assert any("ZeroDivisionError" in line for line in item.log_tail()) == (kind == "crash")


def test_names_on_disk_are_never_imported(home: Path) -> None:
    item = create(home, "add", "", {"numbers": [1]})
    order = read_json(item.folder / "work.json")
    write_json(item.folder / "work.json", order | {"kind": "os:getcwd", "function": "os:getcwd"})
    start(WorkItem(item.folder), MODULE)
    assert "no work of the kind 'os:getcwd'" in wait_for_work(item).message


def test_a_process_that_does_not_start_is_told_with_what_it_said(home: Path) -> None:
    item = create(home, "add", "Adding", {"numbers": []})
    with pytest.raises(WorkError, match=r"did not start .*no_such_module"):
        start(item, "crvae_core.no_such_module")
    assert item.state().state == "failed"


def test_work_that_answers_is_cancelled_at_its_next_step(home: Path, tmp_path: Path) -> None:
    item = begin(home, "taketurns", diary=str(tmp_path / "diary"), until=str(tmp_path / "never"))
    wait_for_work(item, lambda state: state.step == "Working")
    item.files.mkdir()
    item.request_cancel()
    assert wait_for_work(item).state == "cancelled"
    assert not item.files.exists()


def test_work_that_does_not_answer_is_ended_after_a_while(home: Path) -> None:
    item = begin(home, "hang")
    wait_for_work(item, lambda state: state.step == "Hanging")
    item.request_cancel()
    assert wait_for_work(item).state == "cancelled"


def test_work_that_takes_its_time_is_ended_by_a_second_request(home: Path) -> None:
    item = begin(home, "stubborn")
    state = wait_for_work(item, lambda state: state.step == "Hanging")
    end_at_once(item, wait_s=0.2)
    assert item.state().state == "cancelled"
    assert processes.find(state.pid, state.process_created) is None


def test_the_process_of_another_is_never_ended(home: Path, tmp_path: Path) -> None:
    """A folder may say that its process is any; only one that was created at the same moment is taken for it."""
    item = create(home, "hang", "Foreign", {})
    mine = psutil.Process()
    write_json(
        item.folder / "state.json",
        {"state": "running", "pid": mine.pid, "process_created": mine.create_time() - 100},
    )
    end_at_once(item)  # nobody is at it: nothing is ended
    with at_work(item) as report:
        report.item.write_state(process_created=mine.create_time() - 100)
        with pytest.raises(WorkError, match="on another computer"):
            end_at_once(item)


@pytest.mark.parametrize("pid", [1, None, 2**40, -3])
def test_the_number_of_another_process_does_not_look_alive(home: Path, pid: int | None) -> None:
    """A stale state, a number that was given anew, a folder that was carried here, a clock that was set back."""
    item = create(home, "hang", "Stale", {})
    later = "2999-01-01T00:00:00+00:00"
    pid = psutil.Process().pid if pid is None else pid
    write_json(item.folder / "state.json", {"state": "running", "pid": pid, "started_at": later})
    assert not item.is_alive()
    assert (item.state().state, item.state().message) == ("failed", VANISHED)
    carried = shutil.copytree(home, home.parent / "carried")
    with at_work(item):
        assert item.state().active
        (copy,) = items_of(carried)
        assert copy.state().state == "failed"
    assert item.state().state == "done"


def test_it_is_alive_as_long_as_its_process(home: Path, tmp_path: Path) -> None:
    item = begin(home, "taketurns", diary=str(tmp_path / "diary"), until=str(tmp_path / "never"))
    wait_for_work(item, lambda state: state.step == "Working")
    kill(item)
    assert (item.state().state, item.state().message) == ("failed", VANISHED)


def test_a_queue_goes_in_order_and_past_those_that_were_killed(home: Path, tmp_path: Path) -> None:
    diary, until = tmp_path / "diary", tmp_path / "until"
    items = []
    for name in ("first", "killed", "cancelled", "last"):
        item = begin(home, "taketurns", name, diary=str(diary), until=str(until))
        wait_for_work(item, lambda state: state.step in {"Working", "Waits for its turn"})
        items.append(item)
    first, killed, cancelled, last = items
    assert [item.state().state for item in items] == ["running", "waiting", "waiting", "waiting"]
    assert wait_for_work(last, lambda state: state.before == 3).active
    kill(killed)
    cancelled.request_cancel()
    assert wait_for_work(cancelled).state == "cancelled"
    assert wait_for_work(last, lambda state: state.before == 1).state == "waiting"
    kill(first)
    assert wait_for_work(last, lambda state: state.step == "Working").state == "running"
    until.touch()
    assert wait_for_work(last).state == "done"
    assert diary.read_text().split() == ["first", "last"]


def test_one_process_works_on_a_piece_at_a_time(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving.locks, "held", partial(serving.locks.held, wait_s=0.02))
    item = create(home, "add", "Adding", {"numbers": []})
    with at_work(item), pytest.raises(WorkError, match="worked on already"), at_work(WorkItem(item.folder)):
        pass
    assert item.state().state == "done"


@pytest.mark.parametrize(
    ("error", "state", "said"),
    [
        (CancelledError("x"), "cancelled", ""),
        (KeyboardInterrupt(), "cancelled", ""),
        (InputError("no film: give one"), "failed", "no film: give one"),
        (MemoryError(), "failed", "the memory is full"),
        (
            OSError(28, "No space left on device", "a/b"),
            "failed",
            "a/b is full",
        ),
        (ValueError("odd"), "failed", "a fault of the program: ValueError: odd"),
    ],
)
def test_every_end_is_written_down(home: Path, error: BaseException, state: str, said: str) -> None:
    item = create(home, "add", "Adding", {})
    with pytest.raises(type(error)), at_work(item):
        raise error
    assert item.state().state == state
    assert said in item.state().message
    assert item.state().ended_at


def test_a_signal_asks_the_work_to_end(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = signal.getsignal(signal.SIGTERM)
    item = create(home, "asked", "Asked", {})

    def work(report: serving.Report) -> dict:
        signal.raise_signal(signal.SIGTERM)
        report("Going on", 0.5)
        return {}

    monkeypatch.setattr(serving.Kind, "load", lambda kind: work)
    monkeypatch.setattr(serving.processes, "step_back", lambda: None)
    monkeypatch.setattr(serving.faulthandler, "enable", lambda: None)
    try:
        assert serving.serve(item.folder, {"asked": serving.Kind("", None)}) == 2
    finally:
        signal.signal(signal.SIGTERM, before)
    assert item.state().state == "cancelled"


def test_damaged_and_foreign_folders_are_passed_over(home: Path) -> None:
    item = create(home, "add", "Adding", {})
    for content in (
        "",
        "{",
        "[]",
        '{"schema_version": 2}',
        "[" * 100_000,
        '{"schema_version": 1, "arguments": 3}',
    ):
        bad = create(home, "add", "Bad", {})
        (bad.folder / "work.json").write_text(content)
    (home / "work" / "r1 (copy)").mkdir()
    (home / "work" / "a file").touch()
    (item.folder / "state.json").write_text('{"share": []}')
    assert [found.title for found in items_of(home)] == ["Adding"]
    assert item.state().state == "failed"  # nobody is at it
    assert items_of(home / "nowhere") == []


def test_only_the_newest_that_ended_are_kept(home: Path) -> None:
    items = [create(home, "add", f"number {number}", {}) for number in range(4)]
    for item in items:
        item.files.mkdir()
    half, being_made = home / "work" / "20260101-000000-add-0123abcd", create(home, "add", "being made", {})
    (half / "files").mkdir(parents=True)
    (being_made.folder / "work.json").unlink()
    for folder in (half, being_made.folder):
        os.utime(folder, (1, 1))
    with at_work(items[0]), locks.held(being_made.folder / "starting", WorkError("busy")):
        remove_old(home, kept=1)
        assert items[0].files.exists()
    assert being_made.folder.exists()
    assert not half.exists()
    left = [item for item in items if item.folder.exists()]
    assert len(left) == 2
    assert not any(item.files.exists() for item in left)


def test_what_the_work_owns_is_brought_before_it_begins(home: Path) -> None:
    def bring(folder: Path) -> dict[str, str]:
        (folder / "film.mp4").write_bytes(b"film")
        return {"numbers": [2]}

    item = create(home, "add", "Adding", {"numbers": [1]}, bring=bring)
    assert (item.files / "film.mp4").read_bytes() == b"film"
    assert item.arguments == {"numbers": [2]}

    def refuse(folder: Path) -> dict[str, str]:
        raise OSError(28, "No space left on device")

    with pytest.raises(StorageError, match="full"):
        create(home, "add", "Adding", {}, bring=refuse)
    assert [found.folder for found in items_of(home)] == [item.folder]
    assert len(list((home / "work").iterdir())) == 1


def test_a_place_that_can_not_be_written_is_refused_with_a_sentence(home: Path) -> None:
    home.write_text("a file, no folder")
    with pytest.raises(WorkError, match=r"can't be written .* choose another place"):
        create(home, "add", "Adding", {})


def test_processes_outlive_their_parent_on_each_system() -> None:
    assert processes.detached("linux") == processes.detached("darwin") == {"start_new_session": True}
    flags = processes.detached("win32")["creationflags"]
    assert flags & 0x200  # CREATE_NEW_PROCESS_GROUP: Ctrl+C of the server's terminal does not reach it
    assert flags & 0x08000000  # CREATE_NO_WINDOW
    assert processes._priority("win32") == 0x4000  # BELOW_NORMAL_PRIORITY_CLASS
    assert processes._priority("linux") == 5
