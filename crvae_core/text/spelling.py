"""One spelling of every word: full-width letters, decomposed accents, typographic apostrophes and dashes, hidden signs.

Captions, questions and the words of vector files go through it alike, so that "ＣＣＴＶ", "CCTV" and "CC\u00adTV" are one word.
"""

import re
import unicodedata
from functools import cache

HAN = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"  # Chinese characters, for patterns

# Letters and digits that are others in another shape: ligatures, Roman numerals, bold and italic ones, wide and narrow ones.
_SHAPES = (
    (0x0132, 0x0133),
    (0x017F, 0x017F),
    (0x01C4, 0x01CC),
    (0x2160, 0x217F),
    (0xFB00, 0xFB17),
    (0xFB50, 0xFDF1),
    (0xFE70, 0xFEFC),
    (0xFF01, 0xFFEF),
    (0x1D400, 0x1D7FF),
)
_HIDDEN = (
    "\u00ad\u034f\u061c\u180e\u2060\u2061\u2062\u2063\u2064\ufeff"  # soft hyphen, joiners, invisible signs
    "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"  # directions
)
_SINGLE_QUOTES = "‘’‚‛ʼʻʹ´′‵＇՚ꞌ"
_DOUBLE_QUOTES = "“”„‟″‶«»‹›〝〞〟＂"
_HYPHENS = "\u2010\u2011\u2212\u2043\ufe63\uff0d"
_CHINESE_SIGNS = "，！？：；（）～"  # full-width signs that belong to Chinese writing
_SPACES = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"

_BROKEN_BY_SPACES = (
    r"\u0e00-\u0eff\u0f00-\u0fff\u1000-\u109f\u1780-\u17ff"  # Thai, Lao, Tibetan, Burmese, Khmer
)
_JOINED = r"\u0600-\u08ff\u0900-\u0dff\ufb50-\ufdff\ufe70-\ufeff\U0001f000-\U0001ffff\u2600-\u27bf\ufe0f"
_ZERO_WIDTH_SPACE = re.compile(f"(?<=[{_BROKEN_BY_SPACES}])\u200b+")
_USELESS_JOINER = re.compile(f"(?<![{_JOINED}])[\u200c\u200d]+|\u200b+")
_BACKTICK = re.compile(r"(?<=\w)`(?=\w)")
_DASH = "\u2012\u2013\u2014\u2015\u2e3a\u2e3b"
_RANGE = re.compile(r"(?<=\d)[\u2012\u2013](?=\d)")
_BETWEEN_DASHES = re.compile(rf"(?<![^\s])[{_DASH}]+[^\s{_DASH}]+[{_DASH}]+(?![^\s])")
_DASHES = re.compile(rf"[{_DASH}]+|(?<=\w)--+(?=\w)")
_DOTTED_I = re.compile("i\u0307")


def plain_spelling(text: str) -> str:
    """The text with every word as it is spelled plainly; plain ASCII text stays as it is, but for don`t and flu--the.

    Dashes are set off by blanks and become hyphens; a word between two dashes is left alone, as torchtext leaves it.
    The signs of Chinese writing stay where there is Chinese.
    """
    if not is_plain(text):
        text = text.translate(_table(_holds_chinese(text)))
        text = unicodedata.normalize("NFC", text)
        text = _USELESS_JOINER.sub("", _ZERO_WIDTH_SPACE.sub(" ", text))
    return _set_off_dashes(_BACKTICK.sub("'", text))


def is_plain(text: str) -> bool:
    """Whether `plain_spelling` would change no sign of the text, dashes aside."""
    return text.isascii() or (_odd().search(text) is None and unicodedata.is_normalized("NFC", text))


def in_small_letters(text: str) -> str:
    """Lower case; the Turkish İ becomes an i, not an i and a dot of its own."""
    return _DOTTED_I.sub("i", text.lower())


def folded(text: str) -> str:
    """The text as it is compared where spelling and capital letters do not matter."""
    return in_small_letters(plain_spelling(text))


def _holds_chinese(text: str) -> bool:
    return re.search(f"[{HAN}]", text) is not None


def _set_off_dashes(text: str) -> str:
    if not _DASHES.search(text):
        return text
    text = _RANGE.sub("-", text)
    parts, end = [], 0
    for match in _BETWEEN_DASHES.finditer(text):
        parts += [_DASHES.sub(" - ", text[end : match.start()]), match.group()]
        end = match.end()
    return "".join([*parts, _DASHES.sub(" - ", text[end:])])


@cache
def _table(chinese: bool) -> dict[int, str]:
    """What becomes of single signs."""
    shapes = (chr(code) for first, last in _SHAPES for code in range(first, last + 1))
    table = {ord(sign): plain for sign in shapes if (plain := unicodedata.normalize("NFKC", sign)) != sign}
    table |= dict.fromkeys(map(ord, _HIDDEN), "")
    table |= dict.fromkeys(map(ord, _SINGLE_QUOTES), "'")
    table |= dict.fromkeys(map(ord, _DOUBLE_QUOTES), '"')
    table |= dict.fromkeys(map(ord, _HYPHENS), "-")
    table |= dict.fromkeys(map(ord, _SPACES), " ")
    if chinese:
        for sign in _CHINESE_SIGNS:
            table.pop(ord(sign), None)
    else:
        table[ord("…")] = "..."
    return table


@cache
def _odd() -> re.Pattern[str]:
    return re.compile("[" + "".join(map(re.escape, map(chr, _table(False)))) + "\u200b\u200c\u200d]")
