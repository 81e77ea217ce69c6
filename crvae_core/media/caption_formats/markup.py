"""Takes out of a caption what is not said: tags, entities, invisible signs and, if wanted, sounds."""

import html
import re

# Tags that are known may hold anything (<v Ann Lee>); unknown ones only attributes, so that "5 <x and y> 3" stays.
_TAG = re.compile(
    r"</?(?:(?:[bius]|font|c|v|ruby|rt|lang|span|p|div|br|em|strong|a|big|small|sub|sup|center|i)(?:[\s.:/][^<>]{0,500})?"
    r"|[A-Za-z][\w:-]{0,40}(?:\s{1,20}[\w:-]{1,40}\s{0,5}=[^<>]{0,500})?\s{0,5}/?)>",
    re.IGNORECASE,
)
_READING = re.compile(
    r"<rt\b[^<>]{0,100}>[^<>]{0,200}(?:</rt>|(?=</ruby>))", re.IGNORECASE
)  # how a word is read
_BREAK = re.compile(r"<br\b[^<>]{0,100}>", re.IGNORECASE)
_WORD_TIME = re.compile(r"<(?:\d{1,6}:)?\d{1,3}:\d{1,2}[.,]\d{1,6}>")
_OVERRIDE = re.compile(r"\{[\\/=][^{}]{0,500}\}|\{[A-Za-z]:[^{}]{0,200}\}")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
# Marks of direction, joiners of nothing, soft hyphens, stray byte-order marks; the zero-width (non-)joiners stay,
# they spell words in Persian and the languages of India.
_INVISIBLE = re.compile(
    "[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb]"
)
# What is never part of a word, so that it can go before a file is looked at; a zero-width (non-)joiner only where it
# does not stand behind a letter that it may shape.
_MARKS = re.compile(
    "[\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]+"
    r"|(?:^|(?<=[\x00-\x7f]))[\u200c\u200d]+|\u200c+$",
    re.MULTILINE,
)
_BLANKS = str.maketrans(
    dict.fromkeys("\u00a0\u1680\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B))), " ")
)
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f\x80-\x84\x86-\x9f]")
_SOUND_WORD = re.compile(
    r"\b(?:music|applause|laugh\w*|cheer\w*|sigh\w*|cough\w*|sobb\w*|gasp\w*|chuckl\w*|scream\w*|siren\w*|noise|silence"
    r"|inaudible|indistinct\w*|crosstalk|instrumental|singing|clapping|musik|applaus|lachen|gelächter|musique|rires"
    r"|applaudissements|música|musica|aplausos|risas|applausi|risate)\b|音乐|音樂|掌声|掌聲|笑声|笑聲|鼓掌",
    re.IGNORECASE,
)
_SQUARE = re.compile(r"\[[^\[\]]{1,80}\]|【[^【】]{1,40}】")
_ROUND = re.compile(r"\([^()]{1,80}\)|（[^（）]{1,40}）")
_LYRICS = re.compile(r"[♪♫♬♩][^♪♫♬♩]{0,500}(?:[♪♫♬♩]+|$)")


def without_marks(text: str) -> str:
    """The text without marks of direction and other invisible signs, with plain blanks for all kinds of blanks.

    They stand before and in times as well as in words, and no format means anything by them.
    """
    return text if text.isascii() else _MARKS.sub("", text.translate(_BLANKS))


def plain_lines(text: str) -> str:
    """The text without tags (HTML, WebVTT, overrides in braces), entities decoded; its line breaks are kept."""
    text = without_word_times(text)
    if "<" in text:
        text = _TAG.sub("", _BREAK.sub("\n", _READING.sub("", text)))
    if "{" in text:
        text = _OVERRIDE.sub("", text)
    return decode_entities(text.replace("\\N", "\n"))


def decode_entities(text: str) -> str:
    """Entities that end in a semicolon as their characters ("AT&T" and "R&D" stay)."""
    return _ENTITY.sub(lambda match: html.unescape(match[0]), text) if "&" in text else text


def has_word_times(text: str) -> bool:
    """Whether times stand between the words, as in automatic WebVTT."""
    return "<" in text and _WORD_TIME.search(text) is not None


def without_word_times(text: str) -> str:
    """The text without times such as <00:01.500> between its words."""
    return _WORD_TIME.sub("", text) if "<" in text else text


def one_line(text: str) -> str:
    """The text as one line of visible characters with single blanks."""
    text = _CONTROL.sub("", _INVISIBLE.sub("", text))
    return " ".join(text.encode("utf-8", "replace").decode("utf-8").split())


def without_sounds(text: str) -> str:
    """The text without [Applause], (music) and lyrics between music notes.

    Square brackets hold sounds; round ones only where they stand alone, are in capitals or name a sound.
    """
    text = _SQUARE.sub(" ", _LYRICS.sub(" ", text))
    alone = _ROUND.fullmatch(text.strip().lstrip("-– ")) is not None
    text = _ROUND.sub(lambda match: " " if alone or _is_sound(match[0][1:-1]) else match[0], text)
    words = " ".join(text.split())
    return "" if not words.strip("-–—*♪♫♬♩#.… ") else words


def _is_sound(inside: str) -> bool:
    return _SOUND_WORD.search(inside) is not None or (inside.isupper() and len(inside) > 5)
