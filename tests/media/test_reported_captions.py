"""Files of kinds that people reported, each of which came out wrong once: the right result of each."""

from typing import Any

import pytest

from crvae_core.media.captions import read_captions
from tests.media.caption_files import CASES, Found, rounded, told

NEWS = [
    "The flu came back this week.", "Doctors warn of full wards.", "Buses run late today.", "Snow fell over the city.",
    "Schools stay open so far.", "The market sells bread and milk.", "A nurse tells her story.", "The mayor asks for patience.",
    "Wind and rain are next.",
]  # fmt: skip

# The file -> (what it is, the first captions that come out, how many there are)
REPORTED: dict[str, tuple[str, Found, int]] = {
    "vtt-timestamp-map.vtt": (
        "WebVTT of a stream, joined: the parts' clocks told (X-TIMESTAMP-MAP)",
        [(2.0 * at, 2.0 * at + 1.8, text) for at, text in enumerate(NEWS)], 9),
    "direction-marks.srt": (
        "SRT with marks of direction before the times", [(1, 2, "שלום לכם"), (3, 4, "להתראות מחר"), (5, 6, "עוד שורה")], 3),
    "index-twice.srt": ("SRT whose numbers are written twice", [(1, 2, "hello"), (3, 4, "world"), (5, 6, "again")], 3),
    "timed-blank-lines.lrc": (
        "Lyrics (LRC) with marks of silence", [(10, 20, "first line"), (20, 30, "second line"), (40, 45, "third line")], 3),
    "text-with-frame-clocks.txt": (
        "Text with start, end and length in frames on one line",
        [(11.4, 16.68, "my first film came out and went to a festival."), (16.96, 19.32, "I was young then."),
         (19.52, 23.32, "still at school, almost done.")], 3),
    "ebu-tt-ten-hours.ttml": (
        "EBU-TT whose programme starts at 10:00:00:00",
        [(2.0 * at, 2.0 * at + 1.8, text) for at, text in enumerate(NEWS[:8])], 8),
    "whispercpp-half-characters.json": (
        "Whisper JSON (whisper.cpp) with tokens of half a character",
        [(0, 2, "早接种疫苗学校推"), (2, 4, "车市场供应稳定价")], 100),
}  # fmt: skip


@pytest.mark.parametrize("name", REPORTED)
def test_each_comes_out_right(support_table: Any, name: str) -> None:
    what, first, count = REPORTED[name]
    found = rounded(read_captions(CASES / name))
    assert found[: len(first)] == first
    assert len(found) == count
    support_table("Captions", what, "read right")


def test_parts_without_a_map_keep_their_order_and_it_is_told(support_table: Any) -> None:
    captions = read_captions(CASES / "vtt-parts-from-zero.vtt")
    assert [segment.text for segment in captions.segments] == NEWS
    starts = [segment.start for segment in captions.segments]
    assert starts[:4] == [0.0, 2.0, 4.0, 5.8]
    assert starts == sorted(starts)  # type: ignore[type-var]
    assert told(captions, "parts").startswith(
        "the captions' clock starts again from zero 2 times (lines 14, 25)"
    )
    support_table("Captions", "WebVTT in parts that each start from zero: in their order, told", "read right")


def test_broken_characters_are_counted() -> None:
    captions = read_captions(CASES / "whispercpp-half-characters.json")
    assert captions.encoding == "utf-8"
    assert told(captions, "encoding").startswith(
        "34 characters are no utf-8 and could not be read (lines 3, 4, 11"
    )
    assert sum(len(segment.text) for segment in captions.segments) == 800
    assert not any("\ufffd" in segment.text for segment in captions.segments)


def test_a_start_that_the_file_tells_is_taken_off_and_said() -> None:
    captions = read_captions(CASES / "ebu-tt-ten-hours.ttml")
    assert told(captions, "programme start") == (
        "the captions' clock starts at 10:00:00, as the file tells: this start was taken off"
    )
    assert told(captions, "before the start") == "1 caption before it was left out (line 3)"
