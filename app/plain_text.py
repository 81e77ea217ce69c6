"""Text of users in pages: shown letter by letter, never read as Markdown; and times as people write them."""

import re

from crvae_core.text.vectors import SHARED

_MARKS = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>$:~^=@&\"'])")
# icons and links that are found after the escapes have gone; an invisible sign that joins words keeps them apart
_FOUND_LATE = re.compile(r"(?<=:)(?=material/|//)|(?<=www)(?=\.)|(?=@)", re.IGNORECASE)
_JOINER = "\u2060"


def plain(text: str) -> str:
    """`text` with everything escaped that Markdown, emoji short codes or formulas would swallow."""
    return _MARKS.sub(r"\\\1", _FOUND_LATE.sub(_JOINER, " ".join(text.split())))


def sentence(error: Exception) -> str:
    """What an error says, as a sentence for Markdown."""
    said = str(error)
    return plain(f"{said[:1].upper()}{said[1:]}.")


def clock(seconds: float) -> str:
    """Seconds as m:ss, or h:mm:ss from an hour on."""
    whole = max(0, int(seconds + 1e-6))
    hours, rest = divmod(whole, 3600)
    minutes, rest = divmod(rest, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


def count(number: int, noun: str) -> str:
    """A number with its noun: 1 video, 2 videos."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def vectors_label(name: str) -> str:
    """How word vectors are called on the pages."""
    return "English and Chinese (shipped)" if name == SHARED else name
