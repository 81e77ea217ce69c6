"""How much of this machine other programs take: a time that was measured beside them holds beside them alone."""

import psutil

ALIKE = 0.25  # shares of all processors that differ by less are the same to a forecast
_LOOK_S = 0.2


class LoadMeter:
    """Counts, from its making on, the share of all processors that other programs than this one take."""

    def __init__(self) -> None:
        self._before = _spent()

    def others(self) -> float:
        """The share so far, 0 to 1."""
        everything, idle, own = (now - before for now, before in zip(_spent(), self._before, strict=True))
        if everything <= 0:
            return 0.0
        return min(1.0, max(0.0, (everything - idle - own) / everything))


def present_load() -> float:
    """The share of all processors that programs take just now, 0 to 1; takes a fifth of a second."""
    return psutil.cpu_percent(_LOOK_S) / 100


def _spent() -> tuple[float, float, float]:
    """Processor seconds of all processors so far: in all, idle, and of this process."""
    times = psutil.cpu_times()
    # times of guests are counted among those of users
    everything = sum(times) - getattr(times, "guest", 0.0) - getattr(times, "guest_nice", 0.0)
    own = psutil.Process().cpu_times()
    return everything, times.idle + getattr(times, "iowait", 0.0), own.user + own.system
