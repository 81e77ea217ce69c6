"""Makes vectors of unknown words out of known ones: Chinese from characters, other words from their parts.

An unknown word in letters is taken for an inflected form ("vaccinologists"), then for one with a prefix
("unvaccinated"), a compound ("Impfstoffverteilung"), and at last for a relative of known words that begin with most of
its letters. Short pieces are never used: "the" says nothing about "therapist".
"""

import math
import re
from collections.abc import Sequence
from functools import cache
from typing import Literal, Protocol

import numpy as np

Made = Literal["characters", "subwords"]

LONGEST_PIECE = 6  # characters of a known word inside an unknown Chinese one
LONGEST_WORD = 40  # letters; longer ones are no words
SHORTEST_STEM = 4  # letters, 3 before a lone s
SHORTEST_PART = 4  # letters of a part of a compound
SURE_PART = 6  # letters from which a part may be a rare word
COMMON_ROWS = 100_000  # files list frequent words first; below, short "words" are often debris
MOST_PARTS = 4
SHORTEST_REST = 5  # letters behind a prefix
# A relative shares its first letters with the unknown word: so many, this share of them, all but so many.
SHARED_LETTERS, SHARED_SHARE, OWN_LETTERS = 6, 0.7, 4
RELATIVES = 3

_HAN = "㐀-䶿一-鿿豈-﫿"
_PIECES = re.compile(rf"[{_HAN}]+|[^\W\d_{_HAN}]+|\d+")
_MADE_OF_CHARACTERS = re.compile(rf"[{_HAN}\d]")
# Endings of inflected and derived words, English and German; a stem is only taken if it is a known word.
_ENDINGS = (
    "s es ed d ing ings er ers or ors r rs ly al ally y ness less ful ish est ism ist ists ity able ibility ment "
    "ments ation ations ion ions ive ize ized izes izing ise ised ises ising "
    "e en n em ern ens t te ten tet st ste sten ung ungen lich liche lichen isch ische ischen keit heit in innen "
    "chen lein bar bare baren"
)
_ENDING_SET = frozenset(_ENDINGS.split())
_PREFIXES = (
    "counter electro hyper infra inter intra macro micro multi neuro photo post pseudo super trans ultra under "
    "über unter wieder anti auto cyber fore mega mini non over poly semi tele vice auf aus bio dis ent geo ver vor zer "
    "eco mid mis neo out pre pro sub be co de en er ge im in ir re un"
)
_LINKS = ("", "s", "n", "es", "en", "er", "e", "ens")  # between the parts of a German compound


class Lexicon(Protocol):
    """Known words."""

    def find(self, word: str) -> np.ndarray | None:
        """The (E,) vector of a word in any spelling; None where it is missing."""

    def rank(self, word: str) -> int | None:
        """The row of a word in any spelling, the frequent words first; None where it is missing."""

    def beginning_with(self, start: str, most: int) -> list[str]:
        """Up to `most` known words that begin like this."""


def compose(word: str, lexicon: Lexicon) -> tuple[np.ndarray, Made] | None:
    """The vector of an unknown word made of known ones: their sum, scaled to their mean length.

    Returns the (E,) float32 vector and what it was made of ("characters" of Chinese words and numbers,
    "subwords" where there are letters); None where a part of the word is not known.
    """
    if len(word) > LONGEST_WORD:
        return None
    parts: list[str] = []
    made: Made = "characters"
    for piece in _PIECES.findall(word):
        if _MADE_OF_CHARACTERS.match(piece):
            found = _longest_known(piece, lexicon)
        else:
            found, made = _parts_of_letters(piece, lexicon), "subwords"
        if found is None:
            return None
        parts.extend(found)
    vectors = [vector for part in parts if (vector := lexicon.find(part)) is not None]
    return (_together(vectors), made) if vectors else None


def parts_of(word: str, lexicon: Lexicon) -> list[str]:
    """The known words that an unknown word in letters is composed of; empty where there are none."""
    return _parts_of_letters(word, lexicon) or []


def _together(vectors: Sequence[np.ndarray]) -> np.ndarray:
    together = np.sum(vectors, axis=0, dtype=np.float32)
    length = float(np.mean([np.linalg.norm(vector) for vector in vectors]))
    scale = np.float32(length / max(float(np.linalg.norm(together)), 1e-6))
    return np.asarray(together * scale)


