"""Who may work at a time: a queue per device, in the order in which the work was asked for.

A lane is a folder of this computer and user, whatever the project; a ticket in it is a lock that its process holds. A
process has its turn when fewer tickets than the lane has places lie before its own and are held, so that one that was
killed keeps nobody waiting.
"""

import hashlib
import logging
import os
import platform
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import filelock

from crvae_core.errors import WorkError
from crvae_core.home import home_folder
from crvae_core.work import locks

POLL_S = 0.25
_TICKET = re.compile(r"\d{12}")
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Lane:
    """A queue: its name, and how many work at a time."""

    name: str
    places: int = 1

    @property
    def folder(self) -> Path:
        """Where its tickets lie: apart for each computer, though the folder may be one that several share."""
        computer = hashlib.sha256(platform.node().encode()).hexdigest()[:12]
        return home_folder() / ".work" / computer / self.name

    @contextmanager
    def turn(self, wait: Callable[[int], None]) -> Iterator[None]:
        """Wait for a turn and keep it until the block ends; wait: called with the number of those before, again and again.

        Where the folder can't be written there is no queue, and everybody's turn is at once.
        """
        try:
            number, ticket = self._take_ticket()
        except OSError as error:
            log.warning("no queue in %s (%s): begins at once", self.folder, error)
            yield
            return
        try:
            while (before := self._held_before(number)) >= self.places:
                wait(before - self.places + 1)
                time.sleep(POLL_S)
            yield
        finally:
            ticket.release()
            Path(ticket.lock_file).unlink(missing_ok=True)

    def _take_ticket(self) -> tuple[int, filelock.BaseFileLock]:
        """A ticket behind all others, held; those of processes that have gone are taken away."""
        self.folder.mkdir(parents=True, exist_ok=True)
        busy = WorkError(
            f"the queue in {self.folder} is stuck: end the process that holds it, or remove that folder"
        )
        with locks.held(self.folder / "door", busy, wait_s=30.0):
            numbers = self._numbers()
            for number in numbers:
                if not locks.is_held(self._path(number)):
                    self._path(number).unlink(missing_ok=True)
            number = max(numbers, default=0) + 1
            ticket = locks.acquire(self._path(number))
            assert ticket is not None
            return number, ticket

    def _held_before(self, number: int) -> int:
        return sum(locks.is_held(self._path(other)) for other in self._numbers() if other < number)

    def _numbers(self) -> list[int]:
        return sorted(int(path.name) for path in self.folder.iterdir() if _TICKET.fullmatch(path.name))

    def _path(self, number: int) -> Path:
        return self.folder / f"{number:012d}"


def light(kind: str) -> Lane:
    """The lane of work that takes a core or two and may go on beside a training."""
    return Lane(kind, max(1, min(4, (os.cpu_count() or 2) // 2)))
