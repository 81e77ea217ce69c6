"""How work says how far it is, to whoever waits for it."""

from collections.abc import Callable

Progress = Callable[[str, float], None]  # what is being done, and the share of it that is done, 0 to 1
Share = Callable[[float], None]  # the share alone, within a step that has its name already


def unheard(step: str, share: float) -> None:
    """A Progress that nobody listens to."""
