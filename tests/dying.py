"""A process that dies at a given operation on the disk: from then on it changes nothing any more, not even by cleaning up."""

import builtins
import io
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

_CHANGES = ("replace", "rename", "unlink", "remove", "rmdir", "mkdir", "utime", "link", "symlink", "truncate")


class Killed(BaseException):
    """The process is gone; nothing may catch this but the test."""


class Disk:
    """Counts the operations that change the disk, and refuses them from the one on at which the process dies."""

    def __init__(self, dies_at: int | None) -> None:
        self.dies_at = dies_at
        self.operations = 0

    def change(self) -> None:
        """Count an operation; raises Killed from the given one on."""
        self.operations += 1
        if self.dies_at is not None and self.operations >= self.dies_at:
            raise Killed

    def watched(self, operation: Callable[..., Any], changes: Callable[..., bool]) -> Callable[..., Any]:
        """The operation, counted where `changes` says of its arguments that it changes the disk."""

        def run(*arguments: Any, **named: Any) -> Any:
            if changes(*arguments, **named):
                self.change()
            return operation(*arguments, **named)

        return run


@contextmanager
def dying_at(operation: int | None) -> Iterator[Disk]:
    """In this block the process dies at its n-th operation on the disk (None: never, they are only counted)."""
    disk = Disk(operation)
    with pytest.MonkeyPatch.context() as patch:
        for name in _CHANGES:
            patch.setattr(os, name, disk.watched(getattr(os, name), lambda *_, **__: True))
        patch.setattr(os, "open", disk.watched(os.open, _opens_to_write))
        opened = disk.watched(io.open, _is_for_writing)
        patch.setattr(io, "open", opened)
        patch.setattr(builtins, "open", opened)
        yield disk


def _opens_to_write(path: Any, flags: int, *_: Any, **__: Any) -> bool:
    return bool(flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))


def _is_for_writing(path: Any, mode: str = "r", *_: Any, **__: Any) -> bool:
    return any(sign in mode for sign in "wax+")
