"""Text of strangers as it is shown: one line, in its own order."""

import unicodedata

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
