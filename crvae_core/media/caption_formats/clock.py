"""Times as people and programs write them, read as seconds."""

import re
from collections.abc import Iterable

from crvae_core.media.caption_formats.markup import without_marks

DEFAULT_FRAME_RATE = 25.0
_NTSC = 30_000 / 1001  # frames a second of a clock with semicolons
_CLOCK = re.compile(
    r"(?P<sign>[-+]?)(?:(?P<h>\d{1,9})[:;])?(?P<m>\d{1,9})[:;](?P<s>\d{1,9})(?:(?P<mark>[.,:;])(?P<rest>\d{1,12}))?"
)
_FRAMES = re.compile(r"[-+]?\d{1,9}[:;]\d{1,2}[:;]\d{1,2}(?P<mark>[:;])(?P<frames>\d{1,2})")
_NUMBER = re.compile(r"[-+]?(?:\d{1,15}(?:[.,]\d{0,15})?|[.,]\d{1,15})(?:[eE][-+]?\d{1,3})?")
_WORDED = re.compile(
    r"(?:(?P<h>\d{1,6}) ?h(?:ours?|rs?)?[ ,]*)?(?:(?P<m>\d{1,6}) ?m(?:in(?:ute)?s?)?[ ,]*)?"
    r"(?:(?P<s>\d{1,9}(?:[.,]\d{1,9})?) ?(?P<unit>ms|msec|s|secs?|seconds?))?",
    re.IGNORECASE,
)
_ISO = re.compile(
    r"P(?:T(?:(?P<h>\d{1,6}(?:\.\d{1,9})?)H)?(?:(?P<m>\d{1,6}(?:\.\d{1,9})?)M)?(?:(?P<s>\d{1,9}(?:[.,]\d{1,9})?)S)?)"
)
_PLAIN_SIGNS = str.maketrans(
    {
        "：": ":", "∶": ":", "︰": ":", "，": ",", "．": ".", "。": ".", "；": ";", "٫": ".", "٬": ",", "،": ",", "－": "-",
        "−": "-", "–": "-",
    }
)  # fmt: skip


def clock_seconds(text: str, frame_rate: float | None = None) -> float | None:
    """Seconds of a clock such as 1:02:03.5, 02:03,500, 00:01:02:12 (frames) or -0:01; None if it is none.

    A fraction is a decimal one (",1" is a tenth). After a third colon two digits count frames, three milliseconds.
    A clock that counts frames says how many have passed: at 29.97 frames a second one with colons falls behind, one with
    semicolons leaves two numbers out in nine minutes of ten (four at 59.94) and keeps up.

    Args:
        frame_rate: frames a second, where the clock counts them; else 25, or 29.97 after a semicolon.
    """
    plain = _plain(text)
    match = _CLOCK.fullmatch(plain)
    if match is None:
        return None
    hours, minutes, seconds = int(match["h"] or 0), int(match["m"]), int(match["s"])
    whole = hours * 3600 + minutes * 60 + seconds
    mark, rest = match["mark"], match["rest"]
    if not rest:
        total = float(whole)
    elif mark in {".", ","} or len(rest) > 2:
        total = whole + float(f"0.{rest}")
    elif match["h"] is None:
        total = whole + int(rest) / (frame_rate or DEFAULT_FRAME_RATE)
    else:
        total = _counted(whole, int(rest), ";" in plain, frame_rate)
    return round(-total if match["sign"] == "-" else total, 6)


def counts_frames(text: str) -> bool:
    """Whether a clock ends in a number of frames (00:01:02:12)."""
    return _FRAMES.fullmatch(_plain(text)) is not None


def likely_frame_rate(clocks: Iterable[str]) -> float | None:
    """The usual rate at which the highest of the frame numbers occurs: 25, 30, 50 or 60, with semicolons 29.97 or 59.94.

    None if none of the clocks counts frames.
    """
    found = [match for clock in clocks if (match := _FRAMES.fullmatch(_plain(clock)))]
    if not found:
        return None
    highest = max(int(match["frames"]) for match in found)
    if any(";" in match[0] for match in found):
        return round(_NTSC if highest < 30 else 2 * _NTSC, 2)
    return next((rate for rate in (25.0, 30.0, 50.0) if highest < rate), 60.0)


def number(text: str) -> float | None:
    """A plain number with a point or a decimal comma; None if it is none."""
    text = _plain(text) if not text.isascii() else text.strip()
    return float(text.replace(",", ".")) if _NUMBER.fullmatch(text) else None


def seconds_in_words(text: str) -> float | None:
    """Seconds of "1h02m03s", "95 s", "1 minute, 5 seconds", "1500 ms" or "PT1M5.5S"; None if it is none of these."""
    text = text.strip()
    if iso := _ISO.fullmatch(text):
        hours, minutes, seconds = (float((iso[key] or "0").replace(",", ".")) for key in ("h", "m", "s"))
        return round(hours * 3600 + minutes * 60 + seconds, 6) if len(text) > 2 else None
    match = _WORDED.fullmatch(text) if text and text[0].isdigit() else None
    if match is None or not any(match.group("h", "m", "s")):
        return None
    last = float((match["s"] or "0").replace(",", "."))
    if (match["unit"] or "").lower().startswith("ms"):
        last /= 1000
    return round(int(match["h"] or 0) * 3600 + int(match["m"] or 0) * 60 + last, 6)


def _plain(text: str) -> str:
    return without_marks(text).translate(_PLAIN_SIGNS).replace(" ", "").strip()


def _counted(whole: int, frames: int, semicolons: bool, frame_rate: float | None) -> float:
    """Seconds after which a clock that counts frames shows `whole` seconds and `frames`."""
    rate = frame_rate or (DEFAULT_FRAME_RATE if not semicolons else _NTSC if frames < 30 else 2 * _NTSC)
    nominal = round(rate)
    ntsc = nominal * 1000 / 1001
    if abs(ntsc - rate) > 0.006 * nominal / 30:  # 24, 25, 30: such a clock shows the time itself
        return whole + frames / rate
    minutes = whole // 60
    left_out = nominal // 15 * (minutes - minutes // 10) if semicolons and nominal in {30, 60} else 0
    return (whole * nominal + frames - left_out) / ntsc
