"""Transcripts and printed lists whose lines carry clocks: "0:12 and so on", "[00:12.50] la", "1 00:00:11:10 00:00:16:17 ...".

A line may hold a start, a start and an end, or a start, an end and a length, before or behind the words or alone above or
below them.
"""

import itertools
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from crvae_core.media.caption_formats.clock import counts_frames
from crvae_core.media.caption_formats.clock_lines import STAMP, ClockLine, clock_line, cut_at_stamps
from crvae_core.media.caption_formats.clock_sums import seconds_of, settled
from crvae_core.media.caption_formats.cues import LONGEST_TEXT, MOST_CUES, Cue, Reading, assumed_rate, note
from crvae_core.media.caption_formats.markup import plain_lines, without_word_times
from crvae_core.media.caption_formats.numbers import without_numbers
from crvae_core.media.caption_formats.parts import restarts

_LYRICS_HEADER = re.compile(
    r"\[(?:ti|ar|al|au|by|offset|length|re|ve|id|la|tool|#)[:\]].{0,200}", re.IGNORECASE
)
_LYRICS_OFFSET = re.compile(r"^\[offset:\s{0,5}([-+]?\d{1,6})\s{0,5}\]", re.IGNORECASE | re.MULTILINE)
_SONG_CLOCK = re.compile(r"\[(\d{1,2}:\d{2}):(\d{2})\]")
_HOURS = re.compile(r"\[\d{1,2}:\d{2}(?::\d{2})?\.\d{1,3}\]")  # such clocks beside others have hours
_REMARK = re.compile(  # of Spruce, Avid and SubViewer
    r"\s{0,9}(?://(?!/)|\$[A-Za-z]\w{1,40}\s{0,5}=|@ |\[(?:begin|end)\b[^\[\]]{0,20}\]\s{0,9}$|<(?:begin|end) subtitles>)",
    re.IGNORECASE,
)
_INDEX = re.compile(r"\s{0,20}#?\d{1,6}[.:)]?\s{0,20}")
_PAGE = re.compile(
    r"\s{0,60}(?:[-–]\s?)?(?:page|seite|página|pagina|s\.|p\.)\s{0,5}\d{1,4}(?:\s?(?:/|of|von)\s?\d{1,4})?.{0,3}",
    re.IGNORECASE,
)
_TRANSCRIBED = re.compile(r"#(\d{1,2}:\d{2}:\d{2})-(\d)#")  # of f4 and MAXQDA: tenths of a second
_BAR = re.compile(r"(?<=\S)\|(?=\S)")
_FEWEST_SHARE = 0.25  # of the lines must carry a clock, where it may be a part of the sentence
_FEWEST_SURE = 0.02  # where nothing else is written so
_ENOUGH_PAIRS = 0.4
_MOST_FALLS = 0.1
_MOST = 0.8


class _Lines(NamedTuple):
    """The lines of a file with their numbers, and those that carry clocks with their places among them."""

    all: list[tuple[int, str]]
    timed: list[ClockLine]
    places: list[int]


class _Times(NamedTuple):
    starts: list[float]
    end: float | None


def read_timed_lines(text: str, frame_rate: float | None = None) -> Reading | None:
    """Lines that carry clocks, with the lines that belong to them; None if too few do or their times fall."""
    text, ends_marked = _transcribed(_with_hundredths(text))
    lines = text.split("\n")
    found = _found(list(enumerate(lines, start=1)))
    ways = [_found(cut_at_stamps(lines)), found] if _has_stamps_inside(found) else [found]
    for way in ways:
        if max(len(said) for _, said in way.all) > LONGEST_TEXT:
            continue
        if _enough(way) and (reading := _read(way, frame_rate, ends_marked)) is not None:
            _move_lyrics(reading, text)
            return reading
    return None


def _has_stamps_inside(lines: _Lines) -> bool:
    """Whether clocks in square brackets are left among the words."""
    own = {place: timed.said for place, timed in zip(lines.places, lines.timed, strict=True)}
    texts = [own.get(place, text) for place, (_, text) in enumerate(lines.all)]
    few = sum(text.count("[") for text in texts) <= MOST_CUES
    return few and any("[" in text and STAMP.search(text) is not None for text in texts)


