"""A TensorBoard log beside metrics.jsonl, through torch's own writer, for those who ask for it."""

from pathlib import Path
from typing import Any

from crvae_core.errors import ConfigError


class TensorboardLog:
    """Writes the numbers of each epoch as curves; does nothing unless it is wanted.

    Args:
        folder: where the log goes.
        wanted: whether there is one.

    Raises ConfigError if the package tensorboard is not installed.
    """

    def __init__(self, folder: Path, wanted: bool) -> None:
        self._writer: Any = None
        if not wanted:
            return
        try:
            from torch.utils.tensorboard import SummaryWriter
        except ImportError as error:
            raise ConfigError(
                "tensorboard=true needs the package tensorboard: install it (pip install tensorboard), or leave the "
                "setting away"
            ) from error
        self._writer = SummaryWriter(str(folder))

    def add(self, line: dict[str, Any]) -> None:
        """Add the numbers of one epoch."""
        if self._writer is None:
            return
        for name, value in line.items():
            if isinstance(value, int | float) and name not in {"epoch", "epochs"}:
                self._writer.add_scalar(name, value, line["epoch"])
        self._writer.flush()

    def close(self) -> None:
        """End the log."""
        if self._writer is not None:
            self._writer.close()
