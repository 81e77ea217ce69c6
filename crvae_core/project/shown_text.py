"""Text of strangers as it is shown: one line, in its own order; and names as they are kept."""

import unicodedata

from crvae_core.errors import ProjectError

LONGEST_NAME = 80  # letters

_TEXT_DIRECTIONS = frozenset(
    "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)  # they reorder what is shown


def shown_text(text: str, most: int) -> str:
    """A text in one line without control signs, and without those that turn the order of the others round."""
    kept = "".join(
        " " if sign.isspace() else sign
        for sign in text
        if sign.isspace() or not (unicodedata.category(sign) in ("Cc", "Cs") or sign in _TEXT_DIRECTIONS)
    )
    return " ".join(kept.split())[:most]


def shown_name(name: str, what: str) -> str:
    """A name as it is kept: one line of at most LONGEST_NAME letters, a longer one cut at a blank; ProjectError if empty."""
    kept = " ".join("".join(letter if letter.isprintable() else " " for letter in name).split())
    if not kept:
        raise ProjectError(f"a {what} needs a name: type one")
    if len(kept) <= LONGEST_NAME:
        return kept
    whole, _, _ = kept[:LONGEST_NAME].rpartition(" ")
    return (whole if len(whole) > LONGEST_NAME // 2 else kept[: LONGEST_NAME - 1]) + "…"
