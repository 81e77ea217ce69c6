"""Timecodes against published values, and markers that stay on their frame to the end of a long film."""

from fractions import Fraction

import pytest

from crvae_core.errors import InputError
from crvae_core.export.edl import edl
from crvae_core.export.tiers import Annotation, FilmTiers, Tier
from crvae_core.export.timecode import frame_rate
from tests.export.films import film


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        (0, "00:00:00;00"), (1799, "00:00:59;29"), (1800, "00:01:00;02"), (17_981, "00:09:59;29"),
        (17_982, "00:10:00;00"), (107_892, "01:00:00;00"), (107_891, "00:59:59;29"),
    ],
)  # fmt: skip
def test_drop_frame_numbers_are_those_of_the_standard(frame: int, code: str) -> None:
    assert frame_rate(29.97).timecode(frame) == code


def test_drop_frame_numbers_never_repeat_or_go_back() -> None:
    rate = frame_rate(29.97)
    codes = [rate.timecode(frame) for frame in range(40_000)]
    assert len(set(codes)) == len(codes)
    assert codes == sorted(codes)
    assert not any(code.endswith((":00;00", ":00;01")) and code[4] != "0" for code in codes)


@pytest.mark.parametrize(
    ("given", "exact", "counted", "drop"),
    [
        (23.976, Fraction(24_000, 1001), 24, False), (23.98, Fraction(24_000, 1001), 24, False), (24, Fraction(24), 24, False),
        (25.0, Fraction(25), 25, False), (29.97, Fraction(30_000, 1001), 30, True), (30, Fraction(30), 30, False),
        (59.94, Fraction(60_000, 1001), 60, True), (24000 / 1001, Fraction(24_000, 1001), 24, False),
    ],
)  # fmt: skip
def test_a_rate_is_known_by_its_rounded_name(given: float, exact: Fraction, counted: int, drop: bool) -> None:
    found = frame_rate(given)
    assert (found.exact, found.counted, found.drop) == (exact, counted, drop)


@pytest.mark.parametrize("given", [0, -1, 27.5, 1000, float("nan"), float("inf")])
def test_a_rate_that_nobody_counts_in_is_refused(given: float) -> None:
    with pytest.raises(InputError, match="rate"):
        frame_rate(given)


@pytest.mark.parametrize("rate", [23.976, 25, 29.97, 30, 59.94])
def test_the_last_marker_of_a_long_film_is_on_its_frame(rate: float) -> None:
    counted = frame_rate(rate)
    frames = round(90 * 60 * counted.exact)
    shown_ms = int(frames * 1000 / counted.exact)
    text = edl(
        FilmTiers(
            "v",
            "long",
            "",
            shown_ms + 100,
            (Tier("t", "tags", (Annotation(shown_ms, shown_ms + 40, "end"),)),),
        ),
        counted,
        start_hour=0,
    )
    event = next(line for line in text.split("\r\n") if line.startswith("001"))
    assert event.split()[4] == counted.timecode(frames)


def test_markers_carry_colour_name_and_length() -> None:
    lines = edl(film(), frame_rate(25)).split("\r\n")
    assert lines[0] == "TITLE: News / 新闻"
    place = next(row for row, line in enumerate(lines) if line.startswith("crowd "))
    assert lines[place] == "crowd |C:ResolveColorCyan |M:tags |D:50"
    assert lines[place - 1].split()[4:6] == ["01:00:03:00", "01:00:03:01"]
    assert all(line.count("|") in (0, 3) for line in lines)
    assert any(line.startswith("= studio 演播室 ") for line in lines)


def test_a_timeline_in_drop_frame_begins_at_its_hour() -> None:
    lines = edl(film(), frame_rate(29.97)).split("\r\n")
    assert lines[1] == "FCM: DROP FRAME"
    assert "01:00:00;00" in lines[3]
