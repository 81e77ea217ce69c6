"""TMPlayer: a clock, a colon and the words on each line ("00:00:01:Hello|there"), an end only where the words are missing.

pysubs2 reads it, but guesses the ends and does not tell lines.
"""

import re

from crvae_core.media.caption_formats.clock import clock_seconds
from crvae_core.media.caption_formats.cues import LONGEST_TEXT, Cue, Reading
from crvae_core.media.caption_formats.markup import plain_lines

_LINE = re.compile(r"\s{0,9}(\d{1,3}:\d{2}:\d{2})(?:,(\d))?[:=](.*)")
_SAMPLE = 40  # lines
_MOST = 0.9


def looks_like_tmplayer(text: str) -> bool:
    """Whether nearly all of the first lines are of this form, and most hold words where a clock would go on with frames."""
    lines = [line for line in text.split("\n", 4 * _SAMPLE)[: 4 * _SAMPLE] if line.strip()][:_SAMPLE]
    found = [match for line in lines if len(line) < LONGEST_TEXT and (match := _LINE.fullmatch(line))]
    spoken = sum(not match[3].strip()[:2].isdecimal() for match in found)
    return len(found) > 1 and len(found) >= _MOST * len(lines) and spoken >= _MOST * len(found)


def read_tmplayer(text: str) -> Reading:
    """A cue for each line; of two lines shown together, "00:00:01,1=" and "00:00:01,2=", one."""
    reading = Reading("tmplayer")
    for number, line in enumerate(text.split("\n"), start=1):
        match = _LINE.fullmatch(line[:LONGEST_TEXT])
        if match is None:
            continue
        start = clock_seconds(match[1])
        said = plain_lines(match[3].replace("|", "\n"))
        before = reading.cues[-1] if reading.cues else None
        if match[2] not in {None, "1"} and before is not None and before.start == start:
            joined = f"{before.text}\n{said}" if before.text.strip() else said
            reading.cues[-1] = Cue(start, None, joined, before.line)
        else:
            reading.cues.append(Cue(start, None, said, number))
    return reading