def _longest_known(piece: str, lexicon: Lexicon) -> list[str] | None:
    """The longest known words that make up a run of characters or digits, from its start."""
    parts = []
    start = 0
    while start < len(piece):
        for end in range(min(len(piece), start + LONGEST_PIECE), start, -1):
            if lexicon.find(piece[start:end]) is not None:
                break
        else:
            return None
        parts.append(piece[start:end])
        start = end
    return parts


def _parts_of_letters(piece: str, lexicon: Lexicon) -> list[str] | None:
    if lexicon.find(piece) is not None:
        return [piece]
    stem = _stem(piece, lexicon)
    if stem is not None:
        return [stem]
    return _behind_prefix(piece, lexicon) or _compound(piece, lexicon) or _relatives(piece, lexicon) or None


def _stem(piece: str, lexicon: Lexicon) -> str | None:
    """The known word of which `piece` is an inflected or derived form; the longest if there are several."""
    for cut in range(1, len(piece) - SHORTEST_STEM + 2):
        ending = piece[-cut:].lower()
        base = piece[:-cut]
        shortest = SHORTEST_STEM - 1 if ending == "s" else SHORTEST_STEM
        if ending not in _ENDING_SET or len(base) < max(shortest, cut):
            continue
        for stem in _stem_spellings(base, ending):
            if lexicon.find(stem) is not None:
                return stem
    return None


def _stem_spellings(base: str, ending: str) -> list[str]:
    """A stem as it is written without its ending: allergi-es, vaccinat-ing, stopp-ed."""
    spellings = [base]
    if base.endswith("i"):
        spellings.append(base[:-1] + "y")
    if ending[0] in "aeiou":
        spellings.append(base + "e")
        if len(base) > SHORTEST_STEM and base[-1] == base[-2]:
            spellings.append(base[:-1])
    return spellings


def _known_form(piece: str, lexicon: Lexicon) -> str | None:
    return piece if lexicon.find(piece) is not None else _stem(piece, lexicon)


def _behind_prefix(piece: str, lexicon: Lexicon) -> list[str]:
    for prefix in _PREFIXES.split():
        rest = piece[len(prefix) :]
        if len(rest) >= SHORTEST_REST and piece.lower().startswith(prefix):
            known = _known_form(rest, lexicon)
            if known is not None:
                says_something = len(prefix) >= SHORTEST_PART and lexicon.find(prefix) is not None
                return [prefix, known] if says_something else [known]
    return []


def _compound(piece: str, lexicon: Lexicon) -> list[str]:
    """The fewest known words that `piece` is put together from, between them at most a linking s, n, es, ..."""

    def is_part(part: str) -> bool:
        rank = lexicon.rank(part)
        return rank is not None and (len(part) >= SURE_PART or rank < COMMON_ROWS)

    @cache
    def split(start: int, left: int) -> tuple[str, ...] | None:
        rest = piece[start:]
        if len(rest) < SHORTEST_PART or left == 0:
            return None
        if start and is_part(rest):
            return (rest,)
        if start and (stem := _stem(rest, lexicon)) is not None and is_part(stem):
            return (stem,)
        options = []
        for end in range(start + SHORTEST_PART, len(piece) - SHORTEST_PART + 1):
            if not is_part(piece[start:end]):
                continue
            for link in _LINKS:
                behind = split(end + len(link), left - 1) if piece.startswith(link, end) else None
                if behind is not None:
                    options.append((piece[start:end], *behind))
        return min(options, key=lambda parts: (len(parts), -min(map(len, parts))), default=None)

    return list(split(0, MOST_PARTS) or ())


def _relatives(piece: str, lexicon: Lexicon) -> list[str]:
    """The shortest known words that share most letters with `piece`, counted from the start."""
    fewest = max(SHARED_LETTERS, math.ceil(SHARED_SHARE * len(piece)), len(piece) - OWN_LETTERS)
    for shared in range(len(piece) - 1, fewest - 1, -1):
        alike = [
            word
            for word in lexicon.beginning_with(piece[:shared], 50)
            if len(word) <= shared + OWN_LETTERS and word.isalpha()
        ]
        if alike:
            return sorted(alike, key=len)[:RELATIVES]
    return []
