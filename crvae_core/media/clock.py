"""Time stamps that can be trusted: jumps that no film has are closed up, and remembered as damage."""

from fractions import Fraction
from typing import Any

LONGEST_GAP_S = 3_600.0  # between two frames, where nothing says how long the film is
LONGEST_DECLARED_GAP_S = 86_400.0  # where the container does: a picture may stand for hours
USUAL_GAP_S = 60.0  # a gap longer than the whole film is none, but this much is let through
BROADCAST_GAP_S = 10.0  # broadcasts never pause; ffmpeg draws the line there too
STEP_BACK_S = 5.0  # times of decoding should only rise
SLACK_S = 1.0  # a time stamp this near to what was expected is right


def longest_gap_s(container: str, declared_s: float | None) -> float:
    """The longest pause between two frames that a film of this container and length can have, in seconds."""
    if container in ("mpegts", "mpeg"):
        return BROADCAST_GAP_S
    if declared_s is None:
        return LONGEST_GAP_S
    return min(LONGEST_DECLARED_GAP_S, max(USUAL_GAP_S, declared_s))


class SteadyClock:
    """Moves the time stamps of packets, in place, so that time never jumps.

    Recordings that were joined start again from zero; broken ones jump by years. What follows such a jump goes
    on right behind what came before it; a single stamp that is off is put back in line. The times at which
    frames are shown (pts) may step back a long way where the frame rate varies, so that is judged by the times
    of decoding (dts).

    time_base: seconds per tick. longest_gap_s: longer pauses are jumps.
    """

    def __init__(self, time_base: Fraction, longest_gap_s: float) -> None:
        self.gap = round(longest_gap_s / time_base)
        self.step_back = round(STEP_BACK_S / time_base)
        self.slack = round(SLACK_S / time_base)
        self.shift = 0
        self.expected: int | None = None
        self.latest: int | None = None
        self.jumped = False

    def settle(self, packet: Any, following_dts: int | None = None) -> bool:
        """Correct the packet's time stamps; tells whether they were off.

        following_dts: what the packet after it says, as it lies in the file.
        """
        if self._strays(packet, following_dts):
            self.jumped = True
            packet.pts = packet.dts = self.expected
            self._expect(packet)
            return True
        jump = self._jump(packet)
        self.shift -= jump
        self.jumped = self.jumped or bool(jump)
        self._move(packet)
        self._expect(packet)
        return bool(jump)

    def _strays(self, packet: Any, following_dts: int | None) -> bool:
        """Whether this stamp alone is off: the one after it is where it should be."""
        if self.expected is None or packet.dts is None or following_dts is None:
            return False
        off = packet.dts + self.shift - self.expected
        following_off = following_dts + self.shift - self.expected
        return abs(off) > self.slack and abs(following_off) <= self.slack and following_dts != packet.dts

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

    def _expect(self, packet: Any) -> None:
        if packet.pts is not None:
            self.latest = packet.pts if self.latest is None else max(self.latest, packet.pts)
        if packet.dts is not None:
            duration = packet.duration or 0
            self.expected = packet.dts + (duration if 0 < duration < self.gap else 1)
