"""Praat's TextGrid: tiers of intervals and points, in its long, its short and its chronological notation.

Praat's own reader looks at free-standing numbers, texts in double quotes and flags in angle brackets alone and passes
over the rest ("xmin =", "intervals [1]:"), so that the long and the short notation are the same to it; so does this one.
"""

import re
from collections.abc import Iterator

from crvae_core.errors import CaptionError
from crvae_core.media.caption_formats.cues import LONGEST_TEXT, MOST_CUES, Cue, Reading
from crvae_core.media.caption_formats.tiers import Tier, take_tier

_TOKEN = re.compile(
    r'"(?P<text>[^"]*+(?:""[^"]*+)*+)"|(?<!\S)(?P<number>[-+]?\d{1,15}(?:\.\d{1,25})?(?:[eE][-+]?\d{1,3})?)(?=[\s!]|$)'
    r"|<(?P<flag>exists|absent)>|(?P<remark>![^\n]*)"
)
_TIERS = ("IntervalTier", "TextTier")
_HEAD = re.compile(
    r'\s{0,200}(?:File type\s{0,5}=\s{0,5})?"(?:ooTextFile(?: short)?|Praat chronological TextGrid text file)"'
)
_MOST_TIERS = 1000

_Token = tuple[str | float, int]  # a text or a number, and its line


def looks_like_praat(text: str) -> bool:
    """Whether the text begins as files of Praat do."""
    return _HEAD.match(text[:500]) is not None


def read_textgrid(text: str, name: str, tier: str | None) -> Reading:
    """The tier that is chosen, or the one with the most words.

    Raises CaptionError for files of Praat that hold no tiers, and for damaged ones.
    """
    tokens = _tokens(text)
    kind, _ = next(tokens, ("", 1))
    chronological = isinstance(kind, str) and kind.startswith("Praat chronological")
    if not chronological:
        kind = next((token for token, _ in tokens if isinstance(token, str)), "")
        while kind == "Collection":  # of several objects, the TextGrid among them
            kind = next((token for token, _ in tokens if token == "TextGrid"), "")
        if kind != "TextGrid":
            raise CaptionError(
                f"{name} is a file of Praat of another kind ({kind or 'unknown'}): give the TextGrid"
            )
    try:
        tiers = _chronological(tokens) if chronological else _tiers(tokens)
    except (StopIteration, RuntimeError, ValueError, TypeError, IndexError) as error:
        raise CaptionError(f"{name} is a damaged TextGrid of Praat: save it again as a text file") from error
    reading = Reading("textgrid", one_clock=True)
    take_tier(reading, tiers, tier, name)
    return reading


def _tokens(text: str) -> Iterator[_Token]:
    """Texts and numbers with their lines; a flag comes as the text "exists"."""
    line, place = 1, 0
    for match in _TOKEN.finditer(text):
        line, place = line + text.count("\n", place, match.start()), match.start()
        if match["text"] is not None:
            yield match["text"].replace('""', '"'), line
        elif match["number"] is not None:
            yield float(match["number"]), line


def _tiers(tokens: Iterator[_Token]) -> list[Tier]:
    """The tiers one after the other, each with its own length and its cues."""
    tiers: list[Tier] = []
    held = _Held(tokens)
    for kind, _ in held.tokens:
        if kind not in _TIERS:
            continue  # the times and the number of tiers, or the name of the TextGrid
        tier = Tier(held.text())
        held.number(), held.number()  # from when to when
        for _ in range(held.count()):
            start, line = held.time()
            end = held.number() if kind == "IntervalTier" else None
            tier.cues.append(Cue(start, end, held.text()[:LONGEST_TEXT], line))
        tiers.append(tier)
    return tiers


def _chronological(tokens: Iterator[_Token]) -> list[Tier]:
    """The tiers with their names first, then all cues in the order of time, each with the number of its tier."""
    held = _Held(tokens)
    held.number(), held.number()  # from when to when
    tiers, kinds = [], []
    for _ in range(min(held.count(), _MOST_TIERS)):
        kinds.append(held.text())
        tiers.append(Tier(held.text()))
        held.number(), held.number()
    for number, line in held.tokens:
        place = int(number) - 1
        start = held.number()
        end = held.number() if kinds[place] == "IntervalTier" else None
        tiers[place].cues.append(Cue(start, end, held.text()[:LONGEST_TEXT], line))
    return tiers


class _Held:
    """Takes tokens of the kind that must come next; raises ValueError for others."""

    def __init__(self, tokens: Iterator[_Token]) -> None:
        self.tokens = tokens

    def text(self) -> str:
        value, _ = next(self.tokens)
        if not isinstance(value, str):
            raise ValueError(f"a text was expected, not {value}")
        return value

    def number(self) -> float:
        return self.time()[0]

    def time(self) -> tuple[float, int]:
        value, line = next(self.tokens)
        if isinstance(value, str):
            raise ValueError(f"a number was expected, not {value[:20]!r}")
        return value, line

    def count(self) -> int:
        count = self.number()
        if not 0 <= count <= 10 * MOST_CUES:
            raise ValueError("too many")
        return int(count)
