"""Which of a file's video streams is the film: not a cover or thumbnail; the default one, the longest, the largest."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import av

from crvae_core.errors import VideoError

STILL_CODECS = frozenset({"mjpeg", "png", "bmp", "gif", "webp", "tiff", "jpeg2000", "jpegls"})
SHORT_SHARE = 0.2  # of the longest stream; a shorter one is a trailer or a preview, whatever its flags say
ALIKE_SHARE = 0.95  # streams of nearly one length are as long as each other
COUNTED_PACKETS = 2_000  # that are looked at where nothing says how long the streams are
FEW_PACKETS = 2  # a cover has one
MOVING_PACKETS = 25

_NO_FILM = ("attached_pic", "timed_thumbnails", "still_image", "dependent")
_CLOCK = re.compile(r"(\d+):(\d+):(\d+(?:\.\d+)?)")


@dataclass(frozen=True)
class StreamFacts:
    """What tells a stream from its neighbours; number: from 1, of the video streams that can be read.

    length_s: None where the container does not say it. still: a cover, a thumbnail, a single picture.
    """

    number: int
    stream: Any
    length_s: float | None
    area: int
    is_default: bool
    still: bool

    @property
    def shown(self) -> str:
        """The stream in words."""
        codec = self.stream.codec_context
        length = "" if self.length_s is None else f", {self.length_s:.1f} s"
        return f"stream {self.number} ({codec.width} x {codec.height}{length})"


def choose_stream(
    container: Any, name: str, reopen: Callable[[], Any], number: int | None = None
) -> tuple[Any, list[str]]:
    """The video stream that is the film, and what a user must know of the choice.

    container: an open file of which nothing was read. name: how messages call it. reopen: opens the file once more, to
    look ahead. number: the stream that was asked for, from 1.

    Raises VideoError if no video stream can be read, or there is none of that number.
    """
    facts = _facts(container, name)
    if number is not None:
        if number > len(facts):
            raise VideoError(f"{name} has {_count(len(facts))}: choose 1 to {len(facts)} (--stream)")
        return facts[number - 1].stream, []
    films = [one for one in facts if not one.still] or facts
    if len(films) > 1 and any(one.length_s is None for one in films):
        films = _moving(reopen, films)
    likely = _likely(films)
    best = max(likely, key=lambda one: (one.area, -one.number))
    return best.stream, _notes(best, films)


def _facts(container: Any, name: str) -> list[StreamFacts]:
    readable = [stream for stream in container.streams.video if stream.codec_context is not None]
    covers = all(_is_marked(stream) for stream in container.streams.video)
    if not readable or covers:
        raise _no_film(container, name, covers)
    facts = []
    for number, stream in enumerate(readable, start=1):
        codec = stream.codec_context
        facts.append(
            StreamFacts(
                number=number,
                stream=stream,
                length_s=length_s(stream),
                area=codec.width * codec.height,
                is_default=bool(stream.disposition & av.stream.Disposition.default),
                still=_is_marked(stream) or (stream.frames == 1 and len(readable) > 1),
            )
        )
    return [_judged(one, facts) for one in facts]


def _is_marked(stream: Any) -> bool:
    kinds = av.stream.Disposition
    return any(stream.disposition & getattr(kinds, name, 0) for name in _NO_FILM)


def _judged(one: StreamFacts, facts: Sequence[StreamFacts]) -> StreamFacts:
    """A picture's codec beside a larger or longer film is that of a cover or of thumbnails."""
    if one.still or one.stream.codec_context.name not in STILL_CODECS:
        return one
    films = [other for other in facts if other.stream.codec_context.name not in STILL_CODECS]
    still = any(other.area > one.area or (other.length_s or 0.0) > (one.length_s or 0.0) for other in films)
    return StreamFacts(one.number, one.stream, one.length_s, one.area, one.is_default, still)


def length_s(stream: Any) -> float | None:
    """How long a stream is, from its own field or, in Matroska, from its tag."""
    if stream.duration:
        return float(stream.duration * stream.time_base)
    match = _CLOCK.match(stream.metadata.get("DURATION", ""))
    return int(match[1]) * 3600 + int(match[2]) * 60 + float(match[3]) if match else None


def _moving(reopen: Callable[[], Any], films: list[StreamFacts]) -> list[StreamFacts]:
    """The streams without those of a picture or two, told from the first packets of the file."""
    wanted = [one.stream.index for one in films]
    counts = Counter[int]()
    try:
        with reopen() as container:
            streams = [container.streams[index] for index in wanted]
            for _, packet in zip(range(COUNTED_PACKETS), container.demux(streams), strict=False):
                counts[packet.stream.index] += bool(packet.size)
    except (av.error.FFmpegError, ValueError, IndexError):
        pass  # what was counted so far is enough; damage is told when the film is read
    if max(counts.values(), default=0) < MOVING_PACKETS:
        return films
    return [one for one in films if counts[one.stream.index] > FEW_PACKETS] or films


def _likely(films: Sequence[StreamFacts]) -> list[StreamFacts]:
    """The streams that are as good as each other: default ones, of these the longest."""
    longest = max((one.length_s or 0.0 for one in films), default=0.0)
    likely = [one for one in films if one.length_s is None or one.length_s >= SHORT_SHARE * longest]
    likely = [one for one in likely if one.is_default] or likely
    longest = max((one.length_s or 0.0 for one in likely), default=0.0)
    return [one for one in likely if one.length_s is None or one.length_s >= ALIKE_SHARE * longest]


def _notes(best: StreamFacts, films: Sequence[StreamFacts]) -> list[str]:
    others = [one.shown for one in films if one is not best]
    if not others:
        return []
    return [
        f"The file holds {_count(len(films))} that could be the film: {best.shown} is read, not {', '.join(others[:3])}. "
        "Choose another one with --stream."
    ]


def _count(number: int) -> str:
    return "1 video stream" if number == 1 else f"{number} video streams"


def _no_film(container: Any, name: str, covers: bool) -> VideoError:
    if container.streams.video and not covers:
        return VideoError(
            f"the pictures of {name} are coded in a way that can't be read: re-encode it as H.264"
        )
    kinds = ", ".join(sorted({stream.type for stream in container.streams})) or "nothing"
    if "audio" not in kinds:
        return VideoError(
            f"{name} has no video stream (it holds: {kinds}): it was cut off or its header is damaged; "
            "copy or record it again"
        )
    return VideoError(
        f"{name} has no video stream (it holds: {kinds.replace('video', 'a cover picture')}): "
        "give the file with the pictures, not only the sound"
    )
