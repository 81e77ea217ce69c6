"""Rolling captions come out once, word for word, whichever way they were saved; what people repeat stays."""

import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from shutil import which
from typing import Any

import pytest

from crvae_core.media.captions import Captions, read_captions
from tests.media.caption_files import Row, clock, srt

LINES = [
    "health officials here in new york city",
    "and in los angeles are sounding the",
    "alarm about a resurgence",
    "yeah",
    "yeah",
    "no no no no",
    "&gt;&gt; thank you",
]
STARTS = [0.16, 1.92, 3.76, 5.6, 7.0, 8.48, 10.8]
SPOKEN = [line.replace("&gt;", ">") for line in LINES]


def automatic_vtt(lines: list[str] = LINES, starts: list[float] = STARTS) -> str:
    """As YouTube gives automatic captions: the new line with a time for each word, held alone for 10 ms."""
    cues, above = ["WEBVTT\nKind: captions\nLanguage: en\n"], " "
    for line, start, stop in zip(lines, starts, [*starts[1:], starts[-1] + 3], strict=True):
        first, *words = line.split()
        step = (stop - start) / (len(words) + 2)
        timed = "".join(
            f"<{clock(start + step * place, '.')}><c> {word}</c>" for place, word in enumerate(words, start=1)
        )
        settings = "align:start position:0%"
        cues.append(
            f"{clock(start, '.')} --> {clock(stop - 0.01, '.')} {settings}\n{above}\n{first}{timed}\n"
        )
        cues.append(f"{clock(stop - 0.01, '.')} --> {clock(stop, '.')} {settings}\n{line}\n \n")
        above = line
    return "\n".join(cues)


def by_ffmpeg(folder: Path, vtt: str, suffix: str) -> str:
    if which("ffmpeg") is None:
        pytest.skip("ffmpeg is not installed")
    (folder / "auto.vtt").write_text(vtt, encoding="utf-8")
    command = ["ffmpeg", "-v", "error", "-y", "-i", str(folder / "auto.vtt"), str(folder / f"auto{suffix}")]
    subprocess.run(command, check=True, timeout=60)
    return (folder / f"auto{suffix}").read_text(encoding="utf-8")


def cues_of(vtt: str) -> list[tuple[str, str]]:
    """Times and text of each cue, with the times of words taken out as simple converters do."""
    found = []
    for block in vtt.split("\n\n")[1:]:
        times, _, text = block.partition("\n")
        found.append((times.split(" align")[0].replace(".", ","), re.sub(r"<[^>]*>", "", text)))
    return found


def stripped_srt(_folder: Path, vtt: str) -> str:
    """Blank lines gone."""
    rows = [
        f"{times}\n" + "\n".join(line for line in text.split("\n") if line.strip())
        for times, text in cues_of(vtt)
    ]
    return "\n\n".join(f"{number}\n{row}" for number, row in enumerate(rows, start=1))


def joined_srt(_folder: Path, vtt: str) -> str:
    """The two lines of a cue joined to one."""
    rows = [f"{times}\n{' '.join(text.split())}" for times, text in cues_of(vtt)]
    return "\n\n".join(f"{number}\n{row}" for number, row in enumerate(rows, start=1))


def without_bridges(_folder: Path, vtt: str) -> str:
    """The 10 ms cues gone, two lines to a cue."""
    rows = cues_of(vtt)[0::2]
    return "\n\n".join(
        f"{number}\n{times}\n{text.lstrip()}" for number, (times, text) in enumerate(rows, start=1)
    )


WAYS: dict[str, Callable[[Path, str], str]] = {
    "WebVTT with rolling auto-captions (YouTube, yt-dlp)": lambda _, vtt: vtt,
    "SRT converted from rolling WebVTT (ffmpeg)": lambda folder, vtt: by_ffmpeg(folder, vtt, ".srt"),
    "ASS converted from rolling WebVTT (ffmpeg)": lambda folder, vtt: by_ffmpeg(folder, vtt, ".ass"),
    "TTML converted from rolling WebVTT (ffmpeg)": lambda folder, vtt: by_ffmpeg(folder, vtt, ".ttml"),
    "Rolling SRT without blank lines": stripped_srt,
    "Rolling SRT without the 10 ms captions": without_bridges,
}


def read(folder: Path, content: str) -> Captions:
    path = folder / "captions"
    path.write_text(content, encoding="utf-8")
    return read_captions(path)


