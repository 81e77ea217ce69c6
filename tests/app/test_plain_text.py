"""Texts of users are shown letter by letter."""

import pytest

from app.plain_text import clock, count, duration, plain, shortened
from crvae_core.file_names import file_name


@pytest.mark.parametrize(
    "text",
    [
        "**bold**",
        ":red[x]",
        "$x^2$",
        "<b>",
        "[a](http://b)",
        "`code`",
        "# head",
        "1. one",
        ":smile:",
        "www.a.org",
    ],
)
def test_nothing_is_read_as_markdown(text: str) -> None:
    escaped = plain(text)
    marks = "\\`*_{}[]()#+-.!|<>$:~^=@&\"'"
    bare = [
        character
        for place, character in enumerate(escaped)
        if character in marks and character != "\\" and escaped[place - 1] != "\\"
    ]
    assert bare == []
    assert escaped.replace("\\", "").replace("\u2060", "") == text


@pytest.mark.parametrize("found", [":material/close:", "http://", "www.", "a@b"])
def test_icons_and_links_are_not_found_in_it(found: str) -> None:
    assert found not in plain(f"see {found}x.org").replace("\\", "")


def test_lines_become_one() -> None:
    assert plain("# a\n\n- b\t c") == "\\# a \\- b c"


@pytest.mark.parametrize(
    ("seconds", "shown"), [(0, "0:00"), (59.9, "0:59"), (125.0, "2:05"), (3725, "1:02:05"), (-3, "0:00")]
)
def test_times_are_written_as_people_do(seconds: float, shown: str) -> None:
    assert clock(seconds) == shown


def test_counts() -> None:
    assert [count(number, "pair") for number in (0, 1, 1200)] == ["0 pairs", "1 pair", "1,200 pairs"]


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\films\\a b.mp4", "a b.mp4"),
        ("新闻.srt", "新闻.srt"),
        ("..", "file"),
        ("a\x00b|c.mp4", "a_b_c.mp4"),
    ],
)
def test_names_of_uploads_cannot_leave_their_folder(name: str, safe: str) -> None:
    assert file_name(name) == safe


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("The Evening Report", "The Evening Report"),
        ("晚间播报", "晚间播报"),
        ("The Evening Report of the first channel, 12 March", "The Evening Report of th…l, 12 March"),
    ],
)
def test_a_long_name_keeps_its_beginning_and_its_end(name: str, short: str) -> None:
    assert shortened(name) == short
    assert len(short) <= 37


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "0 s"),
        (40.4, "40 s"),
        (60, "1 min"),
        (220, "3 min 40 s"),
        (599, "9 min 59 s"),
        (839, "14 min"),
        (3599, "1 h"),
        (4800, "1 h 20 min"),
    ],
)
def test_how_long_it_takes_is_no_time_of_day(seconds: float, said: str) -> None:
    assert duration(seconds) == said
