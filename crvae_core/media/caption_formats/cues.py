"""What the readers of all formats give: cues as they stand in the file, and notes on what could not be read."""

from collections.abc import Iterable
from dataclasses import dataclass, field

LONGEST_TEXT = 20_000  # characters of one caption; also keeps every pattern's work on a text bounded
MOST_CUES = 100_000  # a day of speech has below 50,000
MOST_LINES = 1_000_000
_LINES_NAMED = 5


@dataclass(frozen=True)
class CaptionNote:
    """What was repaired or left out on the way, for people to read.

    kind: one word for the sort of repair. message: a sentence that names the lines. lines: all of their numbers.
    """

    kind: str
    message: str
    lines: tuple[int, ...] = ()


@dataclass(frozen=True)
class Cue:
    """One caption as it stands in the file.

    Times are seconds or None. `text` is plain (no markup) with its line breaks kept: a blank first line tells that
    nothing was carried over from the cue before. `line` is that of its time in the file. `word_times`: its words
    carried times or a moving highlight of their own. `part`: which of several joined files it comes from, where
    the file tells.
    """

    start: float | None
    end: float | None
    text: str
    line: int | None = None
    word_times: bool = False
    part: int = 0


@dataclass(frozen=True)
class CaptionTier:
    """A layer of a file that holds several (a speaker, a language): its name, how many words, whether it was read."""

    name: str
    words: int
    chosen: bool


@dataclass
class Reading:
    """What a reader found in a file.

    programme_start_s: at which time of its clock the programme starts, where the file tells it; in seconds.
    tiers: the layers to choose from, where the file has such. one_clock: all cues count on one clock, in whatever order
    they stand, as a format keeps them that tells its parts.
    """

    format: str
    cues: list[Cue] = field(default_factory=list)
    notes: list[CaptionNote] = field(default_factory=list)
    programme_start_s: float | None = None
    tiers: tuple[CaptionTier, ...] = ()
    one_clock: bool = False


def note(
    kind: str, one: str, many: str, lines: Iterable[int | None], count: int | None = None
) -> CaptionNote:
    """A note whose sentence says how many and where.

    Args:
        one, many: the sentence for one place and for several; "{n}" stands for the number and "{where}" for
            " (lines 3, 8)".
        lines: where; None for formats without lines.
        count: how many, where that is not the number of lines.
    """
    places = list(lines)
    known = tuple(sorted({line for line in places if line is not None}))
    number = len(places) if count is None else count
    sentence = one if number == 1 else many
    return CaptionNote(kind, sentence.format(n=f"{number:,}", where=_where(known)), known)


def assumed_rate(rate: float) -> CaptionNote:
    """The note for times that count frames without saying how many make a second."""
    sentence = (
        f"the times count frames but do not say how many make a second: {rate:g} were assumed; "
        "if captions and video drift apart, give the video's frame rate"
    )
    return CaptionNote("frame rate", sentence)


def _where(lines: tuple[int, ...]) -> str:
    if not lines:
        return ""
    named = ", ".join(map(str, lines[:_LINES_NAMED]))
    more = f" and {len(lines) - _LINES_NAMED:,} more" if len(lines) > _LINES_NAMED else ""
    return f" (line{'s' if len(lines) > 1 else ''} {named}{more})"