def _with_hundredths(text: str) -> str:
    """Lyrics whose clocks are written [03:25:10] with points before the hundredths, which are no seconds of hours."""
    is_song = any(_LYRICS_HEADER.fullmatch(line.strip()) for line in text[:2000].split("\n")[:20])
    return _SONG_CLOCK.sub(r"[\1.\2]", text) if is_song and not _HOURS.search(text) else text


def _transcribed(text: str) -> tuple[str, bool]:
    """The text with clocks such as #00:00:11-5# in the usual form, and whether they stand at the ends of the paragraphs."""
    stamps = list(_TRANSCRIBED.finditer(text))
    if len(stamps) < 2:
        return text, False
    at_ends = sum(text[stamp.end() : stamp.end() + 3].lstrip(" ")[:1] in {"", "\n"} for stamp in stamps)
    return _TRANSCRIBED.sub(r"[\1.\2]", text), at_ends >= _MOST * len(stamps)


def _found(numbered: list[tuple[int, str]]) -> _Lines:
    kept = [
        (line, without_word_times(said) if said.lstrip().startswith("[") else said)
        for line, said in numbered
        if _REMARK.match(said) is None and _PAGE.fullmatch(said) is None
    ]
    timed, places = [], []
    for place, (line, said) in enumerate(kept):
        if (found := clock_line(line, said)) is not None:
            timed.append(found)
            places.append(place)
    pairs = sum(bool(found.end) for found in timed)
    if pairs >= 2 and pairs >= _ENOUGH_PAIRS * len(timed):  # a clock alone is then a part of the words
        both = [(found, place) for found, place in zip(timed, places, strict=True) if found.end or found.sure]
        timed, places = [found for found, _ in both], [place for _, place in both]
    return _Lines(kept, timed, places)


def _enough(lines: _Lines) -> bool:
    said = sum(bool(text.strip()) for _, text in lines.all)
    sure = sum(timed.sure for timed in lines.timed)
    return (len(lines.timed) >= 2 and len(lines.timed) >= _FEWEST_SHARE * said) or (
        sure >= 3 and sure >= _FEWEST_SURE * said and sure >= _MOST * len(lines.timed)
    )


def _read(lines: _Lines, frame_rate: float | None, ends_marked: bool) -> Reading | None:
    timed, told, assumed = settled(lines.timed)
    lines = lines._replace(timed=timed)
    times = _times_of(timed, frame_rate or told or assumed)
    if times is None or not _runs_on(lines.timed, [time.starts[0] for time in times]):
        return None
    reading = Reading("timed text")
    if assumed is not None and frame_rate is None:
        reading.notes.append(assumed_rate(assumed))
    above = _words_above(lines)
    bodies = list(_bodies_above(lines) if above else _bodies_below(lines))
    if above and ends_marked:
        times = [
            _Times([before.starts[0] if before else 0.0], time.starts[0])
            for before, time in zip([None, *times], times, strict=False)
        ]
    for line, time, body in zip(
        lines.timed, times, without_numbers(bodies, [None] * len(bodies)), strict=True
    ):
        said = plain_lines("\n".join(_BAR.sub("\n", line) for line in body if line.strip()))
        reading.cues += [Cue(start, time.end, said[:LONGEST_TEXT], line.line) for start in time.starts]
    if not above:
        _note_stray(reading, lines)
    return reading


def _times_of(timed: Sequence[ClockLine], rate: float | None) -> list[_Times] | None:
    """Seconds of each line's clocks; None if a start can't be read."""
    found = []
    for line in timed:
        starts = [seconds_of(clock, rate) for clock in line.starts]
        known = [start for start in starts if start is not None]
        if not known:
            return None
        found.append(
            _Times(known, seconds_of(_in_full(line.end, line.starts[0]), rate) if line.end else None)
        )
    pairs = [(time.starts[0], time.end) for time in found if time.end is not None]
    if pairs and sum(end <= start for start, end in pairs) > 0.5 * len(pairs):  # a start and a length
        return [time._replace(end=None if time.end is None else time.starts[0] + time.end) for time in found]
    return _paired_stamps(timed, found)


