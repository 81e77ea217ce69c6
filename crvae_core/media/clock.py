"""Time stamps that can be trusted: jumps that no film has are closed up, and remembered as damage."""

from fractions import Fraction
from typing import Any

LONGEST_GAP_S = 3_600.0  # between two frames; a slide may stand for long, but not for hours
SHORTEST_LIMIT_S = 60.0  # a gap longer than the whole film is none; one of a minute is always let through
LONGEST_STEP_BACK_S = 5.0  # of the times of decoding, which should only rise


class SteadyClock:
    """Moves the time stamps of packets, in place, so that time never jumps.

    Recordings that were joined start again from zero; broken ones jump by years. What follows such a jump goes
    on right behind what came before it. The times at which frames are shown (pts) may step back a long way where
    the frame rate varies, so going back is judged by the times of decoding (dts) alone.

    declared_s: the length of the film as the container tells it, None if it does not.
    """

    def __init__(self, time_base: Fraction, declared_s: float | None) -> None:
        longest_s = min(LONGEST_GAP_S, max(SHORTEST_LIMIT_S, declared_s or LONGEST_GAP_S))
        self.gap = round(longest_s / time_base)
        self.step_back = round(LONGEST_STEP_BACK_S / time_base)
        self.shift = 0
        self.expected: int | None = None
        self.latest: int | None = None
        self.jumped = False

    def settle(self, packet: Any) -> bool:
        """Correct the packet's time stamps; tells whether there was a jump before it."""
        jump = self._jump(packet)
        self.shift -= jump
        self.jumped = self.jumped or bool(jump)
        self._move(packet)
        if packet.pts is not None:
            self.latest = packet.pts if self.latest is None else max(self.latest, packet.pts)
        if packet.dts is not None:
            duration = packet.duration or 0
            self.expected = packet.dts + (duration if 0 < duration < self.gap else 1)
        return bool(jump)

    def _jump(self, packet: Any) -> int:
        """By how much time jumps before this packet, in ticks; 0 if it flows."""
        if packet.dts is not None:
            gap = 0 if self.expected is None else packet.dts + self.shift - self.expected
            return gap if gap > self.gap or gap < -self.step_back else 0
        gap = 0 if self.latest is None or packet.pts is None else packet.pts + self.shift - self.latest
        return gap if gap > self.gap else 0

    def _move(self, packet: Any) -> None:
        pts, dts = packet.pts, packet.dts
        if pts is not None and dts is not None and not -self.step_back <= pts - dts <= self.gap:
            packet.pts = pts = dts
        if self.shift:
            packet.pts = None if pts is None else pts + self.shift
            packet.dts = None if dts is None else dts + self.shift
