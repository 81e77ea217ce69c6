"""Caption readers: known files, encodings, and bytes of any kind."""

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crvae_core.errors import CaptionError
from crvae_core.media.captions import Captions, read_captions


def read(folder: Path, content: str | bytes, name: str = "captions.txt") -> Captions:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return read_captions(path)


def rows(captions: Captions) -> list[tuple]:
    return [(segment.start, segment.end, segment.text) for segment in captions.segments]


def test_srt_is_found_by_content_and_cleaned(tmp_path: Path) -> None:
    text = (
        "2\n00:00:05,000 --> 00:00:07,500\n<i>Second</i> line\nand more\n\n"
        "1\n00:00:01,000 --> 00:00:06,000\n{\\an8}First &amp; foremost"  # unsorted, overlapping, no final newline
    )
    captions = read(tmp_path, text, "no-suffix")
    assert captions.format == "srt"
    assert rows(captions) == [(1.0, 5.0, "First & foremost"), (5.0, 7.5, "Second line and more")]


def test_webvtt_leaves_notes_and_styles_out(tmp_path: Path) -> None:
    text = (
        "WEBVTT\n\nNOTE not said\n\nSTYLE\n::cue { color: red }\n\nintro\n"
        "00:01.250 --> 00:03.000 align:start\n<v Ann>Hello &lt;there&gt;\n\n01:00:04.000 --> 01:00:05.000\nlate\n"
    )
    assert rows(read(tmp_path, text)) == [(1.25, 3.0, "Hello <there>"), (3604.0, 3605.0, "late")]


def test_transcript_json_ends_where_the_next_begins(tmp_path: Path) -> None:
    spoken = [
        {"text": "one", "start": 0.0, "duration": 3.76},
        {"text": "two", "start": 1.92, "duration": 2.0},
    ]
    captions = read(tmp_path, json.dumps(spoken))
    assert captions.format == "json"
    assert rows(captions) == [(0.0, 1.92, "one"), (1.92, 3.92, "two")]


def test_ass_dialogue_is_read(tmp_path: Path) -> None:
    text = (
        "[Script Info]\nScriptType: v4.00+\n\n[Events]\n"
        "Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\n"
        "Comment: 0,0:00:00.00,0:00:01.00,Default,,0,0,0,,not said\n"
        "Dialogue: 0,0:00:01.00,0:00:02.50,Default,,0,0,0,,{\\b1}Hello\\Nthere\n"
    )
    assert rows(read(tmp_path, text)) == [(1.0, 2.5, "Hello there")]


def test_plain_text_is_one_segment_a_line(tmp_path: Path) -> None:
    captions = read(tmp_path, "first\n\n  second  \nthird -- with a dash\n")
    assert rows(captions) == [
        (None, None, "first"),
        (None, None, "second"),
        (None, None, "third -- with a dash"),
    ]
    assert not captions.timed


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030", "gbk"])
def test_chinese_encodings_come_in_right(tmp_path: Path, encoding: str) -> None:
    text = "老年人要接种新冠疫苗吗？\n老年人一定要打疫苗。\n这是我们的建议，大家都来了。\n"
    captions = read(tmp_path, text.encode(encoding))
    assert [segment.text for segment in captions.segments] == text.split()


def test_traditional_chinese_in_big5(tmp_path: Path) -> None:
    text = "這是我們的建議，大家都來了。\n他們說這個國家會對的。\n"
    assert read(tmp_path, text.encode("big5")).segments[0].text == text.split()[0]


def test_western_text_is_not_taken_for_chinese(tmp_path: Path) -> None:
    text = "Les élèves ont passé l'été à Besançon, où la forêt était brûlée.\n" * 4
    assert read(tmp_path, text.encode("latin-1")).segments[0].text == text.splitlines()[0]


def test_the_encoding_can_be_given(tmp_path: Path) -> None:
    path = tmp_path / "captions.txt"
    path.write_bytes("这是".encode("gbk"))
    assert read_captions(path, "gbk").segments[0].text == "这是"
    with pytest.raises(CaptionError, match="choose another encoding"):
        read_captions(path, "ascii")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"  \n\n ", "is empty"),
        (b"\x00\x00\x00\x18ftypmp42" + bytes(range(256)), "not a text file"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(1, 40)), "not a text file|encoding"),
        (b"WEBVTT\n\n", "no caption"),
        (b"1\n00:00:01,000 --> 00:00:02,000\n\n", "no caption"),
        (b'[{"text": "cut off", "start": 1', "damaged JSON"),
        (b'{"events": []}', "JSON of another kind"),
        (b'[{"text": "a", "start": "soon"}]', "not numbers"),
        (b'[{"text": "a", "start": 1e12}]', "which no video has"),
        (b'[{"text": "a", "start": -5}]', "which no video has"),
        (b"<html><body>Not found</body></html>", "a page or a document"),
        (b"%PDF-1.7 text", "a page or a document"),
    ],
)
def test_broken_files_end_in_one_clear_sentence(tmp_path: Path, content: bytes, said: str) -> None:
    with pytest.raises(CaptionError, match=said):
        read(tmp_path, content)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(CaptionError, match="check the path"):
        read_captions(tmp_path / "nothing.srt")


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.one_of(st.binary(max_size=300), st.text(max_size=300).map(str.encode)))
def test_any_bytes_are_read_or_refused(tmp_path: Path, content: bytes) -> None:
    try:
        captions = read(tmp_path, content)
    except CaptionError:
        return
    assert captions.segments


def _srt_clock(milliseconds: int) -> str:
    seconds, rest = divmod(milliseconds, 1000)
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d},{rest:03d}"


words = (
    st.text("abcdefg hij'.,疫苗", min_size=1, max_size=30)
    .map(lambda text: " ".join(text.split()))
    .filter(bool)
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    texts=st.lists(words.filter(lambda text: not text.isdigit()), min_size=1, max_size=8),
    step=st.integers(1, 90_000),
)
def test_what_is_written_as_srt_comes_back(tmp_path: Path, texts: list[str], step: int) -> None:
    cues = [
        f"{index + 1}\n{_srt_clock(index * step)} --> {_srt_clock((index + 1) * step)}\n{text}\n"
        for index, text in enumerate(texts)
    ]
    captions = read(tmp_path, "\n".join(cues))
    assert [segment.text for segment in captions.segments] == texts
    assert [round(segment.start * 1000) for segment in captions.segments] == [
        index * step for index in range(len(texts))
    ]
