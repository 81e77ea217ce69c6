"""Bytes of a caption file to text: which encoding, told from the bytes; with previews for people to choose another.

Order: byte-order mark, strict UTF-8, UTF-16 without mark, UTF-8 with some broken characters, what the file declares, then
the old national encodings by how often their most frequent characters occur (charset-normalizer alone reads GBK captions
as Korean), then the library.
"""

import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from crvae_core.errors import CaptionError
from crvae_core.media.caption_formats.cues import CaptionNote, note
from crvae_core.media.caption_formats.markup import one_line, plain_lines
from crvae_core.media.national_encodings import SAMPLE_BYTES, national_encoding, whole_lines

MAXIMUM_BYTES = 20_000_000  # a day of dense captions is below 10 MB
_MARKS = (  # UTF-32 first, for its mark begins like that of UTF-16
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_BINARY = (
    (b"PK\x03\x04", "a zip archive or an Office document"),
    (b"\x1aE\xdf\xa3", "a video (Matroska)"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"\x1f\x8b", "a compressed file"),
    (b"7z\xbc\xaf", "a compressed file"),
    (b"Rar!", "a compressed file"),
    (b"BZh", "a compressed file"),
    (b"\xfd7zXZ", "a compressed file"),
    (b"\xd0\xcf\x11\xe0", "an Office document"),
    (b"SQLite format", "a database"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"ID3", "sound"),
    (b"OggS", "sound or video"),
    (b"RIFF", "sound or video"),
    (b"ooBinaryFile", "a binary file of Praat (save it as a text file)"),
)
_DECLARED = re.compile(
    rb"(?:encoding\s?=\s?[\"']|charset\s?=\s?[\"']?)([A-Za-z0-9_.:-]{2,30})", re.IGNORECASE
)
_PREVIEWED = ("utf-8", "gb18030", "big5", "cp1252", "cp932", "cp949", "cp1251", "utf-16-le", "utf-16-be")


class Decoded(NamedTuple):
    """A file as text, its encoding, and notes on bytes that had to be replaced."""

    text: str
    encoding: str
    notes: tuple[CaptionNote, ...] = ()


_SEQUENCE = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)  # one character of UTF-8 beyond ASCII
_ASCII = bytes(range(128))
# Which part of the bytes beyond ASCII must be whole characters of UTF-8. GBK, Big5 and Shift-JIS reach 0.6 by chance with
# 150 bytes and 0.83 with a dozen; of whole characters of three bytes they reach 0.25.
_MOSTLY, _MOSTLY_OF_FEW, _MOSTLY_LONG = 0.65, 0.85, 0.4
_FEW_BYTES, _MANY_BYTES = 12, 150


@dataclass(frozen=True)
class EncodingPreview:
    """The first lines of a file in one encoding; `chosen`: the one that is taken if nobody says otherwise."""

    encoding: str
    lines: tuple[str, ...]
    chosen: bool


def read_bytes(path: Path) -> bytes:
    """The bytes of a caption file.

    Raises CaptionError if it is missing, empty, or far larger than captions are.
    """
    try:
        if path.is_dir():
            raise CaptionError(f"{path.name} is a folder: give a caption file")
        with path.open("rb") as stream:
            data = stream.read(MAXIMUM_BYTES + 1)
        size = path.stat().st_size
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not a path"
        raise CaptionError(f"{path} can't be read ({reason}): check the path") from error
    if len(data) > MAXIMUM_BYTES:
        raise CaptionError(
            f"{path.name} has {size / 1e6:.0f} MB, more than any caption file needs: "
            "give the captions, not the video or a dump"
        )
    if not data.strip() or not data.strip(b"\x00 \r\n\t"):
        raise CaptionError(f"{path.name} is empty: export the captions again")
    return data


def decode(data: bytes, name: str, encoding: str | None = None) -> Decoded:
    """The text of a file, byte-order mark taken off.

    Args:
        encoding: used instead of what the bytes tell.

    Raises CaptionError if the bytes are no text, or not in the encoding given.
    """
    if encoding:
        return Decoded(_decode_as(data, name, encoding), encoding)
    for sign, what in _BINARY:
        if data.startswith(sign):
            raise CaptionError(
                f"{name} is not a text file but {what}: give captions as SRT, WebVTT, JSON or plain text"
            )
    for mark, marked in _MARKS:
        if data.startswith(mark):
            text = data.decode(marked, errors="replace")
            return Decoded(text, marked, _replaced(text, marked))
    found = _utf_8(data) or _utf_16(data)
    if found is None:
        _refuse_binary(data, name)
        found = (
            _mostly_utf_8(data)
            or _declared(data)
            or _in_national(data)
            or _damaged_utf_8(data)
            or _detected(data, name)
        )
    elif found.encoding == "utf-8":
        _refuse_binary(data, name)
    return found


def preview_encodings(path: Path, limit: int) -> list[EncodingPreview]:
    """The first lines in each encoding that gives other letters, the chosen one first."""
    data = read_bytes(path)
    found: list[EncodingPreview] = []
    try:
        chosen = decode(data, path.name)
        found.append(EncodingPreview(chosen.encoding, _telling_lines(chosen.text), True))
    except CaptionError:
        if data.startswith(tuple(sign for sign, _ in _BINARY)):
            raise
    for encoding in _PREVIEWED:
        lines = _telling_lines(data[:SAMPLE_BYTES].decode(encoding, errors="replace"))
        if lines and len(found) < limit and lines not in [preview.lines for preview in found]:
            found.append(EncodingPreview(encoding, lines, False))
    return found


