"""Which packets of a film must be decoded so that the frames on screen at the sample times come out unchanged.

Two savings, both exact: what follows the last wanted frame of a group is dropped when the next group starts
afresh, and frames that no other frame needs are left out by the decoder where they are not wanted.
"""

import bisect
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from crvae_core.media.sample_times import SampleTimes

ThingT = TypeVar("ThingT")
LONGEST_GROUP = 1_000  # packets; longer groups are cut, and then nothing of them is dropped
LARGEST_GROUP = 24_000_000  # bytes
REORDERING = 64  # packets; a frame is shown at most this far from its place in the file


@dataclass(frozen=True)
class TimedPacket:
    """A packet with the time at which its frame is shown; None where the container does not say."""

    packet: Any
    time_s: float | None
    layered: bool = False


@dataclass(frozen=True)
class Group:
    """Packets in the order of decoding; `fresh` if nothing in it needs an earlier group, leading frames aside."""

    packets: list[TimedPacket]
    fresh: bool

    def times(self) -> list[float]:
        """When its frames are shown, in the order of decoding."""
        return [timed.time_s for timed in self.packets if timed.time_s is not None]

    @property
    def timed(self) -> bool:
        """Whether every frame's time is known."""
        return all(timed.time_s is not None for timed in self.packets)


def choose_packets(
    packets: Iterable[TimedPacket],
    starts_afresh: Callable[[Any], bool],
    times: SampleTimes,
    leaves_out: bool,
    every_frame_stands_alone: bool = False,
) -> Iterator[tuple[TimedPacket, bool]]:
    """Yield the packets to decode, each with whether its own frame is wanted.

    An unwanted frame may be left out by the decoder if no other frame needs it. leaves_out: whether the
    decoder can do so safely. every_frame_stands_alone: for codecs without prediction between frames.
    """
    earlier: list[float] = []
    for group, following in with_following(_groups(packets, starts_afresh)):
        around = following.packets if following else []
        if not group.timed or any(timed.time_s is None for timed in around):
            yield from ((timed, True) for timed in group.packets)
            earlier = []
            continue
        wanted = _wanted(group, following, earlier, times)
        until = _last_needed(wanted, group, following, times)
        save = leaves_out and not any(timed.layered for timed in group.packets)
        for place, timed in enumerate(group.packets[:until]):
            near = any(wanted[max(0, place - 1) : place + 2])  # the two fields of a frame may be two packets
            if near or not every_frame_stands_alone:
                yield timed, near or not save
        earlier = group.times()[-REORDERING:]


def with_following(things: Iterator[ThingT]) -> Iterator[tuple[ThingT, ThingT | None]]:
    """Yield each thing with the one after it, None after the last."""
    current = next(things, None)
    while current is not None:
        following = next(things, None)
        yield current, following
        current = following


def _groups(packets: Iterable[TimedPacket], starts_afresh: Callable[[Any], bool]) -> Iterator[Group]:
    collected: list[TimedPacket] = []
    size, fresh = 0, True
    for timed in packets:
        starts = bool(collected) and starts_afresh(timed.packet)
        if starts or len(collected) >= LONGEST_GROUP or size >= LARGEST_GROUP:
            yield Group(collected, fresh)
            collected, size, fresh = [], 0, starts
        collected.append(timed)
        size += timed.packet.size
    if collected:
        yield Group(collected, fresh)


def _wanted(group: Group, following: Group | None, earlier: list[float], times: SampleTimes) -> list[bool]:
    """For every packet of the group, whether its frame is on the screen at a sample time."""
    own = group.times()
    after = following.times()[:REORDERING] if following else []
    ordered = sorted({*earlier, *own, *after})
    wanted = [_on_screen(time_s, ordered, times) for time_s in own]
    if not earlier:
        wanted[own.index(min(own))] = True  # the first frame stands for all times before it
    return wanted


def _on_screen(time_s: float, ordered: list[float], times: SampleTimes) -> bool:
    place = bisect.bisect_right(ordered, time_s)
    return place == len(ordered) or times.between(time_s, ordered[place])


def _last_needed(wanted: list[bool], group: Group, following: Group | None, times: SampleTimes) -> int:
    """How many packets of the group must be decoded, from its start."""
    if following is not None:
        if not following.fresh:
            return len(wanted)
        own, after = group.times(), following.times()
        leading = [time_s for time_s in after if time_s < after[0]]
        ordered = sorted({*own, *after})
        if any(_on_screen(time_s, ordered, times) for time_s in leading):
            return len(wanted)
    places = [place for place, want in enumerate(wanted) if want]
    return min(len(wanted), places[-1] + 2) if places else 0
