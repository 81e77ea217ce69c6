"""Text of users in pages: shown letter by letter, never read as Markdown; and times as people write them."""

import re

from crvae_core.text.vectors import SHARED
from crvae_core.wording import clock, count, duration, percent

__all__ = ["clock", "count", "duration", "percent", "plain", "sentence", "shortened", "vectors_label"]

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


def shortened(name: str, letters: int = 36) -> str:
    """A name with "…" in its middle where it is longer: titles of a series often differ at their end only."""
    if len(name) <= letters:
        return name
    behind = (letters - 1) // 3
    return f"{name[: letters - 1 - behind].rstrip()}…{name[-behind:].lstrip()}"


def vectors_label(name: str) -> str:
    """How word vectors are called on the pages."""
    return "English and Chinese (shipped)" if name == SHARED else name