def _decode_as(data: bytes, name: str, encoding: str) -> str:
    try:
        return data.decode(encoding).lstrip("\ufeff")
    except (UnicodeError, LookupError, ValueError) as error:
        raise CaptionError(f"{name} can't be read as {encoding}: choose another encoding") from error


def _utf_8(data: bytes) -> Decoded | None:
    if b"\x1b$" in data:
        try:
            return Decoded(data.decode("iso2022_jp_2"), "iso2022_jp_2")
        except UnicodeDecodeError:
            pass
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        return _paired_surrogates(data)


def _paired_surrogates(data: bytes) -> Decoded | None:
    """UTF-8 whose emoji are written as two surrogates of three bytes each, as Java and some databases do."""
    try:
        halves = data.decode("utf-8", "surrogatepass").encode("utf-16-le", "surrogatepass")
        return Decoded(halves.decode("utf-16-le"), "utf-8")
    except UnicodeError:
        return None


def _mostly_utf_8(data: bytes) -> Decoded | None:
    """UTF-8 with broken characters among many whole ones: whisper.cpp writes tokens of half a character."""
    foreign = len(data.translate(None, _ASCII))
    if foreign < _FEW_BYTES:
        return None
    lengths = [len(found) for found in _SEQUENCE.findall(data)]
    whole, long = sum(lengths), sum(length for length in lengths if length > 2)
    many = foreign >= _MANY_BYTES
    if whole < (_MOSTLY if many else _MOSTLY_OF_FEW) * foreign and not (
        many and long >= _MOSTLY_LONG * foreign
    ):
        return None
    text = data.decode("utf-8", errors="replace")
    return Decoded(text, "utf-8", _replaced(text, "utf-8"))


def _utf_16(data: bytes) -> Decoded | None:
    """UTF-16 without mark: the side on which it gives more line breaks and blanks, if all else are letters too."""
    if 0 not in data:
        return None
    texts = {
        name: data[: len(data) // 2 * 2].decode(name, errors="replace") for name in ("utf-16-le", "utf-16-be")
    }
    encoding, text = max(texts.items(), key=lambda item: item[1].count("\n") + item[1].count(" "))
    sample = text[:20_000]
    strange = sum(unicodedata.category(character) in {"Cn", "Co", "Cc"} for character in sample)
    strange -= sum(sample.count(character) for character in "\t\n\v\f\r")
    if strange + sample.count("\ufffd") > 0.01 * len(sample) or not any(map(str.isascii, sample)):
        return None
    return Decoded(text, encoding, _replaced(text, encoding))


def _refuse_binary(data: bytes, name: str) -> None:
    controls = sum(data.count(bytes([code])) for code in range(32) if code not in b"\t\n\v\f\r\x15\x1a\x1b")
    if data.count(0) > 0.001 * len(data) or controls > 0.02 * len(data):
        raise CaptionError(
            f"{name} is not a text file: give captions as SRT, WebVTT, JSON or plain text (not a video or a document)"
        )


def _declared(data: bytes) -> Decoded | None:
    """What an XML declaration or a SAMI page says, if the bytes allow it."""
    match = _DECLARED.search(data[:2000])
    encoding = match[1].decode("ascii").lower() if match else ""
    if encoding in {"", "utf-8", "utf8", "utf-16", "us-ascii", "ascii"}:
        return None
    encoding = {"gb2312": "gb18030", "gbk": "gb18030", "iso-8859-1": "cp1252", "euc-kr": "cp949"}.get(
        encoding, encoding
    )
    try:
        return Decoded(data.decode(encoding), encoding)
    except (UnicodeError, LookupError, ValueError):
        return None


def _in_national(data: bytes) -> Decoded | None:
    encoding = national_encoding(data)
    if encoding is None:
        return None
    text = data.decode(encoding, errors="replace")
    return Decoded(text, encoding, _replaced(text, encoding))


def _damaged_utf_8(data: bytes) -> Decoded | None:
    """UTF-8 with a few wrong bytes: cut off, or joined with something else."""
    text = data.decode("utf-8", errors="replace")
    right = sum(ord(character) > 127 for character in text) - text.count("\ufffd")
    if text.count("\ufffd") > max(2, 0.02 * right) or not right:
        return None
    return Decoded(text, "utf-8", _replaced(text, "utf-8"))


def _detected(data: bytes, name: str) -> Decoded:
    from charset_normalizer import from_bytes

    best = from_bytes(whole_lines(data)[:60_000]).best()
    if best is None:
        raise CaptionError(f"the encoding of {name} can't be told: save the captions as UTF-8 text")
    text = data.decode(best.encoding, errors="replace")
    return Decoded(text, best.encoding, _replaced(text, best.encoding))


def _replaced(text: str, encoding: str) -> tuple[CaptionNote, ...]:
    """A note on characters that could not be read, by line."""
    count = text.count("\ufffd")
    if not count:
        return ()
    lines = [line for line, said in enumerate(text.split("\n"), start=1) if "\ufffd" in said]
    one = f"1 character is no {encoding} and could not be read{{where}}"
    return (
        note(
            "encoding",
            one,
            f"{{n}} characters are no {encoding} and could not be read{{where}}",
            lines,
            count,
        ),
    )


def _telling_lines(text: str) -> tuple[str, ...]:
    """Up to three lines that hold letters beyond ASCII, else any with letters; cut to a readable length."""
    lines = [one_line(plain_lines(line[:300]))[:120] for line in text[:SAMPLE_BYTES].splitlines()[:3000]]
    foreign = [line for line in lines if any(ord(character) > 127 for character in line)]
    plain = [line for line in lines if any(map(str.isalpha, line))]
    return tuple((foreign or plain)[:3])
