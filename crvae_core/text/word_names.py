"""What the words of a vector file are called here: without the mark that all carry, and found by their plain spelling.

ConceptNet writes /c/en/flu, others en:flu, word__flu or ▁flu; captions say "flu".
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from crvae_core.text.spelling import is_plain, plain_spelling

SAMPLE = 5_000  # words from which a mark is told; the first ones of files are the frequent ones
FEWEST_WORDS = 4
NEARLY_ALL = 0.9  # of the words
SOME = 0.02  # of the words: as many as a language of a file must have
FIRST_LANGUAGES = ("en", "zh")  # keep their words where another language spells one alike
WORD_BEGINS = ("▁", "Ġ")  # before the first piece of a word, in the vocabularies of language models
BEGINNINGS = 0.3  # of the words that carry such a mark

_SIGNS = r"/:|#@=.~_▁Ġ-"
_MARK_END = re.compile(rf"[{_SIGNS}](?=[^\s{_SIGNS}])")
_LANGUAGE = re.compile(rf"[A-Za-z]{{2,3}}[{_SIGNS}]+(?=[^\s{_SIGNS}])")


@dataclass(frozen=True)
class NamedWords:
    """words: UTF-8, all different, in the order of the rows. marks: what was taken off. plain: other names of some rows."""

    words: list[bytes]
    marks: tuple[str, ...]
    plain: dict[bytes, int]


def name_words(words: Sequence[bytes]) -> NamedWords:
    """Take the common mark off the words, and note how those are spelled plainly that are not.

    A word that would be like another one keeps its mark; of words that differ in the language of their mark alone, English
    has the name, then Chinese, then the first.

    words: distinct, UTF-8.
    """
    marks = common_marks([word.decode("utf-8") for word in words[:SAMPLE]])
    names, taken = list(words), set(words)
    for mark in sorted(marks, key=_rank):
        begin = mark.encode("utf-8")
        for row, word in enumerate(words):
            name = word[len(begin) :]
            if word.startswith(begin) and name and name not in taken:
                taken.add(name)
                names[row] = name
    plain: dict[bytes, int] = {}
    for row, name in enumerate(names):
        if name.isascii() or is_plain(text := name.decode("utf-8")):
            continue
        spelled = plain_spelling(text).strip().encode("utf-8")
        if spelled and spelled not in taken:
            plain.setdefault(spelled, row)
    return NamedWords(names, tuple(marks), plain)


def common_marks(words: Sequence[str]) -> list[str]:
    """What nearly all words begin with, up to a sign: one mark, or one for each language; none if they begin in many ways.

    words: the first ones of a file.
    """
    spoken = [word for word in words if any(map(str.isalpha, word)) and not word.startswith("<")]
    if len(spoken) < FEWEST_WORDS:
        return []
    for mark in WORD_BEGINS:
        if sum(word.startswith(mark) for word in spoken) >= BEGINNINGS * len(spoken):
            return [mark]
    counts = Counter(word[: match.end()] for word in spoken for match in _MARK_END.finditer(word))
    common = [mark for mark, count in counts.items() if count >= NEARLY_ALL * len(spoken)]
    mark = max(common, key=len, default="")
    rest = [word[len(mark) :] for word in spoken if word.startswith(mark)]
    languages = _languages(rest)
    if len(languages) > 1:
        return [mark + language for language in languages]
    named = sum(any(map(str.isalpha, word)) for word in rest)  # else word-1, word-2: the number is the word
    return [mark] if mark and 2 * named >= len(rest) else []


def _languages(words: Sequence[str]) -> list[str]:
    """The languages that words begin with, such as en: and de:, if nearly all do."""
    found = Counter(match[0] for word in words if (match := _LANGUAGE.match(word)))
    frequent = {mark: count for mark, count in found.items() if count >= SOME * len(words)}
    return list(frequent) if sum(frequent.values()) >= NEARLY_ALL * len(words) else []


def _rank(mark: str) -> int:
    codes = re.findall(r"[a-z]+", mark.lower())
    return next((place for place, code in enumerate(FIRST_LANGUAGES) if code in codes), len(FIRST_LANGUAGES))
