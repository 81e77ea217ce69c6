"""Names of videos and pairs that are never used for something else: who knows a name knows what it belonged to.

A video's name comes from its frames and the moment in which it was added, a pair's from its video, its frame, the caption
its words come from, and the words themselves: a corrected caption makes another moment. Names that earlier versions gave
(video-1, video-1-f00003-s00002, video-1-00003) stay where they are.
"""

import hashlib
import re
import time
from collections.abc import Iterable

_WORDS = re.compile(r"(-s\d{5,})-[0-9a-f]{8}$")


def new_video_id(content: bytes, others: Iterable[str]) -> str:
    """A name for a video with this content that is added now, beside others: video-3-0f5a92c1.

    The number is for people, who may leave the rest away (`Project.find_video`).
    """
    numbers = [int(match[1]) for other in others if (match := re.match(r"video-(\d{1,6})(-|$)", other))]
    digest = hashlib.sha256(content + time.time_ns().to_bytes(16, "big"))
    return f"video-{max(numbers, default=0) + 1}-{digest.hexdigest()[:8]}"


def pair_id(video_id: str, frame_row: int, segment: int | None, text: str) -> str:
    """The name of a frame with its words, the same through every change of an alignment that leaves them together.

    segment: the first caption the words come from, counted from 0; None for a frame without words.
    """
    frame = f"{video_id}-f{frame_row:05d}"
    return frame if segment is None else with_words(f"{frame}-s{segment:05d}", text)


def place_of(pair_id: str) -> str:
    """A pair's name without its words: where in the film and its captions the pair lies."""
    return _WORDS.sub(r"\1", pair_id)


def caption_of(pair_id: str) -> int | None:
    """The first caption that a pair's words come from, counted from 0, as its name tells; None where it does not."""
    match = re.search(r"-s(\d{5,})(-[0-9a-f]{8})?$", pair_id)
    return int(match[1]) if match else None


def with_words(place: str, text: str) -> str:
    """The name of the pair at a place with these words; frames without words lie at places of their own."""
    spoken = re.search(r"-s\d{5,}$", place)
    return f"{place}-{hashlib.sha256(text.encode()).hexdigest()[:8]}" if spoken else place
