"""EBU STL, the binary subtitles of broadcasters (EBU Tech 3264): a block of information, then blocks of 128 bytes each.

No library on the registries reads it without its own player or encoder round it.
"""

import re
import unicodedata
from collections.abc import Iterator

from crvae_core.errors import CaptionError
from crvae_core.media.caption_formats.cues import MOST_CUES, CaptionNote, Cue, Reading, note
from crvae_core.media.caption_formats.markup import plain_lines

_HEAD, _BLOCK = 1024, 128
_SIGN = re.compile(rb"...STL(\d\d)\.01", re.DOTALL)
_TABLES = {
    b"01": "iso8859_5",
    b"02": "iso8859_6",
    b"03": "iso8859_7",
    b"04": "iso8859_8",
}  # 00: Latin, ISO 6937
_LATIN = dict(
    zip(
        range(0xA0, 0x100),
        "\u00a0¡¢£$¥#§¤‘“«←↑→↓°±²³×µ¶·÷’”»¼½¾¿"
        + "\0" * 16
        + "―¹®©™♪¬¦\0\0\0\0⅛⅜⅝⅞ΩÆĐªĦ\0ĲĿŁØŒºÞŦŊŉĸæđðħıĳŀłøœßþŧŋ\u00ad",
        strict=True,
    )
)
_ACCENTS = {
    0xC1: "\u0300", 0xC2: "\u0301", 0xC3: "\u0302", 0xC4: "\u0303", 0xC5: "\u0304", 0xC6: "\u0306", 0xC7: "\u0307",
    0xC8: "\u0308", 0xC9: "\u0308", 0xCA: "\u030a", 0xCB: "\u0327", 0xCD: "\u030b", 0xCE: "\u0328", 0xCF: "\u030c",
}  # fmt: skip
_NEW_LINE, _UNUSED = 0x8A, 0x8F
_LAST, _USER_DATA = 0xFF, 0xFE  # numbers of a subtitle's last block, and of blocks that hold no text


def looks_like_stl(data: bytes) -> bool:
    """Whether the bytes begin as such a file does."""
    return _SIGN.match(data[:11]) is not None


def read_stl(data: bytes, name: str) -> Reading:
    """The subtitles with their times; comments are left out. The programme's start is told by the file.

    Raises CaptionError if the file ends before its first subtitle.
    """
    sign = _SIGN.match(data[:11])
    if sign is None or len(data) < _HEAD + _BLOCK:
        raise CaptionError(
            f"{name} is cut off: an EBU STL file has at least {_HEAD + _BLOCK:,} bytes, export it again"
        )
    rate, table = float(sign[1]), _TABLES.get(data[12:14])
    reading = Reading("ebu stl", one_clock=True)
    held, broken = b"", 0
    for number, block in enumerate(_blocks(data), start=1):
        if block[3] == _USER_DATA or block[15]:  # of a program's own, or a comment
            continue
        held += block[16:].split(bytes([_UNUSED]), 1)[0]
        if block[3] != _LAST:
            continue
        start, end = (_seconds(block[at : at + 4], rate) for at in (5, 9))
        if start is None:
            broken += 1
        elif len(reading.cues) <= MOST_CUES:
            reading.cues.append(Cue(start, end, plain_lines(_text(held, table)), number))
        held = b""
    told = re.fullmatch(rb"(\d\d)(\d\d)(\d\d)(\d\d)", data[256:264])
    reading.programme_start_s = _seconds(bytes(map(int, told.groups())), rate) if told else None
    if broken:
        one = "1 subtitle whose time can't be read was left out"
        reading.notes.append(
            note("unreadable times", one, "{n} subtitles whose times can't be read were left out", [], broken)
        )
    if (len(data) - _HEAD) % _BLOCK:
        reading.notes.append(
            CaptionNote("cut off", "the file ends in the middle of a subtitle, which was left out")
        )
    return reading


def _blocks(data: bytes) -> Iterator[bytes]:
    return (data[at : at + _BLOCK] for at in range(_HEAD, len(data) - _BLOCK + 1, _BLOCK))


def _seconds(clock: bytes, rate: float) -> float | None:
    """Seconds of four bytes: hours, minutes, seconds, frames."""
    hours, minutes, seconds, frames = clock
    if hours > 23 or minutes > 59 or seconds > 59 or frames >= rate:
        return None
    return round(hours * 3600 + minutes * 60 + seconds + frames / rate, 6)


def _text(data: bytes, table: str | None) -> str:
    """The words of a text field; codes for colours and boxes are blanks, as on the screen."""
    parts: list[str] = []
    accent = ""
    for code in data:
        if code in _ACCENTS and table is None:
            accent = _ACCENTS[code]
            continue
        letter = _letter(code, table)
        parts.append(unicodedata.normalize("NFC", letter + accent) if accent and letter.strip() else letter)
        accent = ""
    return "".join(parts)


def _letter(code: int, table: str | None) -> str:
    if code == _NEW_LINE:
        return "\n"
    if code < 0x20:
        return " "
    if 0x7F <= code < 0xA0:
        return ""  # italics, underlines, boxes
    if code < 0x7F:
        return chr(code)
    return bytes([code]).decode(table, "replace") if table else _LATIN[code].replace("\0", "\ufffd")
