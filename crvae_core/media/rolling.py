"""Rolling captions, where each line is shown two or three times, brought back to every word once.

YouTube's automatic captions show a new line below the old one, hold it alone for 10 ms, and show it again on top;
converters to SRT keep the repetition. Whisper's highlighted words repeat a whole line for every word.
"""

import itertools
from collections.abc import Sequence
from dataclasses import replace

from crvae_core.media.caption_formats.cues import CaptionNote, Cue, note

_BRIDGE_S = 0.06  # cues this short only hold a line between two others
_PAUSE_S = 1.0  # after this a single line that reads the same was said again
_ENOUGH_SHARE = 0.4  # of neighbours that repeat, before a file counts as rolling
_LONGEST_OVERLAP = 60  # words that are looked at; two lines have below 30


def unroll(cues: Sequence[Cue]) -> tuple[list[Cue], list[CaptionNote]]:
    """The cues with every line once, or as they were if the file does not roll.

    Args:
        cues: sorted by start.
    """
    timed = [cue for cue in cues if cue.start is not None]
    if len(timed) < len(cues) or not _rolls(cues):
        return list(cues), []
    kept: list[Cue] = []
    for before, cue in zip([None, *cues[:-1]], cues, strict=True):
        said = _lines(cue) if before is None else _new_lines(before, cue)
        if said:
            kept.append(replace(cue, text="\n".join(said)))
        elif kept and before is not None and _follows(before, cue):
            kept[-1] = replace(kept[-1], end=_later(kept[-1].end, cue.end))
    sentence = (
        "the captions roll (each line is shown several times): every line was taken once, {n} captions of "
        + (f"{len(cues):,} only repeated")
    )
    return kept, [note("rolling", sentence, sentence, [], len(cues) - len(kept))]


def _rolls(cues: Sequence[Cue]) -> bool:
    """Whether enough neighbours repeat each other, in a way that no speaker does."""
    repeats = signs = scrolls = 0
    for before, cue in itertools.pairwise(cues):
        shown, said = _lines(before), _lines(cue)
        if not shown or not said or before.start == cue.start:
            continue
        carried = _carried(shown, said)
        overlap = 0 if carried else _word_overlap(shown, said)
        long_overlap = len(set(" ".join(said).split()[:overlap])) > 2
        repeats += bool(carried) or long_overlap
        if carried:
            signs += (
                _is_bridge(before, cue) or _is_bridge(cue, before) or (before.word_times and cue.word_times)
            )
            new = set(said[carried:])
            scrolls += bool(new) and not new & set(said[:carried]) and _follows(before, cue)
        else:
            scrolls += long_overlap and _follows(before, cue)
    neighbours = max(1, len(cues) - 1)
    return (signs >= 1 or scrolls >= 2) and repeats >= _ENOUGH_SHARE * neighbours


def _new_lines(before: Cue, cue: Cue) -> list[str]:
    """The lines of a cue that the cue before did not show."""
    shown, said = _lines(before), _lines(cue)
    if not shown or not said or _starts_afresh(cue):
        return said
    carried = _carried(shown, said)
    if carried == len(said) == 1 and len(shown) == 1 and not _follows(before, cue):
        return said  # a line said again after a pause
    if carried:
        return said[carried:]
    overlap = _word_overlap(shown, said) if _follows(before, cue) else 0
    words = " ".join(said).split()
    whole = overlap == len(" ".join(shown).split())
    if overlap >= 3 or (overlap and whole):
        return [" ".join(words[overlap:])] if overlap < len(words) else []
    return said


def _starts_afresh(cue: Cue) -> bool:
    """Whether the upper line is blank: then nothing was carried over."""
    first, _, rest = cue.text.partition("\n")
    return not first.strip() and bool(rest.strip())


def _carried(shown: Sequence[str], said: Sequence[str]) -> int:
    """How many upper lines of a cue are the last lines of the cue before.

    One new line at a time is the usual case and is tried first, so that a line said twice is kept twice.
    """
    counts = range(min(len(shown), len(said)), 0, -1)
    for count in sorted(counts, key=lambda count: count != len(said) - 1):
        if list(said[:count]) == list(shown[-count:]):
            return count
    if len(said) < len(shown) and list(said) == list(shown[: len(said)]):
        return len(said)  # the upper line alone once more
    return 0


def _word_overlap(shown: Sequence[str], said: Sequence[str]) -> int:
    """How many first words are the last words of the cue before, for files that join the lines of a cue."""
    before, words = " ".join(shown).split()[-_LONGEST_OVERLAP:], " ".join(said).split()
    if not words or words[0] not in before:
        return 0
    for count in range(min(len(before), len(words)), 0, -1):
        if before[-count:] == words[:count]:
            return count
    return 0


def _lines(cue: Cue) -> list[str]:
    return [plain for line in cue.text.split("\n") if (plain := " ".join(line.split()))]


def _is_bridge(cue: Cue, beside: Cue) -> bool:
    """Whether a cue is there for a moment only, beside one that is to be read."""
    return _length(cue) <= _BRIDGE_S and _length(beside) >= 5 * _BRIDGE_S


def _length(cue: Cue) -> float:
    return cue.end - cue.start if cue.start is not None and cue.end is not None else 1.0


def _follows(before: Cue, cue: Cue) -> bool:
    end = before.end if before.end is not None else before.start
    return cue.start is not None and end is not None and cue.start - end <= _PAUSE_S


def _later(one: float | None, other: float | None) -> float | None:
    return max(one, other) if one is not None and other is not None else one if other is None else other