def texts(captions: Captions) -> list[str]:
    return [segment.text for segment in captions.segments]


@pytest.mark.parametrize("way", WAYS)
def test_rolling_captions_come_out_once(tmp_path: Path, support_table: Any, way: str) -> None:
    captions = read(tmp_path, WAYS[way](tmp_path, automatic_vtt()))
    assert texts(captions) == SPOKEN
    assert [segment.start for segment in captions.segments] == STARTS
    ends = [segment.end for segment in captions.segments]
    assert ends == pytest.approx([*STARTS[1:], STARTS[-1] + 3], abs=0.011)
    assert [note.kind for note in captions.notes] == ["rolling"]
    support_table("Captions", way, "read right")


def test_lines_joined_to_one_come_out_once_too(tmp_path: Path) -> None:
    different = [line for line in LINES if line not in ("yeah", "no no no no")]
    captions = read(tmp_path, joined_srt(tmp_path, automatic_vtt(different, STARTS[: len(different)])))
    assert " ".join(texts(captions)) == " ".join(different).replace("&gt;", ">")


def test_the_evaluation_captions_rolled_up_and_back(tmp_path: Path, shared_data: Path) -> None:
    rows = json.loads((shared_data / "us" / "captions.json").read_text(encoding="utf-8"))
    lines, starts = [row["text"] for row in rows], [row["start"] for row in rows]
    for content in (automatic_vtt(lines, starts), stripped_srt(tmp_path, automatic_vtt(lines, starts))):
        captions = read(tmp_path, content)
        assert texts(captions) == lines
        assert [segment.start for segment in captions.segments] == pytest.approx(starts, abs=0.001)


def test_a_line_said_again_after_a_pause_stays(tmp_path: Path) -> None:
    captions = read(
        tmp_path, automatic_vtt(["one two", "three", "yeah"], [0.0, 2.0, 4.0]) + "\n" + _later("yeah", 20.0)
    )
    assert texts(captions) == ["one two", "three", "yeah", "yeah"]


def _later(line: str, start: float) -> str:
    return f"{clock(start, '.')} --> {clock(start + 2, '.')} align:start position:0%\n \n{line}\n"


def test_highlighted_words_of_whisper_come_out_once(tmp_path: Path, support_table: Any) -> None:
    words = ["so", "today", "we", "look", "at", "vaccines"]
    rows: list[Row] = []
    for place, word in enumerate(words):
        line = " ".join(f"<u>{word}</u>" if place == at else other for at, other in enumerate(words))
        rows.append((place * 0.5, (place + 1) * 0.5, line))
    rows.append((5.0, 6.0, "and <u>then</u>"))
    captions = read(tmp_path, srt(rows))
    assert [(s.start, s.end, s.text) for s in captions.segments] == [
        (0.0, 3.0, " ".join(words)),
        (5.0, 6.0, "and then"),
    ]
    support_table("Captions", "SRT with highlighted words (Whisper)", "read right")


def test_captions_that_grow_word_by_word(tmp_path: Path) -> None:
    spoken = ["good", "evening", "and", "welcome", "to", "the", "evening", "news"]
    rows = [(place * 0.4, (place + 1) * 0.4, " ".join(spoken[: place + 1])) for place in range(len(spoken))]
    captions = read(tmp_path, srt(rows))
    assert " ".join(texts(captions)) == " ".join(spoken)


@pytest.mark.parametrize(
    "rows",
    [
        [(0.0, 1.0, "Yes."), (1.0, 2.0, "Yes."), (2.0, 3.0, "Yes."), (3.0, 4.0, "No.")],
        [
            (0.0, 1.0, "- Who?"),
            (1.0, 2.0, "- Who?\n- Me."),
            (2.0, 3.0, "Then go."),
            (3.0, 4.0, "I will."),
            (4, 5, "Good."),
        ],
        [(0.0, 0.001, "a"), (0.001, 0.002, "a")],
        [(0.0, 1.0, "one two three"), (1.0, 2.0, "three four five"), (2.0, 3.0, "five six")],
        [(0.0, 1.0, "la la la"), (1.0, 2.0, "la la la"), (2.0, 3.0, "la la la"), (3.0, 4.0, "la la la")],
    ],
)
def test_what_people_repeat_stays(tmp_path: Path, rows: list[Row]) -> None:
    captions = read(tmp_path, srt(rows))
    assert texts(captions) == [" ".join(text.split()) for _, _, text in rows]
    assert not captions.notes
