"""Captions to tokens: English as torchtext's `basic_english` does it, Chinese as jieba cuts it, others by words."""

import logging
import re
import sys
import threading
import unicodedata
import warnings
from collections.abc import Iterator
from functools import cache
from typing import Any

from crvae_core.errors import InputError
from crvae_core.text.cache import cache_folder
from crvae_core.text.languages import LANGUAGES, Language, detect_language
from crvae_core.text.spelling import HAN, in_small_letters, plain_spelling

__all__ = [
    "LANGUAGES",
    "Language",
    "basic_english",
    "chinese",
    "detect_language",
    "plain_spelling",
    "tokenize",
]

# torchtext's rules, in its order: what is set off by blanks, and what is dropped.
_SET_OFF = re.compile(r"(['.,()!?])")
_DROPPED = re.compile(r"<br />|[;:]")
_HAN = re.compile(f"[{HAN}]")
_LATIN_LETTER = re.compile("[A-Za-zÀ-ÖØ-öø-ɏ]")
_jieba_lock = threading.Lock()


def basic_english(text: str) -> list[str]:
    """Split lower-cased text at blanks, with ' . , ( ) ! ? as tokens and " ; : dropped.

    Gives the tokens of torchtext 0.18's tokenizer of that name, which can't be imported beside torch >= 2.4.
    """
    text = text.lower().replace('"', "")
    return _SET_OFF.sub(r" \1 ", _DROPPED.sub(" ", text)).split()


def chinese(text: str) -> list[str]:
    """Cut Chinese text with jieba and drop tokens that hold neither a letter, a character nor a digit."""
    return [token for token in _jieba().lcut(text) if any(unicodedata.category(c)[0] in "LN" for c in token)]


def tokenize(text: str, language: str) -> list[str]:
    """Split a caption into tokens.

    In English and Chinese files jieba cuts what is Chinese and `basic_english` the rest, line by line. Every word is
    spelled plainly first (`plain_spelling`), so that both ways to write "don't" or "café" give the same tokens.

    Args:
        language: 'en', 'zh' or 'other' (any language that sets its words apart by blanks).
    """
    text = plain_spelling(text)
    if language == "other":
        return unicode_words(text)
    if language not in LANGUAGES:
        raise InputError(
            f"There is no tokenizer for the language '{language}': choose 'en', 'zh' or 'other'."
        )
    if language == "en" and not _HAN.search(text):
        return basic_english(in_small_letters(text))
    return list(_by_script(text))


def unicode_words(text: str) -> list[str]:
    """Lower-cased words of any script with blanks, without punctuation.

    Marks (of Hindi, Arabic, Hebrew, ...) belong to their letters; an apostrophe inside a word and a point or comma inside
    a number stay, as in Unicode's rules for words (UAX 29). Chinese characters are words of their own.
    """
    return _word_pattern().findall(in_small_letters(unicodedata.normalize("NFC", text)))


def _by_script(text: str) -> Iterator[str]:
    """jieba's tokens; runs of tokens without any Chinese are cut anew by `basic_english` if they hold Latin letters.

    jieba sees the whole line, so that words such as T恤 stay whole.
    """
    rest = ""
    for token in [*_jieba().lcut(text), ""]:
        foreign = token.isascii() or token.isspace() or _LATIN_LETTER.search(token)
        if token and foreign and not _HAN.search(token):
            rest += token
            continue
        yield from _rest(rest)
        rest = ""
        if any(unicodedata.category(c)[0] in "LN" for c in token):
            yield token


def _rest(text: str) -> list[str]:
    if _LATIN_LETTER.search(text):
        return basic_english(in_small_letters(text))
    return chinese(text) if text else []


@cache
def _word_pattern() -> re.Pattern[str]:
    """A word, a number, or a single Chinese character; made from the Unicode tables, as `re` knows no categories."""
    marks = "".join(
        chr(code) for code in range(0x300, sys.maxunicode) if unicodedata.category(chr(code))[0] == "M"
    )
    letter = rf"[^\W\d_{HAN}{marks}]"
    inner = rf"(?:{letter}|[{marks}\u200c\u200d\d_])"
    return re.compile(
        rf"[{HAN}]|\d+(?:[.,]\d+)*(?![^\W_])|(?:{letter}|\d){inner}*(?:['’ʼ·]{letter}{inner}*)*"
    )


@cache
def _jieba() -> Any:
    """A silent jieba tokenizer that caches in our own folder, not in the temp folder that all may write."""
    with _jieba_lock, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # pkg_resources and invalid escapes in jieba's own source
        import jieba

        jieba.setLogLevel(logging.ERROR + 1)
        tokenizer = jieba.Tokenizer()
        folder = cache_folder("jieba")
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError:  # a read-only home: jieba then builds its table anew in each process
            logging.getLogger(__name__).info("no cache for jieba: %s can't be made", folder)
        tokenizer.tmp_dir = str(folder)
        tokenizer.initialize()
    return tokenizer
