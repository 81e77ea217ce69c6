"""Times as people and programs write them, read as seconds."""

import re

DEFAULT_FRAME_RATE = 25.0
_CLOCK = re.compile(
    r"(?P<sign>[-+]?)(?:(?P<h>\d{1,9})[:;])?(?P<m>\d{1,9})[:;](?P<s>\d{1,9})(?:(?P<mark>[.,:;])(?P<rest>\d{1,12}))?"
)
_NUMBER = re.compile(r"[-+]?(?:\d{1,15}(?:[.,]\d{0,15})?|[.,]\d{1,15})(?:[eE][-+]?\d{1,3})?")
_WORDED = re.compile(
    r"(?:(?P<h>\d{1,6}) ?h(?:ours?|rs?)?[ ,]*)?(?:(?P<m>\d{1,6}) ?m(?:in(?:ute)?s?)?[ ,]*)?"
    r"(?:(?P<s>\d{1,9}(?:[.,]\d{1,9})?) ?(?P<unit>ms|msec|s|secs?|seconds?))?",
    re.IGNORECASE,
)
_PLAIN_SIGNS = str.maketrans({"：": ":", "，": ",", "．": ".", "；": ";", "−": "-", "–": "-"})


def clock_seconds(text: str, frame_rate: float | None = None) -> float | None:
    """Seconds of a clock such as 1:02:03.5, 02:03,500, 00:01:02:12 (frames) or -0:01; None if it is none.

    A fraction is a decimal one (",1" is a tenth). After a third colon two digits count frames, three milliseconds.

    Args:
        frame_rate: frames a second, where the clock counts them; else 25, or 30 after a semicolon.
    """
    match = _CLOCK.fullmatch(text.translate(_PLAIN_SIGNS).replace(" ", "").replace("\xa0", ""))
    if match is None:
        return None
    whole = int(match["h"] or 0) * 3600 + int(match["m"]) * 60 + int(match["s"])
    seconds = whole + _fraction(match["mark"], match["rest"], frame_rate, ";" in text)
    return round(-seconds if match["sign"] == "-" else seconds, 6)


def _fraction(mark: str | None, digits: str | None, frame_rate: float | None, drop_frame: bool) -> float:
    if not digits:
        return 0.0
    if mark in {".", ","} or len(digits) > 2:
        return float(f"0.{digits}")
    return int(digits) / (frame_rate or (29.97 if drop_frame else DEFAULT_FRAME_RATE))


def counts_frames(text: str) -> bool:
    """Whether a clock ends in a number of frames (00:01:02:12)."""
    return bool(re.fullmatch(r"\s*\d+[:;]\d+[:;]\d+[:;]\d{1,2}\s*", text))


def number(text: str) -> float | None:
    """A plain number with a point or a decimal comma; None if it is none."""
    text = text.strip()
    return float(text.replace(",", ".")) if _NUMBER.fullmatch(text) else None


def seconds_in_words(text: str) -> float | None:
    """Seconds of "1h02m03s", "95 s", "1 minute, 5 seconds" or "1500 ms"; None if it is none of these."""
    text = text.strip()
    match = _WORDED.fullmatch(text) if text and text[0].isdigit() else None
    if match is None or not any(match.group("h", "m", "s")):
        return None
    last = float((match["s"] or "0").replace(",", "."))
    if (match["unit"] or "").lower().startswith("ms"):
        last /= 1000
    return round(int(match["h"] or 0) * 3600 + int(match["m"] or 0) * 60 + last, 6)
