"""How numbers are said to people, the same on pages, in commands and in exports."""

import math
import unicodedata


def clock(seconds: float) -> str:
    """Seconds as m:ss, or h:mm:ss from an hour on."""
    whole = max(0, int(seconds + 1e-6))
    hours, rest = divmod(whole, 3600)
    minutes, rest = divmod(rest, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


def duration(seconds: float) -> str:
    """How long something takes, as people say it: 40 s, 3 min 40 s, 14 min, 1 h 20 min; no seconds from ten minutes on."""
    whole = max(0, int(seconds + 1e-6))
    if whole >= 600:
        hours, minutes = divmod(round(whole / 60), 60)
        parts = {"h": hours, "min": minutes}
    else:
        minutes, rest = divmod(whole, 60)
        parts = {"min": minutes, "s": rest}
    said = [f"{number} {unit}" for unit, number in parts.items() if number]
    return " ".join(said) or "0 s"


def count(number: int, noun: str) -> str:
    """A number with its noun: 1 video, 2 videos."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def percent(share: float | None) -> str:
    """A share as all pages, commands and exports tell it, with one decimal: 12.5%. Only none is 0%, only all is 100%."""
    if share is None or not math.isfinite(share):
        return "an unknown share"
    if round(share, 9) in (0, 1):
        return f"{share:.0%}"
    if 0 < share < 0.0005:
        return "under 0.1%"
    return "over 99.9%" if 0.9995 <= share < 1 else f"{share:.1%}"


def bytes_text(number: int) -> str:
    """Bytes as people say them: 340 MB, 1.2 GB."""
    return f"{number / 1e9:.1f} GB" if number >= 1e9 else f"{max(1, round(number / 1e6))} MB"


def width(text: str) -> int:
    """How many columns of a terminal a text takes: Chinese signs take two."""
    return sum(
        2 if unicodedata.east_asian_width(sign) in "WF" else 1
        for sign in text
        if not unicodedata.combining(sign)
    )


def padded(text: str, columns: int) -> str:
    """A text with blanks behind it, so that it takes so many columns of a terminal."""
    return text + " " * max(0, columns - width(text))