def _in_full(clock: str, like: str) -> str:
    """A length such as 05:07 beside a clock that counts frames, as a clock that counts them too."""
    missing = 3 - sum(clock.count(sign) for sign in ":;") if counts_frames(like) else 0
    return "00:" * missing + clock if 0 < missing < 3 else clock


def _paired_stamps(timed: Sequence[ClockLine], times: list[_Times]) -> list[_Times]:
    """Times of which two stamps on each line are a start and an end, if they follow each other so throughout."""
    if len(times) < 3 or any(len(line.starts) != 2 for line in timed):
        return times
    flat = [start for time in times for start in time.starts]
    if any(after < before for before, after in itertools.pairwise(flat)):
        return times
    return [_Times(time.starts[:1], time.starts[1]) for time in times]


def _runs_on(timed: Sequence[ClockLine], starts: Sequence[float]) -> bool:
    """Whether the times rise, but for a few, or begin again with each of several parts."""
    falls = sum(after < before for before, after in itertools.pairwise(starts))
    lyrics = sum(len(line.starts) > 1 for line in timed) > 0 and all("." in line.starts[0] for line in timed)
    return (
        falls <= _MOST_FALLS * len(starts)
        or lyrics
        or bool(restarts([Cue(start, None, "") for start in starts]))
    )


def _words_above(lines: _Lines) -> bool:
    """Whether the words stand before the clocks that belong to them: then the last line carries one."""
    if not all(timed.behind or (timed.end and not timed.said.strip()) for timed in lines.timed):
        return False
    spoken = [place for place, (_, text) in enumerate(lines.all) if text.strip()]
    first_is_bare = spoken[0] == lines.places[0] and not lines.timed[0].behind
    clocks = set(lines.places)
    above, below = (
        sum(_has_words(lines, place + step) for place in lines.places if place + step not in clocks)
        for step in (-1, 1)
    )
    dense = all(timed.behind for timed in lines.timed)
    return spoken[-1] == lines.places[-1] and not first_is_bare and (dense or above > below)


def _has_words(lines: _Lines, place: int) -> bool:
    return 0 <= place < len(lines.all) and bool(lines.all[place][1].strip())


def _bodies_below(lines: _Lines) -> Iterator[list[str]]:
    """The words on the line of the clocks and those on the lines below; a heading that each page repeats is left out."""
    heading = {text.strip() for _, text in lines.all[: lines.places[0]]} - {""}
    stops = [*lines.places[1:], len(lines.all)]
    for timed, place, stop in zip(lines.timed, lines.places, stops, strict=True):
        below = [text for _, text in lines.all[place + 1 : stop] if text.strip() not in heading]
        yield [timed.said, *below] if timed.said.strip() else below


def _bodies_above(lines: _Lines) -> Iterator[list[str]]:
    firsts = [0, *(place + 1 for place in lines.places[:-1])]
    for timed, first, place in zip(lines.timed, firsts, lines.places, strict=True):
        yield [*(text for _, text in lines.all[first:place]), timed.said]


def _note_stray(reading: Reading, lines: _Lines) -> None:
    before = lines.all[: lines.places[0]]
    stray = [
        line
        for line, text in before
        if text.strip() and not _LYRICS_HEADER.match(text) and not _INDEX.fullmatch(text)
    ]
    if stray:
        sentence = "text before the first time was left out{where}"
        reading.notes.append(note("stray text", sentence, sentence, stray))


def _move_lyrics(reading: Reading, text: str) -> None:
    """Bring lyrics forward by the milliseconds that their header says."""
    match = _LYRICS_OFFSET.search(text[:5000])
    if match is None or int(match[1]) == 0:
        return
    move = -int(match[1]) / 1000
    reading.cues = [
        Cue(None if cue.start is None else max(0.0, round(cue.start + move, 6)), cue.end, cue.text, cue.line)
        for cue in reading.cues
    ]
