"""Captions of broadcasts, whose clock starts at an hour: taken off where it is clear, offered where it is not."""

from pathlib import Path

import pytest

from crvae_core.media.captions import CaptionOptions
from tests.media.caption_files import Row, read, rounded, srt, told

ROWS: list[Row] = [(0.0, 1.8, "one"), (2.0, 3.8, "two"), (4.0, 5.0, "three")]
_EBU = (
    '<tt:tt xmlns:tt="http://www.w3.org/ns/ttml" xmlns:ttp="http://www.w3.org/ns/ttml#parameter" xmlns:m="urn:ebu:tt" {0}>'
    "<tt:head><tt:metadata><m:documentMetadata><m:documentStartOfProgramme>{1}</m:documentStartOfProgramme>"
    "</m:documentMetadata></tt:metadata></tt:head><tt:body><tt:div>{2}</tt:div></tt:body></tt:tt>"
)


def later(hours: float, first: float = 0.0) -> list[Row]:
    return [(start + hours * 3600 + first, end + hours * 3600 + first, text) for start, end, text in ROWS]


@pytest.mark.parametrize("hours", [1, 2, 10, 20])
def test_a_caption_exactly_on_the_hour_tells_the_start(tmp_path: Path, hours: int) -> None:
    captions = read(tmp_path, srt(later(hours)))
    assert rounded(captions) == ROWS
    assert f"the captions' clock starts at {hours}:00:00" in told(captions, "programme start")
    assert captions.offered_start_s is None


def test_titles_of_the_file_before_the_programme_are_left_out(tmp_path: Path) -> None:
    captions = read(tmp_path, srt([(0.0, 0.3, "STORY: 123"), (35_990.0, 35_995.0, "count-down"), *later(10)]))
    assert rounded(captions) == ROWS
    assert told(captions, "before the start") == "2 captions before it were left out (lines 2, 6)"


def test_a_start_that_only_looks_so_is_offered(tmp_path: Path) -> None:
    content = srt(later(10, first=12.0))
    captions = read(tmp_path, content)
    assert captions.offered_start_s == 36_000
    assert captions.segments[0].start == 36_012
    assert "stands at 10:00:12: if the programme starts at 10:00:00" in told(captions, "programme start")
    taken = read(tmp_path, content, CaptionOptions(start_s=36_000))
    assert rounded(taken) == later(0, first=12.0)
    assert taken.offered_start_s is None
    kept = read(tmp_path, srt(later(10)), CaptionOptions(start_s=0))
    assert rounded(kept) == later(10)
    assert not kept.notes


@pytest.mark.parametrize("first_s", [0.0, 5.0, 1800.0, 4800.0, 3600.0 * 30])
def test_other_clocks_are_left_alone(tmp_path: Path, first_s: float) -> None:
    captions = read(tmp_path, srt(later(0, first=first_s)))
    assert rounded(captions) == later(0, first=first_s)
    assert captions.offered_start_s is None
    assert not captions.notes


# How the document counts -> (its attributes, the start, a paragraph at 2 to 3.5 s of the programme)
DOCUMENTS = {
    "25 frames": ('ttp:timeBase="smpte" ttp:frameRate="25"', "10:00:00:00", 'begin="10:00:02:00" end="10:00:03:13"'),
    "milliseconds": ('ttp:timeBase="media"', "09:59:58.000", 'begin="10:00:00.000" end="10:00:01.500"'),
    "29.97 frames, not dropped": (
        'ttp:timeBase="smpte" ttp:frameRate="30" ttp:frameRateMultiplier="1000 1001" ttp:dropMode="nonDrop"',
        "01:00:00:00", 'begin="01:00:02:00" end="01:00:03:15"'),
}  # fmt: skip


@pytest.mark.parametrize("way", DOCUMENTS)
def test_what_the_file_tells_is_taken_off(tmp_path: Path, way: str) -> None:
    attributes, start, times = DOCUMENTS[way]
    (segment,) = read(tmp_path, _EBU.format(attributes, start, f"<tt:p {times}>hello</tt:p>")).segments
    assert segment.start == pytest.approx(2.0, abs=0.01)
    assert segment.end == pytest.approx(3.5, abs=0.03)


def test_a_start_that_does_not_fit_the_times_is_passed_over(tmp_path: Path) -> None:
    paragraphs = '<tt:p begin="00:00:01:00" end="00:00:02:00">a</tt:p><tt:p begin="00:00:03:00" end="00:00:04:00">b</tt:p>'
    captions = read(
        tmp_path, _EBU.format('ttp:timeBase="smpte" ttp:frameRate="25"', "10:00:00:00", paragraphs)
    )
    assert rounded(captions) == [(1.0, 2.0, "a"), (3.0, 4.0, "b")]


def test_frames_that_fall_behind_the_clock_still_tell_the_hour(tmp_path: Path) -> None:
    paragraphs = (
        '<tt:tt xmlns:tt="http://www.w3.org/ns/ttml" xmlns:ttp="http://www.w3.org/ns/ttml#parameter" ttp:timeBase="smpte" '
        'ttp:frameRate="30" ttp:frameRateMultiplier="1000 1001" ttp:dropMode="nonDrop"><tt:body><tt:div>'
        '<tt:p begin="01:00:00:00" end="01:00:01:00">a</tt:p><tt:p begin="01:00:02:00" end="01:00:03:00">b</tt:p>'
        "</tt:div></tt:body></tt:tt>"
    )
    captions = read(tmp_path, paragraphs)
    assert rounded(captions) == [(0.0, 1.0, "a"), (2.0, 3.0, "b")]
    assert "starts at 1:00:00" in told(captions, "programme start")
