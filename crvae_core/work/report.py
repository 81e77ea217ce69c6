"""What a function at work is given: it says how far it is, waits for its turn, and learns that it is to end."""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from crvae_core.errors import CancelledError
from crvae_core.progress import Progress
from crvae_core.work.item import WorkItem
from crvae_core.work.lanes import Lane
from crvae_core.work.progress import TimeLeft

WRITE_S = 0.5  # seconds between two writes of how far it is
log = logging.getLogger(__name__)


class Report:
    """Calling it with a step in words and the share done says how far the work is; raises CancelledError if it is to end."""

    def __init__(self, item: WorkItem, also: Progress | None = None) -> None:
        self.item = item
        self._also = also
        self._time_left = TimeLeft()
        self._told_at = -WRITE_S
        self._told: tuple[str, str] | None = None
        self._detail = ""
        self._before = 0

    def __call__(self, step: str, share: float) -> None:
        """Say how far it is; raises CancelledError if it was asked to end."""
        self.tell(step, share)
        self.check()

    def tell(
        self, step: str, share: float, detail: str | None = None, seconds_left: float | None = None
    ) -> None:
        """Say how far it is, without an end on the way.

        detail: what it is at, such as the name of a run; None: still what it was at before. seconds_left: where the work
        knows it better than by the shares that are told.
        """
        share = min(1.0, max(0.0, share))
        left = self._time_left.update(step, share) if seconds_left is None else seconds_left
        self._detail = detail = self._detail if detail is None else detail
        if self._also is not None:
            self._also(step, share)
        if (step, detail) == self._told and time.monotonic() - self._told_at < WRITE_S:
            return
        self._told, self._told_at = (step, detail), time.monotonic()
        with suppress(OSError):  # of all that a full disk takes, this is the least
            self.item.write_state(state="running", step=step, detail=detail, share=share, seconds_left=left)

    def check(self) -> None:
        """Raise CancelledError if the work was asked to end."""
        if self.is_cancelled:
            raise CancelledError("It was cancelled.")

    @property
    def is_cancelled(self) -> bool:
        """Whether the work was asked to end."""
        return self.item.is_cancelling

    @contextmanager
    def turn(self, lane: Lane) -> Iterator[None]:
        """Wait for a turn in a lane and keep it until the block ends; raises CancelledError if it is to end meanwhile."""

        def wait(before: int) -> None:
            self.check()
            if self._also is not None:
                self._also("Waits for its turn", 0.0)
            if before != self._before:
                self._before = before
                log.warning("waits for its turn: %d before it", before)
                self.item.write_state(state="waiting", step="Waits for its turn", before=before)

        with lane.turn(wait):
            self.check()
            self.item.write_state(state="running", step="", before=0)
            yield
