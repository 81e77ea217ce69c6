"""Whether what a film leaves on the disk is possible there, asked before it is written."""

import shutil
from contextlib import suppress
from pathlib import Path

from crvae_core.errors import VideoError

KEPT_BYTES, KEPT_SHARE = 200_000_000, 0.02  # of the disk that stay free: the smaller of both


def check_room(folder: Path, wanted: int, what: str) -> None:
    """Raise VideoError if `wanted` bytes would fill the disk of a folder; what: shown for them."""
    free = free_bytes(folder)
    if free is not None and wanted > free:
        raise VideoError(
            f"{what} need {_size(wanted)} on the disk of {folder}, and {_size(max(0, free))} can be used there: make room, "
            "take a frame less often (--every), or choose another place"
        )


def free_bytes(folder: Path) -> int | None:
    """How much may be written to the disk of a folder that exists or will; None where nobody knows."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    with suppress(OSError):
        usage = shutil.disk_usage(folder)
        return usage.free - round(min(KEPT_BYTES, KEPT_SHARE * usage.total))
    return None


def _size(count: int) -> str:
    return f"{count / 1e9:.1f} GB" if count >= 1e9 else f"{count / 1e6:.0f} MB"
