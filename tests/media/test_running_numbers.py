"""The running numbers of captions are no words, wherever a program has put them."""

from pathlib import Path
from typing import Any

import pytest

from tests.media.caption_files import clock, read, rows

SAID = ["hello", "world", "and again", "the end"]
# How the number n of a caption is written: before its times, before its words, behind them
WAYS = {
    "twice, apart": ("{n}\n\n{n}\n", "", ""),
    "twice, together": ("{n}\n{n}\n", "", ""),
    "three times": ("{n}\n\n{n}\n\n{n}\n", "", ""),
    "apart from its times": ("{n}\n\n", "", ""),
    "with a sign": ("#{n}.\n", "", ""),
    "below its times": ("", "{n}\n", ""),
    "above and below": ("{n}\n", "{n}\n", ""),
    "at the end": ("{n}\n", "", "\n{n}"),
    "with a point before the words": ("{n}\n", "{n}. ", ""),
    "in brackets before the words": ("{n}\n", "({n}) ", ""),
    "bare before the words": ("{n}\n", "{n} ", ""),
    "behind the words": ("{n}\n", "", " {n}"),
}


# nothing but the numbers above the times tells that they start at seven
@pytest.mark.parametrize(
    ("way", "first"), [(way, first) for way in WAYS for first in (0, 1, 7) if first < 7 or WAYS[way][0]]
)
def test_numbers_are_left_out(tmp_path: Path, support_table: Any, way: str, first: int) -> None:
    above, before, behind = WAYS[way]
    for head, mark in (("", ","), ("WEBVTT\n\n", ".")):
        content = head + "".join(
            f"{above}{clock(2.0 * at, mark)} --> {clock(2.0 * at + 1, mark)}\n{before}{said}{behind}\n\n".replace(
                "{n}", str(at + first)
            )
            for at, said in enumerate(SAID)
        )
        assert rows(read(tmp_path, content)) == [
            (2.0 * at, 2.0 * at + 1, said) for at, said in enumerate(SAID)
        ]
    support_table("Captions", "SRT and WebVTT with numbers written twice or in the text", "read right")


def test_numbers_that_are_said_stay(tmp_path: Path) -> None:
    for said in (
        ["10", "9", "8", "7"],
        ["1 potato", "2 potato", "3 potato", "4"],
        ["in\n1984", "3 men", "42", "2"],
    ):
        content = "".join(
            f"{at}\n{clock(2.0 * at)} --> {clock(2.0 * at + 1)}\n{text}\n\n"
            for at, text in enumerate(said, start=1)
        )
        assert [text for _, _, text in rows(read(tmp_path, content))] == [
            text.replace("\n", " ") for text in said
        ]
