"""What Python prints for lists of captions: dicts, tuples, objects of youtube-transcript-api, faster-whisper and others."""

import pprint
import time
from pathlib import Path
from typing import Any

import pytest

from crvae_core.errors import CaptionError
from crvae_core.media.caption_formats import python_literal
from crvae_core.media.caption_formats.python_literal import read_literals
from crvae_core.media.captions import read_captions
from tests.media.caption_files import CASES, Found, read, rounded

ROWS = [
    {"text": "Hey there", "start": 0.0, "duration": 1.54},
    {"text": 'it\'s "no"', "start": 1.54, "duration": 2.0},
]
BOTH: Found = [(0.0, 1.54, "Hey there"), (1.54, 3.54, 'it\'s "no"')]
_SNIPPETS = ", ".join(
    f"FetchedTranscriptSnippet(text={row['text']!r}, start={row['start']}, duration={row['duration']})"
    for row in ROWS
)
_SEGMENT = (
    "Segment(id=1, seek=0, start={0}, end={1}, text=' {2}', tokens=[1, 2], avg_logprob=-0.2, words=[Word(start={0}, \
end={1}, word=' {2}', probability=0.9)], temperature=0.0)"
)

# What was printed -> (the text, what comes out)
PRINTED: dict[str, tuple[str, Found]] = {
    "a list of dicts": (repr(ROWS), BOTH),
    "lists in lists, as the command of youtube-transcript-api prints them": (pprint.pformat([ROWS]), BOTH),
    "one dict a line": ("\n".join(map(repr, ROWS)) + "\n", BOTH),
    "one dict a line after what a program says": (
        "Detected language: en\n" + "\n".join(map(repr, [*ROWS, *({"text": f"{n}", "start": n} for n in (4.0, 5.0, 6.0))])),
        [*BOTH, (4, 5, "4.0"), (5, 6, "5.0"), (6, None, "6.0")]),
    "a list given to a name, with a last comma": (f"transcript = {repr(ROWS)[:-1]},]\n", BOTH),
    "a tuple of dicts": (repr(tuple(ROWS)), BOTH),
    "tuples of start, end and text": ("[(0.0, 1.54, 'Hey there'), (1.54, 3.0, 'how are you')]", [(0, 1.54, "Hey there"),
        (1.54, 3, "how are you")]),
    "tuples of text, start and length": ("[('Hey there', 0.0, 1.54), ('how', 1.54, 1.0)]", [(0, 1.54, "Hey there"),
        (1.54, 2.54, "how")]),
    "texts with pairs of times": ("[('Hey there', (0.0, 1.54)), ('how', (1.54, 3.0))]", [(0, 1.54, "Hey there"),
        (1.54, 3, "how")]),
    "snippets of youtube-transcript-api": (f"[{_SNIPPETS}]", BOTH),
    "a transcript of youtube-transcript-api": (
        f"FetchedTranscript(snippets=[{_SNIPPETS}], video_id='abc', language='English', language_code='en', "
        "is_generated=False)", BOTH),
    "one segment of faster-whisper a line": (
        f"{_SEGMENT.format(0.0, 3.76, 'hello')}\n{_SEGMENT.format(3.76, 5.0, 'you')}\n", [(0, 3.76, "hello"), (3.76, 5, "you")]),
    "subtitles of the package srt": (
        "[Subtitle(index=1, start=datetime.timedelta(seconds=1), end=datetime.timedelta(seconds=2, microseconds=500000), "
        "content='hi'),"
        " Subtitle(index=2, start=datetime.timedelta(days=0, seconds=3), end=datetime.timedelta(0, 4), content='you')]",
        [(1, 2.5, "hi"), (3, 4, "you")]),
    "ordered dicts and numbers of NumPy": (
        "[OrderedDict([('text', 'a'), ('start', 0.0)]), OrderedDict({'text': 'b', 'start': np.float64(2.5)})]",
        [(0, 2.5, "a"), (2.5, None, "b")]),
    "long texts cut by pprint": (pprint.pformat([{"text": "a long text " * 9, "start": 1.0}], width=40), [(1, None,
        ("a long text " * 9).strip())]),
    "escapes and bytes": (
        r"[{'text': 'caf\xe9 \u4f60\n\'ok\'', 'start': 1}, {'text': b'\xe4\xbd\xa0', 'start': 2}]", [(1, 2, "café 你 'ok'"),
         (2, None, "你")]),
    "JavaScript": ("[{start: 0, end: 1.5, text: 'a'}, {start: 1.5, end: 3, text: \"b\"}]", [(0, 1.5, "a"), (1.5, 3, "b")]),
}  # fmt: skip


@pytest.mark.parametrize("name", PRINTED)
def test_read_right(tmp_path: Path, support_table: Any, name: str) -> None:
    content, expected = PRINTED[name]
    assert rounded(read(tmp_path, content)) == expected
    support_table("Captions", f"Printed by Python: {name}", "read right")


def test_the_reported_file() -> None:
    assert rounded(read_captions(CASES / "youtube-cli-default.txt")) == [
        (0.0, 1.54, "Hey there"),
        (1.54, 5.7, "how's it going"),
        (6.0, 8.0, 'she said "no" to me'),
        (8.0, 9.0, "good bye"),
    ]


@pytest.mark.parametrize(
    "text",
    ["[Music] hello\n[Applause]", "Hello(there) you", "(laughs) no\nyes", "{\\an8}Hi", "x = y", "a(b)"],
)
def test_words_in_brackets_are_no_literals(tmp_path: Path, text: str) -> None:
    assert [segment.text for segment in read(tmp_path, text).segments] == text.replace("{\\an8}", "").split(
        "\n"
    )


@pytest.mark.parametrize("text", ["[{'text': 'cut off', 'start': 1", "[['a', 'b'", "{'text': 'a', 'start':"])
def test_what_is_cut_off_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(CaptionError, match="damaged"):
        read(tmp_path, text)


@pytest.mark.parametrize(
    "text", ["[__import__('os').getcwd()]", "[1+1]", "[x for x in y]", "[lambda: 0]", "[f'{1}'.a]", "[-x]"]
)
def test_what_is_more_than_data_is_no_literal(text: str) -> None:
    with pytest.raises(ValueError, match=r"literal|value|missing"):
        read_literals(text)


def test_nothing_is_called() -> None:
    assert read_literals("[open('/etc/passwd')]") == [["/etc/passwd"]]


HOSTILE = {
    "brackets": "[" * 3_000_000,
    "numbers": "[" + "1," * 6_000_000,
    "backslashes": "['" + "\\" * 9_000_000,
    "quotes": "'''" * 4_000_000,
    "calls": "f(" * 3_000_000,
    "strings": "[" + "'a' " * 3_000_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_literals_end_quickly(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr(python_literal, "_MOST_TOKENS", 20_000)  # of 700,000, which take seconds
    begun = time.process_time()
    with pytest.raises(ValueError, match=r"literal|deeply"):
        read_literals(HOSTILE[name])
    assert time.process_time() - begun < 2
