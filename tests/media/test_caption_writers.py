"""Whatever is written by a writer comes back; whatever bytes come in, nothing but CaptionError goes out."""

import contextlib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crvae_core.errors import CaptionError
from crvae_core.media.captions import encoding_previews, read_captions
from tests.media.caption_files import WRITERS, Row

ROWS: list[Row] = [
    (0.16, 1.92, "health officials here"),
    (2.0, 3.76, "and in los angeles, too"),
    (3.76, 65.6, 'R&D said 5 < 6 > 4: "don\'t"'),
    (3700.4, 3702.0, "新冠 and naïve café"),
]
BY_THE_CHARACTER = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
# What no format can carry: control characters, and what some format reads as its own sign.
said = st.text(
    st.characters(exclude_categories=("C", "Z"), exclude_characters="<>&{}[]|\\#\"'￼\u3164") | st.just(" "),
    min_size=1,
    max_size=40,
).map(lambda text: " ".join(("x" + text).split()))
times = st.lists(st.integers(5, 20_000), min_size=2, max_size=16).map(
    lambda steps: [40 * sum(steps[: place + 1]) / 1000 for place in range(len(steps))]
)


@pytest.mark.parametrize("name", WRITERS)
def test_each_format_is_read_right(tmp_path: Path, support_table: Any, name: str) -> None:
    path = tmp_path / "no-suffix"
    path.write_text(WRITERS[name](ROWS), encoding="utf-8")
    captions = read_captions(path)
    assert [segment.text for segment in captions.segments] == [row[2] for row in ROWS]
    for segment, (start, end, _) in zip(captions.segments, ROWS, strict=True):
        assert segment.start == pytest.approx(start, abs=0.021)  # MicroDVD counts frames
        assert segment.end == pytest.approx(end, abs=0.021)
    support_table("Captions", name, "read right")


@pytest.mark.parametrize("name", WRITERS)
@BY_THE_CHARACTER
@given(texts=st.lists(said, min_size=8, max_size=8), moments=times)
def test_what_is_written_comes_back(
    tmp_path: Path, name: str, texts: list[str], moments: list[float]
) -> None:
    rows = [
        (start, end, text)
        for text, start, end in zip(texts, moments[::2], moments[1::2], strict=False)
        if end > start
    ]
    path = tmp_path / "written"
    path.write_text(WRITERS[name](rows), encoding="utf-8", newline="")
    segments = read_captions(path).segments
    assert [segment.text for segment in segments] == [text for _, _, text in rows]
    assert [segment.start for segment in segments] == pytest.approx(
        [start for start, _, _ in rows], abs=0.021
    )


_HEADS = (
    "", "WEBVTT\n\n", "1\n00:00:01,000 --> 00:00:02,000\n", "[Script Info]\n[Events]\nDialogue: 0,0:00:01.00,", "{1}{1}25\n",
    '[{"text": "a", "start": ', '{"events": [', '{"segments": [', "<tt><body><p begin='1s'>", "<timedtext format='3'><body>",
    "<transcript><text start='1'>", "<SAMI><SYNC Start=1>", "<SAMI>", "<tt>", "[0:01] a\n[0:02] b\n", "{1}{2}a\n", "Time;Text\n",
    "start,end,text\n", "0:00:01.000,0:00:02.000\n", "[00:01.00]",
    "start\tend\ttext\n1\t", '"ooTextFile"\n"TextGrid"\n0\n9\n<exists>\n1\n"IntervalTier"\n"a"\n0\n9\n2\n0\n1\n"b"\n',
    '"Praat chronological TextGrid text file"\n0 9\n1\n"IntervalTier" "a" 0 9\n1 0 1 "b"\n',
    "<ANNOTATION_DOCUMENT><TIER TIER_ID='a'>", "TITLE: a\nFCM: DROP FRAME\n* LOC: 01:00:00:00 RED a\n", "[S(start=1, text='a'), ",
    "WEBVTT\nX-TIMESTAMP-MAP=MPEGTS:9,LOCAL:", '{"results": {"items": [{"start_time": "1", "alternatives": [{"content": "a"}]}, ',
    "00:00:01:00 00:00:02:00 01:00 a\n00:00:03:00 ", "00:00:01:a|b\n00:00:02:", "437STL25.01100" + " " * 1100,
    "<x><s start='1'>a</s><s start='2'>", "{'text': 'a', 'start': 1}\n{'text': ",
)  # fmt: skip
_PIECES = st.sampled_from(
    ["00:00:03,000 --> ", "-->", "\n", "\r", "\t", ",", ";", "<", ">", "</p>", "{", "}", '"', "[", "]", "&", "&#x110000;", ":",
     "99:99:99,9", "-1", "1e999", "NaN", "null", "\x00", "\ufeff", "\ud800", "<p begin='x'", "{\\p1}", "\\N", "1", "♪", "NOTE ",
     "00:00:04:05 ", "(", ")", "'", "=", "|", "WEBVTT\n", "#", "\u200f", "\u00a0"]
)  # fmt: skip


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    head=st.sampled_from(_HEADS),
    pieces=st.lists(_PIECES | st.text(max_size=8), max_size=30),
    encoding=st.sampled_from(["utf-8", "utf-16", "utf-16-le", "gb18030", "latin-1"]),
    tail=st.binary(max_size=20),
)
def test_whatever_comes_in_no_crash(
    tmp_path: Path, head: str, pieces: list[str], encoding: str, tail: bytes
) -> None:
    path = tmp_path / "anything"
    path.write_bytes(
        (head + "".join(pieces)).encode(encoding, "surrogatepass" if "utf" in encoding else "replace") + tail
    )
    with contextlib.suppress(CaptionError):
        assert encoding_previews(path)
    try:
        segments = read_captions(path).segments
    except CaptionError:
        return
    starts = [segment.start for segment in segments]
    assert segments
    assert all(segment.text.strip() for segment in segments)
    assert starts == [None] * len(starts) or starts == sorted(starts)  # type: ignore[type-var]
    assert all(s.end is None or s.start is None or s.end > s.start or s.end == s.start for s in segments)
