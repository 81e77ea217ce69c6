"""Words set as people write them: no blank before a full stop, none between Chinese signs."""

import re
from collections.abc import Sequence

from crvae_core.text.spelling import HAN

_BEFORE = re.compile(r"[.,!?;:…%)\]}»”’、。，！？；：）》」』]")  # what stands at the word before it
_BEHIND = re.compile(r"[(\[{«“‘¿¡（《「『]")  # what the next word stands at
_CLOSE = re.compile(rf"[{HAN}、。，！？；：（）《》「」『』]")  # signs that are set without blanks
# behind an apostrophe: don't, we're, o'clock
_SHORT = {"s", "t", "re", "ve", "ll", "d", "m", "clock", "am", "er"}


def written(words: Sequence[str], marked: Sequence[str] | None = None) -> str:
    """Words as one text; marked: what stands for each of them in it, such as the word as HTML."""
    shown = words if marked is None else marked
    return "".join(blank + one for blank, one in zip(blanks(words), shown, strict=True))


def blanks(words: Sequence[str]) -> list[str]:
    """What stands before each of the words: a blank, or nothing."""
    return [" " if place and _are_apart(words, place) else "" for place in range(len(words))]


def _are_apart(words: Sequence[str], place: int) -> bool:
    """Whether a word stands apart from the one before it."""
    one, other = words[place - 1], words[place]
    if not one or not other or _is_inside(words, place) or _is_inside(words, place - 1):
        return False
    if _BEFORE.match(other) or _BEHIND.match(one[-1]):
        return False
    return not (_CLOSE.match(one[-1]) and _CLOSE.match(other))


def _is_inside(words: Sequence[str], place: int) -> bool:
    """Whether the token is an apostrophe inside a word, which is a token of its own in English texts."""
    return words[place] == "'" and place + 1 < len(words) and words[place + 1] in _SHORT
