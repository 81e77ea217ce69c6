"""Signs that nobody sees (marks of direction, blanks of all kinds, byte-order marks) before and in times, in any format."""

from pathlib import Path
from typing import Any

import pytest

from tests.media.caption_files import WRITERS, Row, read, rows

ROWS: list[Row] = [(1.0, 2.0, "שלום לכם"), (3.0, 4.0, "להתראות"), (65.6, 67.0, "مرحبا")]
MARKS = [
    "\u200b", "\u200c", "\u200d", "\u200e", "\u200f", "\u202a", "\u202b", "\u202c", "\u202d", "\u202e", "\u2066", "\u2067",
    "\u2068", "\u2069", "\u00a0", "\u3000", "\ufeff",
]  # fmt: skip
_LINES = {
    "SRT", "WebVTT (webvtt-py)", "SBV", "ASS (pysubs2)", "MicroDVD (pysubs2)", "Whisper TSV", "CSV", "TTML", "SAMI",
    "youtube-transcript-api JSON", "Whisper JSON (whisper.cpp)",
}  # fmt: skip


@pytest.mark.parametrize("mark", MARKS, ids=ascii)
def test_lines_that_begin_and_end_with_them(tmp_path: Path, mark: str) -> None:
    for name in sorted(_LINES):
        content = "\n".join(
            f"{mark}{line}{mark}" if line else line for line in WRITERS[name](ROWS).split("\n")
        )
        assert [(s, e, t.rstrip("\u200d")) for s, e, t in rows(read(tmp_path, content))] == ROWS, name


@pytest.mark.parametrize("mark", MARKS, ids=ascii)
def test_times_with_them_inside(tmp_path: Path, mark: str, support_table: Any) -> None:
    inside = "" if mark.isspace() else mark  # a blank may stand beside a sign, but not between two digits
    for content in (
        f"1\n{mark}00:00:01{mark},0{inside}00{mark} -->{mark} 00{mark}:00:02,000{mark}\nhello\n",
        f"WEBVTT\n\n{mark}00:01.000{mark}-->{mark}00:02{mark}.0{inside}00\nhello\n",
        f"start,end,text\n{mark}0:01{mark},{mark}0{inside}:02,hello\n",
        f"[{mark}00:01{inside}.00{mark}]{mark}hello\n[00:0{inside}2.00]\n",
        f"{mark}00:00:01:00{mark} {mark}00:00:02:00{mark}\nhello\n\n00:00:04:00 00:00:05:00\n\n",
        f'[{{"text": "hello", "start": "{mark}00:00:01{mark}", "end": "{mark}00:00:02"}}]',
        f'[{{"text": "hello", "start": "\\u{ord(mark):04x}1.0", "end": "2\\u{ord(mark):04x}"}}]',
        f'<tt><body><p begin="{mark}00:00:01.000{mark}" end="&#x{ord(mark):x};00:00:02.000">hello</p></body></tt>',
    ):
        assert rows(read(tmp_path, content)) == [(1.0, 2.0, "hello")]
    support_table("Captions", "Invisible signs before and in times, in any format", "read right")


def test_signs_that_spell_words_stay(tmp_path: Path) -> None:
    said = ["می\u200cخواهم بروم", "ന\u0d4d\u200d അവന\u0d4d\u200d", "👨\u200d👩\u200d👧 family"]
    assert [text for _, _, text in rows(read(tmp_path, "\n".join(said)))] == said


@pytest.mark.parametrize(
    "times",
    [
        "００：００：０１，０００ --> ００：００：０２，０００",
        "٠٠:٠٠:٠١٫٠ --> ٠٠:٠٠:٠٢٫٠",
        "00：00：01，000 －－＞ 00：00：02，000",
        "00:00:01.0 → 00:00:02.0",
    ],
)
def test_wide_and_eastern_digits(tmp_path: Path, times: str) -> None:
    assert rows(read(tmp_path, f"1\n{times}\n你好\n")) == [(1.0, 2.0, "你好")]
