"""Frames out of a film, each with its own time, from a file that nobody vouches for.

PyAV hides behind this module and `pictures`.
"""

import heapq
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import av

from crvae_core.errors import VideoError
from crvae_core.media.clock import LONGEST_GAP_S, SteadyClock, longest_gap_s
from crvae_core.media.packets import LEAVES_OUT_UNUSED, has_layers, starts_afresh, unit_length_size
from crvae_core.media.pictures import FilmPicture, Picture, Turn, turn_of
from crvae_core.media.refusals import refusal
from crvae_core.media.sample_times import SampleTimes
from crvae_core.media.selection import TimedPacket, choose_packets, with_following
from crvae_core.media.streams import choose_stream, length_s
from crvae_core.media.wide_colours import colour_note
from crvae_core.progress import Share

# What a user may upload. Playlists and picture sequences are left out: they make the decoder open other files.
CONTAINERS = "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpegts,mpeg,flv,asf,ogg"
LARGEST_PICTURE = 8192 * 8192  # pixels; more is a broken header or an attack on the memory
LIMITS = {"max_pixels": str(LARGEST_PICTURE)}
MISSING_END_S = 1.5  # a film that ends this much before its declared end was cut off
REPORT_PACKETS = 16  # packets between two reports of progress
MOST_STALLED = (
    8  # frames without a later time than those before them; beyond, if they are most, that is damage
)
GUESSED_RATE = 25.0  # frames a second, where the container says nothing sensible


