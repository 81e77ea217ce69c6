"""Captions of several parts in one file: each caption stands where it belongs in the whole film."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.media.caption_files import Row, ass, read, rows, srt, told, ttml, vtt

ONE: list[Row] = [(1.0, 2.0, "one"), (2.5, 3.0, "two"), (4.0, 5.0, "three")]
TWO: list[Row] = [(0.5, 1.0, "four"), (2.0, 3.0, "five"), (4.5, 6.0, "six")]


def part(cues: list[Row], header: str = "") -> str:
    return vtt(cues).replace("WEBVTT", f"WEBVTT\n{header}" if header else "WEBVTT", 1) + "\n"


def mapped(ticks: int, local: str = "00:00:00.000", first: str = "MPEGTS") -> str:
    fields = [f"MPEGTS:{ticks}", f"LOCAL:{local}"]
    return "X-TIMESTAMP-MAP=" + ",".join(fields if first == "MPEGTS" else fields[::-1])


# How the maps are written -> (first map, second map, by how much the second part is moved)
MAPS = {
    "MPEGTS first": (mapped(900_000), mapped(1_800_000), 10.0),
    "LOCAL first": (mapped(900_000, first="LOCAL"), mapped(1_800_000, first="LOCAL"), 10.0),
    "blanks": ("X-TIMESTAMP-MAP=MPEGTS: 900000, LOCAL: 00:00.000", "X-TIMESTAMP-MAP=LOCAL: 00:00.000, MPEGTS: 1800000", 10.0),
    "a clock of its own for the captions": (mapped(900_000, "00:01:00.000"), mapped(900_000 + 90_000 * 70, "00:02:00.000"), 10.0),
    "the clock of the pictures goes round (33 bits)": (mapped(2**33 - 450_000), mapped(450_000), 10.0),
    "times that run on": (mapped(900_000), mapped(900_000), 0.0),
}  # fmt: skip


@pytest.mark.parametrize("way", MAPS)
def test_maps_are_followed(tmp_path: Path, way: str) -> None:
    first, second, move = MAPS[way]
    after = [(start + 5, end + 5, text) for start, end, text in TWO]
    captions = read(tmp_path, part(ONE, first) + part(after, second))
    assert rows(captions) == [*ONE, *((start + move, end + move, text) for start, end, text in after)]
    assert not captions.notes


def test_parts_in_the_wrong_order_are_put_right_by_their_maps(tmp_path: Path) -> None:
    captions = read(tmp_path, part(ONE, mapped(1_800_000)) + part(TWO, mapped(900_000)))
    assert [text for _, _, text in rows(captions)] == ["four", "five", "six", "one", "two", "three"]


def test_a_caption_cut_in_two_by_the_parts_is_one(tmp_path: Path) -> None:
    captions = read(
        tmp_path,
        part([*ONE, (9.0, 10.0, "on and on")], mapped(0))
        + part([(0.0, 1.5, "on and on"), (2.0, 3.0, "end")], mapped(900_000)),
    )
    assert rows(captions)[3:] == [(9.0, 11.5, "on and on"), (12.0, 13.0, "end")]


def test_a_file_without_a_last_line_break_before_the_next(tmp_path: Path, support_table: Any) -> None:
    content = part(ONE).rstrip("\n") + part(TWO, mapped(0)) + part(ONE).rstrip("\n") + "\n" + part(TWO)
    assert [text for _, _, text in rows(read(tmp_path, content))] == [row[2] for row in [*ONE, *TWO] * 2]
    support_table("Captions", "WebVTT in parts without line breaks between them", "read right")


@pytest.mark.parametrize("parts", [2, 3, 5])
def test_parts_from_zero_come_one_after_the_other(tmp_path: Path, support_table: Any, parts: int) -> None:
    said = [f"{text} {number}" for number in range(parts) for _, _, text in ONE]
    pieces = [[(start, end, f"{text} {number}") for start, end, text in ONE] for number in range(parts)]
    objects = [[{"start": start, "end": end, "text": text} for start, end, text in piece] for piece in pieces]
    for content in (
        "".join(part(piece) for piece in pieces),
        "\n".join(srt(piece) for piece in pieces),
        json.dumps([row for piece in objects for row in piece]),
        "\n".join(ass(piece) for piece in pieces),
        "\n".join(ttml(piece) for piece in pieces),
        "start,end,text\n"
        + "".join(f"{start},{end},{text}\n" for piece in pieces for start, end, text in piece),
        "".join(f"0:{round(start):02d} {text}\n" for piece in pieces for start, _, text in piece),
    ):
        captions = read(tmp_path, content)
        assert [text for _, _, text in rows(captions)] == said
        assert "starts again from zero" in told(captions, "parts")
    support_table(
        "Captions",
        "SRT, ASS, TTML, JSON, CSV, text in parts that each start from zero: in their order, told",
        "read right",
    )


def test_what_only_looks_like_parts_is_left(tmp_path: Path) -> None:
    translated = [(start, end, text) for (start, end, _), text in zip(ONE, ("一", "二", "三"), strict=True)]
    both = read(tmp_path, srt(ONE) + "\n" + srt(translated))
    assert [text for _, _, text in rows(both)] == ["one", "一", "two", "二", "three", "三"]
    later = [(start + 6, end + 6, text) for start, end, text in TWO]
    shuffled = read(tmp_path, part(later) + part(ONE))
    assert [text for _, _, text in rows(shuffled)] == ["one", "two", "three", "four", "five", "six"]
    repeated = read(
        tmp_path, part(ONE) + part([ONE[-1], *later])
    )  # a stream repeats the caption that goes on
    assert rows(repeated) == [*ONE, *later]
    for captions in (both, shuffled, repeated):
        assert told(captions, "parts") == ""


def test_layers_and_speakers_written_one_after_the_other_are_no_parts(tmp_path: Path) -> None:
    signs: list[Row] = [(0.5, 1.5, "SIGN A"), (2.0, 2.5, "SIGN B"), (3.5, 4.5, "SIGN C")]
    in_turn: list[Row] = [(2.1, 2.4, "Bo one"), (3.2, 3.8, "Bo two"), (5.2, 6.0, "Bo three")]
    table = "start,end,text\n" + "".join(f"{start},{end},{text}\n" for start, end, text in [*ONE, *in_turn])
    for content, layer in (
        (ass([*ONE, *signs]), signs),
        (ttml([*ONE, *signs]), signs),
        (srt([*ONE, *signs]), signs),  # numbered on: 4, 5, 6
        (table, in_turn),
        (
            json.dumps(
                {
                    "channels": [
                        {"words": [{"w": t, "start": s, "end": e} for s, e, t in cues]}
                        for cues in (ONE, in_turn)
                    ]
                }
            ),
            in_turn,
        ),
    ):
        captions = read(tmp_path, content)
        starts = [start for start, _, _ in rows(captions)]
        assert starts == sorted(start for start, _, _ in [*ONE, *layer])
        assert told(captions, "parts") == ""
