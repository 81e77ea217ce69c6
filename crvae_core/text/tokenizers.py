"""Captions to tokens: English as torchtext's `basic_english` does it, Chinese as jieba cuts it."""

import logging
import re
import threading
import unicodedata
import warnings
from collections.abc import Iterable
from functools import cache
from typing import Any, Literal

from crvae_core.errors import InputError
from crvae_core.text.cache import cache_folder

Language = Literal["en", "zh"]
LANGUAGES: tuple[Language, ...] = ("en", "zh")

# torchtext's rules, in its order: what is set off by blanks, and what is dropped.
_SET_OFF = re.compile(r"(['.,()!?])")
_DROPPED = re.compile(r"<br />|[;:]")
_STRAIGHT_QUOTES = str.maketrans({"‘": "'", "’": "'", "ʼ": "'", "“": '"', "”": '"'})
_HAN = re.compile(r"[㐀-䶿一-鿿豈-﫿]")
_LETTER = re.compile(r"[^\W\d_]")
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

    Curly quotes count as straight ones in English, so that both spellings of "don't" give the same tokens.

    Args:
        language: 'en' or 'zh'.
    """
    if language == "en":
        return basic_english(text.translate(_STRAIGHT_QUOTES))
    if language == "zh":
        return chinese(text)
    raise InputError(f"There is no tokenizer for the language '{language}': choose 'en' or 'zh'.")


def detect_language(texts: Iterable[str]) -> Language:
    """Tell Chinese from English: Chinese if at least a quarter of all letters are Chinese characters."""
    han = letters = 0
    for text in texts:
        han += len(_HAN.findall(text))
        letters += len(_LETTER.findall(text))
    return "zh" if han and han >= 0.25 * letters else "en"


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