class Film:
    """A film that was opened; use it as a context manager.

    `end_s` and `damaged_at_s` are complete once all frames are through. Times are seconds from the start of
    the file, sound included. `notes` says what a user must know of it. stream: which of several video streams, from
    1; by default the one that `choose_stream` finds.

    Raises VideoError if the file is missing, is not a film, or has no pictures.
    """

    def __init__(self, path: Path, stream: int | None = None) -> None:
        self.path, self.number = path, stream
        self.container = _open(path)
        self.size = path.stat().st_size  # a recording may still go on: what comes later is not read
        try:
            self.stream, self.notes = choose_stream(self.container, path.name, lambda: _open(path), stream)
        except VideoError:
            self.container.close()
            raise
        self.codec = self.stream.codec_context
        self.codec_name: str = self.codec.codec.canonical_name
        self.stands_alone = bool(self.codec.codec.intra_only)  # no frame needs another
        self.unit_sizes = unit_length_size(self.codec_name, self.codec.extradata)
        # AVI knows the order of decoding only: what it says about frames that are reordered is a guess
        self.guesses_times = self.container.format.name == "avi" and not self.stands_alone
        self.decoding_times: list[int] = []  # a heap
        self.declared_s = self.container.duration / av.time_base if self.container.duration else None
        self.longest_gap_s = longest_gap_s(self.container_name, self.declared_s)
        self.origin_s = (self.container.start_time or 0) / av.time_base
        self.first_s: float | None = None
        self.end_s = 0.0
        self.packets_end_s = 0.0
        self.damaged_at_s: float | None = None
        self.jumped = False
        self.frame_count = self.stalled = 0
        self.latest_s = float("-inf")
        self.colours: set[tuple[int, int, int]] = set()  # tags of the frames so far
        self.turns: dict[int, Turn] = {}  # by the rotation that the frame tells

    def __enter__(self) -> "Film":
        return self

    def __exit__(self, *unused: object) -> None:
        self.container.close()

    @property
    def container_name(self) -> str:
        """The container's names, as the demuxer lists them."""
        return self.container.format.name

    @property
    def frame_rate(self) -> float | None:
        """Frames a second on average, as far as the container says something sensible."""
        rate = float(self.stream.average_rate or 0)
        return rate if 0.001 < rate < 1_000 else None

    @property
    def expected_s(self) -> float | None:
        """When the film ends, as far as the container says so."""
        return None if self.declared_s is None else max(0.0, self.declared_s - max(0.0, self.origin_s))

    @property
    def picture_count(self) -> int | None:
        """How many frames the film has, where the container says so."""
        return self.stream.frames or None

    def extent(self) -> tuple[float, int]:
        """When the film ends, and how many frames it can have at most; it is looked through, nothing is decoded."""
        with Film(self.path, self.number) as film:
            count = sum(1 for _ in film._packets())
            return film.packets_end_s, count

    def frames(
        self, times: SampleTimes | None, progress: Share | None = None
    ) -> Iterator[tuple[Picture, float]]:
        """Yield frames with their times in seconds, in the order in which they are shown; call it once.

        times: only frames that are on the screen at these times are sure to come; None: all frames come.
        progress: gets the share of the film that is through, 0 to 1.
        """
        self.stream.thread_type = "AUTO"
        self.codec.options = dict(LIMITS)
        aspect = self.stream.sample_aspect_ratio
        for frame in self._decoded(times, progress or (lambda share: None)):
            time_s = self._time(self._shown_at(frame), self.end_s)
            if frame.is_corrupt or not frame.width:
                self._damage(time_s)
                continue
            self._watch(time_s)
            self._note_colours(frame)
            self.end_s = max(self.end_s, time_s + self._held_s(frame.duration))
            yield FilmPicture(frame, aspect, self._turn(frame)), time_s
        self._settle_end()

    def _decoded(self, times: SampleTimes | None, report: Share) -> Iterator[Any]:
        for number, (timed, wanted) in enumerate(self._chosen(times)):
            self.codec.skip_frame = "DEFAULT" if wanted else "NONREF"
            try:
                yield from self.codec.decode(timed.packet)
            except (av.error.FFmpegError, ValueError):
                self._lose(timed)
            if number % REPORT_PACKETS == 0:
                report(self._share(timed))
        try:
            yield from self.codec.decode(None)
        except (av.error.FFmpegError, ValueError):
            self._damage(self.end_s)

    def _chosen(self, times: SampleTimes | None) -> Iterator[tuple[TimedPacket, bool]]:
        if times is None:
            return ((timed, True) for timed in self._packets())
        return choose_packets(
            self._packets(),
            lambda packet: starts_afresh(self.codec_name, packet, self.unit_sizes),
            times,
            leaves_out=self.codec_name in LEAVES_OUT_UNUSED,
            every_frame_stands_alone=self.stands_alone,
        )

    def _packets(self) -> Iterator[TimedPacket]:
        clock = SteadyClock(self.stream.time_base, self.longest_gap_s)
        started = False
        for packet, following in with_following(self._read()):
            if clock.settle(packet, following.dts if following else None):
                self.jumped = True
                self._damage(self.packets_end_s)
            if not started and packet.pts is not None:
                self._place_origin(packet)
                started = True
            if self.guesses_times and packet.dts is not None:
                heapq.heappush(self.decoding_times, packet.dts)
                packet.pts = None
            yield self._timed(packet)

    def _read(self) -> Iterator[Any]:
        """The packets of the pictures as they lie in the file, up to the size it had when it was opened."""
        packets = self.container.demux(self.stream)
        while True:
            try:
                packet = next(packets, None)
            except IndexError:  # PyAV stumbles over streams that begin later, as in broadcasts
                packets = self.container.demux(self.stream)
                continue
            except (av.error.FFmpegError, ValueError):
                self._damage(self.packets_end_s)
                return
            if packet is None or (packet.pos is not None and packet.pos >= self.size):
                return
            if packet.size:
                yield packet

    def _timed(self, packet: Any) -> TimedPacket:
        # what an edit list leaves out is decoded, for other frames' sake, but never shown
        time_s = None if packet.pts is None or packet.is_discard else self._time(packet.pts, 0.0)
        if time_s is not None:
            self.packets_end_s = max(self.packets_end_s, time_s + self._held_s(packet.duration))
        return TimedPacket(packet, time_s, has_layers(self.codec_name, packet, self.unit_sizes))

    def _shown_at(self, frame: Any) -> int | None:
        """When a frame is shown, in ticks: its own time, else the earliest time of decoding that is still free."""
        if self.decoding_times:
            return heapq.heappop(self.decoding_times)
        return frame.pts

    def _lose(self, timed: TimedPacket) -> None:
        """A packet that does not decode gives no frame."""
        if timed.packet.dts in self.decoding_times:
            self.decoding_times.remove(timed.packet.dts)
            heapq.heapify(self.decoding_times)
        self._damage(self.end_s if timed.time_s is None else timed.time_s)

    def _turn(self, frame: Any) -> Turn:
        rotation = int(frame.rotation or 0)
        if rotation not in self.turns:
            self.turns[rotation] = turn_of(frame)
        return self.turns[rotation]

    def _watch(self, time_s: float) -> None:
        """Count frames that come without time going on: a film of such has lost its time stamps."""
        self.first_s = time_s if self.first_s is None else self.first_s
        self.frame_count += 1
        if self.frame_count > 1 and time_s <= self.latest_s:
            self.stalled += 1
        self.latest_s = max(self.latest_s, time_s)

    def _note_colours(self, frame: Any) -> None:
        tags = (int(frame.color_trc), int(frame.color_primaries), int(frame.colorspace))
        if tags not in self.colours:
            self.colours.add(tags)
            note = colour_note(frame)
            if note and note not in self.notes:
                self.notes.append(note)

    def _place_origin(self, packet: Any) -> None:
        """Start counting at the first frame where the file's own start can't be true."""
        late_s = self._time(packet.pts, 0.0)
        if not -LONGEST_GAP_S < late_s < LONGEST_GAP_S:
            self.origin_s += late_s

    def _time(self, pts: int | None, otherwise: float) -> float:
        return otherwise if pts is None else float(pts * self.stream.time_base) - self.origin_s

    def _held_s(self, ticks: int | None) -> float:
        held_s = float((ticks or 0) * self.stream.time_base)
        return held_s if 0 < held_s <= self.longest_gap_s else 1.0 / (self.frame_rate or GUESSED_RATE)

    def _share(self, timed: TimedPacket) -> float:
        expected_s = (self.declared_s or 0.0) - max(0.0, self.origin_s)
        if expected_s > 0 and timed.time_s is not None:
            return min(1.0, max(0.0, timed.time_s / expected_s))
        return min(1.0, (timed.packet.pos or 0) / max(1, self.size))

    def _damage(self, time_s: float) -> None:
        if self.damaged_at_s is None:
            self.damaged_at_s = round(max(0.0, time_s), 3)

    def _settle_end(self) -> None:
        """Where the film ends: with its last packet, if all went well; and whether it was cut off."""
        if self.damaged_at_s is None:
            self.end_s = max(self.end_s, self.packets_end_s)
        if self.stalled > max(MOST_STALLED, self.frame_count // 2):
            self._damage(self.latest_s)
        declared_s = self._declared_end_s()
        if declared_s is not None and not self.jumped and declared_s - self.end_s > MISSING_END_S:
            self._damage(self.end_s)

    def _declared_end_s(self) -> float | None:
        """When the pictures end, as far as the container declares it and does not guess from the file's size."""
        if self.container_name.startswith("mov") or self.container_name == "avi":
            if self.stream.duration is None:
                return None
            start_s = self._time(self.stream.start_time or 0, 0.0)
            return start_s + float(self.stream.duration * self.stream.time_base)
        if not self.container_name.startswith("matroska") or self.container.streams.audio:
            return None
        if len(self.container.streams.video) > 1:
            return length_s(self.stream)
        if self.declared_s:
            # some writers count from zero, some from the first picture: the shorter reading is the safe one
            return self.declared_s - max(0.0, self.origin_s)
        return None


def is_file(path: Path) -> bool:
    """Whether there is a plain file; a path that can't be one (too long, a null in it) is none."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def _open(path: Path) -> Any:
    if not is_file(path):
        raise VideoError(f"there is no file {str(path)[:200]}: check the path")
    if path.stat().st_size == 0:
        raise VideoError(f"{path.name} is empty: upload or copy it again")
    if not os.access(path, os.R_OK):
        raise VideoError(f"{path.name} can't be read: ask for the right to read it, or copy it")
    try:
        return av.open(
            f"file:{path}",
            options={
                "format_whitelist": CONTAINERS,
                "protocol_whitelist": "file",
                **LIMITS,
            },
            metadata_errors="replace",
        )
    except (av.error.FFmpegError, ValueError, OverflowError) as error:
        raise refusal(path) from error
