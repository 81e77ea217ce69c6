"""Real files as programs and people leave them: details of each format, and the repairs that are told."""

import json
from pathlib import Path
from typing import Any

import pytest

from crvae_core.media.captions import CaptionOptions, Captions, read_captions

_SRT = "{n}\n{times}\n{text}\n"
_ASS = (
    "[Script Info]\n; by Aegisub\nScriptType: v4.00+\n\n[V4+ Styles]\nFormat: Name, Fontname\nStyle: Default,Arial\n\n[Events]\n"
    "Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\n"
)
_TT = '<?xml version="1.0"?>\n<tt xmlns="http://www.w3.org/ns/ttml" xmlns:ttp="http://www.w3.org/ns/ttml#parameter" {0}>{1}</tt>'
_SAMI = "<SAMI>\n<HEAD><STYLE><!-- P {{}} .ENCC {{lang: en-US}} --></STYLE></HEAD><BODY>\n{0}</BODY></SAMI>"

# What is read right: name -> (content, [(start, end, text)])
RIGHT: dict[str, tuple[str, list[tuple[float | None, float | None, str]]]] = {
    "SRT with CRLF": ("1\r\n00:00:01,000 --> 00:00:02,000\r\nHello\r\nthere\r\n\r\n", [(1, 2, "Hello there")]),
    "SRT with lone CR": ("1\r00:00:01,000 --> 00:00:02,000\rHello\r\r2\r00:00:03,000 --> 00:00:04,000\rBye",
                         [(1, 2, "Hello"), (3, 4, "Bye")]),
    "SRT with short fractions, points, no hours": ("1\n00:00:01,1 --> 00:00:02.25\na\n\n2\n01:03,5 --> 01:04\nb",
                                                   [(1.1, 2.25, "a"), (63.5, 64, "b")]),
    "SRT beyond 99 hours": ("1\n99:59:59,500 --> 100:00:01,000\na\n\n2\n120:00:00,000 --> 120:00:01,000\nb",
                            [(359999.5, 360001, "a"), (432000, 432001, "b")]),
    "SRT without indices, numbers as text": ("00:00:01,000 --> 00:00:02,000\nin\n1984\n\n00:00:03,000 --> 00:00:04,000\n42",
                                             [(1, 2, "in 1984"), (3, 4, "42")]),
    "SRT without blank lines": ("1\n00:00:01,000 --> 00:00:02,000\na\n2\n00:00:03,000 --> 00:00:04,000\nb",
                                [(1, 2, "a"), (3, 4, "b")]),
    "SRT with blank lines inside": ("1\n00:00:01,000 --> 00:00:02,000\n\na\n\nb\n\n2\n00:00:03,000 --> 00:00:04,000\nc",
                                    [(1, 2, "a b"), (3, 4, "c")]),
    "SRT damaged by machine translation": ("1\n00: 00: 01,000 -> 00: 00: 02,000\na\n\n2\n00:00:03,000 –> 00:00:04,000\nb",
                                           [(1, 2, "a"), (3, 4, "b")]),
    "SRT with tags, entities and coordinates": (
        "1\n00:00:01,000 --> 00:00:02,000  X1:100 X2:200 Y1:1 Y2:2\n"
        '{\\an8}<font color="#fff">R&amp;D</font> <b>is</b> a < b &lt;3&nbsp;&lrm;&hearts; AT&T 5<x and y>3\u200b\u2028<i>new',
        [(1, 2, "R&D is a < b <3 ♥ AT&T 5<x and y>3 new")]),
    "SRT with speakers, sounds and music notes kept": (
        "1\n00:00:01,000 --> 00:00:02,000\n[Applause] JOHN: Hi\n- (sighs) ♪ la ♪",
        [(1, 2, "[Applause] JOHN: Hi - (sighs) ♪ la ♪")]),
    "SRT with arrows in its text": ("1\n00:00:01,000 --> 00:00:02,000\nA --> B\n", [(1, 2, "A --> B")]),
    "WebVTT with notes, styles, regions, voices, identifiers, settings": (
        "\ufeffWEBVTT - title\nKind: captions\nLanguage: en\n\nNOTE a\nb\n\nSTYLE\n::cue(b) { color: red }\n\nREGION\nid:fred\n\n"
        "intro\n00:01.000 --> 00:02.000 line:0 align:start\n<v.loud Fred Smith>Hi &lt;i&gt; <c.colorE5E5E5>dear</c>\n"
        "- <lang de>you</lang> <ruby>漢<rt>kan</rt></ruby>\n\nNOTE in the middle\n\n7c1b-0\n"
        "00:00:02.000 --> 00:00:03.000\nNOTE: this is said\n\n1:00:00.5 --> 1:00:01.25 position:10%\nlast",
        [(1, 2, "Hi <i> dear - you 漢"), (2, 3, "NOTE: this is said"), (3600.5, 3601.25, "last")]),
    "WebVTT with comma times, joined parts and text after blank lines": (
        "WEBVTT\nX-TIMESTAMP-MAP=MPEGTS:900000,LOCAL:00:00:00.000\n\n00:00:01,000 --> 00:00:02,000\na\n\n\ufeffWEBVTT\n"
        "X-TIMESTAMP-MAP=MPEGTS:0,LOCAL:00:00:00.000\n\n00:00:03.000 --> 00:00:04.000\n\nb\n",
        [(1, 2, "a"), (3, 4, "b")]),
    "WebVTT with inline word times": (
        "WEBVTT\n\n00:00:01.000 --> 00:00:03.000\nhello<00:00:01.500><c> there</c>\n\n00:00:03.000 --> 00:00:04.000\nyou",
        [(1, 3, "hello there"), (3, 4, "you")]),
    "SBV with several lines": ("0:00:00.599,0:00:04.160\n>> ALICE: Hi\nthere\n\n0:00:04.160,0:00:06.770\nsnow[br]falls\n",
                               [(0.599, 4.16, ">> ALICE: Hi there"), (4.16, 6.77, "snow falls")]),
    "ASS with styles, comments and drawings": (
        _ASS + "Dialogue: 0,0:00:01.00,0:00:02.50,Default,,0,0,0,,{\\b1}Hi, you\\Nthere{\\b0}{a remark}\\hok\n"
        "Dialogue: 0,0:00:01.00,0:00:02.50,Default,,0,0,0,,{\\p1}m 0 0 l 10 10{\\p0}\n"
        "Comment: 0,0:00:01.00,0:00:02.50,Default,,0,0,0,,not said\nDialogue: 0,10:00:03.00,10:00:04.00,Default,,0,0,0,,late\n",
        [(1, 2.5, "Hi, you there ok"), (36003, 36004, "late")]),
    "ASS with columns in another order": (
        "[Script Info]\n\n[Events]\nFormat: Start, End, Text\nDialogue: 0:00:01.00,0:00:02.00,Hi, you\n", [(1, 2, "Hi, you")]),
    "TTML with frames, ticks, dur and nested times": (
        _TT.format('ttp:frameRate="25" ttp:tickRate="10000000"',
                   '<head><metadata><ttm:title xmlns:ttm="m">no</ttm:title></metadata></head><body begin="10s"><div begin="1s">'
                   '<p begin="00:00:01:05" dur="2s">Hi<br/>you\n   <span>and &amp; &nbsp;me</span></p>'
                   '<p begin="100f" end="4.5s">frames</p><p begin="50000000t" end="0.1m">ticks</p></div></body>'),
        [(12.2, 14.2, "Hi you and & me"), (15, 15.5, "frames"), (16, 17, "ticks")]),
    "TTML in sequence": (_TT.format("", '<body><div timeContainer="seq"><p dur="2s">a</p><p dur="3s">b</p></div></body>'),
                         [(0, 2, "a"), (2, 5, "b")]),
    "TTML at 29.97 frames (SMPTE)": (
        _TT.format('ttp:timeBase="smpte" ttp:frameRate="30" ttp:frameRateMultiplier="1000 1001" ttp:dropMode="nonDrop"',
                   '<body><div><p begin="00:10:00:00" end="00:10:02:15">a</p></div></body>'), [(600.6, 603.1025, "a")]),
    "TTML with all times from the start (Apple)": (
        _TT.format("", '<body dur="3:00.1"><div begin="9.5" end="15"><p begin="9.5" end="12.1">'
                       '<span begin="9.5" end="10">Hel</span>'
                       '<span begin="10" end="12">lo</span></p><p begin="12.5" end="15">b</p></div></body>'),
        [(9.5, 12.1, "Hello"), (12.5, 15, "b")]),
    "DFXP with a prefix and times in spans": (
        '<tt:tt xmlns:tt="http://www.w3.org/2006/10/ttaf1"><tt:body><tt:div><tt:p><tt:span begin="1s" end="2s">a</tt:span>'
        '<tt:span begin="2s" end="3s">b</tt:span></tt:p></tt:div></tt:body></tt:tt>', [(1, 2, "a"), (2, 3, "b")]),
    "SAMI in two languages": (
        _SAMI.format("<SYNC Start=1000><P Class=ENCC>Hello<br>there &amp; here\n<P Class=KRCC>안녕\n"
                     "<SYNC Start=3000><P Class=ENCC>&nbsp;<P Class=KRCC>&nbsp;\n<sync start='4000ms'><P class='ENCC'>Bye"),
        [(1, 3, "Hello there & here"), (4, None, "Bye")]),
    "MicroDVD with its rate": ("{1}{1}23.976\n{24}{48}{y:i}Hello|there\n{72}{}no end\n{96}{120}last",
                               [(24 / 23.976, 48 / 23.976, "Hello there"), (72 / 23.976, 96 / 23.976, "no end"),
                                (96 / 23.976, 120 / 23.976, "last")]),
    "MPL2": ("[10][20]Hello|/there\n[30][40]x", [(1, 2, "Hello there"), (3, 4, "x")]),
    "YouTube json3 with words": (
        json.dumps({"wireMagic": "pb3", "events": [
            {"tStartMs": 0, "dDurationMs": 9000, "id": 1, "wpWinPosId": 1},
            {"tStartMs": 160, "dDurationMs": 3760, "wWinId": 1,
             "segs": [{"utf8": "health"}, {"utf8": " officials", "tOffsetMs": 320}]},
            {"tStartMs": 1910, "dDurationMs": 1850, "wWinId": 1, "aAppend": 1, "segs": [{"utf8": "\n"}]},
            {"tStartMs": 1920, "dDurationMs": 3000, "segs": [{"utf8": "and in"}]}]}),
        [(0.16, 1.92, "health officials"), (1.92, 4.92, "and in")]),
    "YouTube srv2 with appended words": (
        '<?xml version="1.0" encoding="utf-8" ?><timedtext><window t="0" id="1" op="define"/>'
        '<text w="1" t="160" d="4559">hello</text>'
        '<text w="1" t="480" d="4239" append="1"> world</text><text w="1" t="2149" d="2570" append="1">\n</text>'
        '<text w="1" t="2160" d="2570" append="1">next</text></timedtext>', [(0.16, 2.16, "hello world"), (2.16, 4.73, "next")]),
    "YouTube srv3 with words": (
        '<?xml version="1.0" encoding="utf-8" ?><timedtext format="3">\n<head>\n<ws id="0"/></head>\n<body>\n<w t="0" id="1"/>\n'
        '<p t="160" d="3760" w="1"><s ac="0">health</s><s t="320"> officials</s></p>\n<p t="1910" d="1850" w="1" a="1">\n</p>\n'
        '<p t="1920" d="3000" w="1">and<br/>in</p>\n</body>\n</timedtext>',
        [(0.16, 1.92, "health officials"), (1.92, 4.92, "and in")]),
    "youtube-transcript-api JSON of version 1 (snippets)": (
        json.dumps({"video_id": "x", "snippets": [{"text": "it&#39;s", "start": 0.5, "duration": 1}]}), [(0.5, 1.5, "it's")]),
    "Whisper JSON with words": (
        json.dumps({"text": " Hello", "segments": [
            {"id": 0, "start": 0.0, "end": 3.5, "text": " Hello", "words": [{"word": " Hello", "start": 0.0, "end": 0.5}]}]}),
        [(0, 3.5, "Hello")]),
    "Whisper JSON with words only": (
        json.dumps({"text": "x", "words": [{"word": "Hello", "start": 0.0, "end": 0.5},
                                           {"word": "you.", "start": 0.5, "end": 0.9},
                                           {"word": "Next", "start": 3, "end": 3.5}]}),
        [(0, 0.9, "Hello you."), (3, 3.5, "Next")]),
    "Whisper JSON (transformers)": (
        json.dumps({"text": "x", "chunks": [{"timestamp": [0.0, 3.5], "text": " a"}, {"timestamp": [3.5, None], "text": " b"}]}),
        [(0, 3.5, "a"), (3.5, None, "b")]),
    "JSON Lines": ('{"start": 0, "end": 1.5, "text": "a"}\n{"start": 1.5, "end": 2, "text": "b"}\n',
                   [(0, 1.5, "a"), (1.5, 2, "b")]),
    "JSON with clocks and other names": (
        json.dumps({"captions": [{"from": "0:01.5", "to": "0:02.5", "content": "a", "speaker": "S"}]}), [(1.5, 2.5, "a")]),
    "Whisper's printed transcript": ("[00:00:00.000 --> 00:00:03.760]   health\n[00:00:03.760 --> 00:00:05.000]  b\n",
                                     [(0, 3.76, "health"), (3.76, 5, "b")]),
    "CSV with quotes and mixed clocks": ('start,end,text\n0.5,1.5,"Hello, ""you"""\n00:00:02.500,3,"two\nlines"\n',
                                         [(0.5, 1.5, 'Hello, "you"'), (2.5, 3, "two lines")]),
    "CSV in German": ("Anfang;Ende;Text\n0,5;1,5;Hallo, du\n2,5;3,0;tschüss\n", [(0.5, 1.5, "Hallo, du"), (2.5, 3, "tschüss")]),
    "CSV in French": ("début,fin,texte\n00:01,00:02,bonjour\n", [(1, 2, "bonjour")]),
    "CSV in Spanish": ("inicio,duración,texto\n1,2,hola\n4,1,adiós\n", [(1, 3, "hola"), (4, 5, "adiós")]),
    "CSV in Chinese": ("开始时间,结束时间,字幕\n00:00:01,00:00:02,你好\n", [(1, 2, "你好")]),
    "CSV in Japanese": ("開始時間,終了時間,テキスト\n00:00:01,00:00:02,こんにちは\n", [(1, 2, "こんにちは")]),
    "CSV with a unit in its names": ("start_ms,duration_ms,caption\n1000,2000,a\n4000,500,b\n", [(1, 3, "a"), (4, 4.5, "b")]),
    "CSV with times only (a timecode column)": ("Timecode,Speaker,Transcript\n0:05,A,hi\n1:10,B,you\n",
                                                  [(5, 70, "hi"), (70, None, "you")]),
    "CSV with written times": ("time,text\n0m5s,a\n1m10s,b\n", [(5, 70, "a"), (70, None, "b")]),
    "CSV without times": ("id,text\n1,a\n2,b\n", [(None, None, "a"), (None, None, "b")]),
    "CSV without header": ('1,0:01,0:02,"Hello, you"\n2,0:03,0:04,b\n', [(1, 2, "Hello, you"), (3, 4, "b")]),
    "TSV of ELAN": (
        "Tier\tBegin Time - hh:mm:ss.ms\tBegin Time - ss.msec\tEnd Time - hh:mm:ss.ms\tEnd Time - ss.msec\tAnnotation\n"
        "A\t00:00:01.500\t1.5\t00:00:02.500\t2.5\tHello\n", [(1.5, 2.5, "Hello")]),
    "TSV of Audacity (labels)": ("0.000000\t3.760000\thealth\n3.760000\t5.600000\tb\n", [(0, 3.76, "health"), (3.76, 5.6, "b")]),
    "Plain text": ("[Music] hello\n\nThe train leaves at 10:30.\nSo, that is it, the text.\n",
                   [(None, None, "[Music] hello"), (None, None, "The train leaves at 10:30."),
                    (None, None, "So, that is it, the text.")]),
    "Text with a time on each line": ("[0:00] hi there\n[0:05] more\n", [(0, 5, "hi there"), (5, None, "more")]),
    "Text copied from YouTube's transcript panel": ("0:00\nhealth\n0:01\nand in\n1:03\nlos angeles\n",
                                                    [(0, 1, "health"), (1, 63, "and in"), (63, None, "los angeles")]),
    "Text with speakers and times (Otter)": ("Ann  0:03\nHello.\n\nBo  0:09\nHi.\n", [(3, 9, "Ann Hello."), (9, None, "Bo Hi.")]),
    "Text with speakers before the time": ("ANN [00:00:01] Hello\nBO LEE (00:00:05): You\n",
                                           [(1, 5, "ANN Hello"), (5, None, "BO LEE You")]),
    "Lyrics (LRC)": ("[ti:Song]\n[00:01.50]La\n[00:03.00][00:09.00]Again\n",
                     [(1.5, 3, "La"), (3, 9, "Again"), (9, None, "Again")]),
}  # fmt: skip


def read(folder: Path, content: str | bytes, options: CaptionOptions | None = None) -> Captions:
    path = folder / "captions.bin"
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return read_captions(path, options)


def rows(captions: Captions) -> list[tuple[float | None, float | None, str]]:
    return [(segment.start, segment.end, segment.text) for segment in captions.segments]


def told(captions: Captions) -> dict[str, tuple[int, ...]]:
    return {note.kind: note.lines for note in captions.notes}


@pytest.mark.parametrize("name", RIGHT)
def test_read_right(tmp_path: Path, support_table: Any, name: str) -> None:
    content, expected = RIGHT[name]
    found = rows(read(tmp_path, content))
    assert [row[2] for row in found] == [row[2] for row in expected]
    for place in (0, 1):
        assert [row[place] for row in found] == [
            None if row[place] is None else pytest.approx(row[place], abs=1e-5) for row in expected
        ]
    support_table("Captions", name, "read right")


def test_repairs_are_told_with_their_lines(tmp_path: Path, support_table: Any) -> None:
    captions = read(
        tmp_path,
        "a stray title\n1\n00:00:05,000 --> 00:00:09,000\nfive\n\n2\n-00:00:01,000 --> 00:00:02,000\nclipped\n\n"
        "3\n00:00:07,000 --> 00:00:06,000\nbackwards\n\n3\n00:00:08,000 --> 00:00:08,000\nzero\n\n"
        "4\n00:00:xx,000 --> 00:00:10,000\nlost\n\n5\n00:00:05,000 --> 00:00:09,000\nfive\n\n"
        "6\n9999:00:00,000 --> 9999:00:01,000\nabsurd\n\n7\n-00:00:03,000 --> -00:00:02,000\nnever\n\n8\n00:00:11,000 --> \nlast",
    )
    assert rows(captions) == [
        (0.0, 2.0, "clipped"),
        (5.0, 7.0, "five"),
        (7.0, 8.0, "backwards"),
        (8.0, 11.0, "zero"),
        (11.0, None, "last"),
    ]
    assert [segment.line for segment in captions.segments] == [7, 3, 11, 15, 35]
    assert told(captions) == {
        "stray text": (1,),
        "unreadable times": (19,),
        "absurd time": (27,),
        "negative time": (7,),
        "order": (7, 23),
        "double": (23,),
        "end before start": (11, 15),
        "overlap": (3,),
    }
    messages = [note.message for note in captions.notes]
    assert (
        "2 captions end before or when they start (lines 11, 15): their ends were taken from the next ones"
        in messages
    )
    assert "1 caption has a time before the start, which no video has, and was left out (line 31)" in messages
    support_table(
        "Captions",
        "Overlaps, negative and zero durations, unsorted, doubles: repaired, lines named",
        "read right",
    )


def test_many_lines_are_named_shortly(tmp_path: Path) -> None:
    cues = "".join(f"{n}\n00:00:{n:02d},000 --> 00:00:{n + 2:02d},000\nword {n}\n\n" for n in range(1, 10))
    (note,) = read(tmp_path, cues).notes
    assert note.message == (
        "8 captions overlap the next and now end where that begins (lines 2, 6, 10, 14, 18 and 3 more)"
    )
    assert len(note.lines) == 8


def test_captions_that_start_together_do_not_cut_each_other(tmp_path: Path) -> None:
    together = "00:00:01,000 --> 00:00:03,000"
    both = f"1\n{together}\nhello\n\n2\n{together}\n你好\n\n3\n00:00:03,000 --> 00:00:04,000\nb\n"
    assert rows(read(tmp_path, both)) == [(1.0, 3.0, "hello"), (1.0, 3.0, "你好"), (3.0, 4.0, "b")]


def test_frames_without_a_rate_are_told_and_can_be_given(tmp_path: Path) -> None:
    for content in (
        "{0}{50}a\n{50}{100}b",
        "Timecode In,Timecode Out,Text\n00:00:00:00,00:00:02:00,a\n00:00:02:00,00:00:04:00,b\n",
    ):
        captions = read(tmp_path, content)
        assert rows(captions)[1][:2] == (2.0, 4.0)
        assert "give the video's frame rate" in captions.notes[0].message
        assert not read(tmp_path, content, CaptionOptions(frame_rate=50)).notes
    assert rows(read(tmp_path, "{0}{50}a\n{50}{100}b", CaptionOptions(frame_rate=50))) == [
        (0.0, 1.0, "a"),
        (1.0, 2.0, "b"),
    ]


@pytest.mark.parametrize(
    ("rows_given", "starts"),
    [
        ([[0, 4000, "health officials"], [4000, 8000, "and in los angeles"]], [0, 4]),  # thousandths
        ([[0, 4, "health officials"], [4, 8, "and in los angeles"]], [0, 4]),
        ([[0, 100, "a"], [100, 260, "b"]], [0, 100]),  # slow, but seconds
        ([[0.0, 4000.0, "a"], [4000.0, 8000.0, "b"]], [0, 4000]),  # nobody writes thousandths so
    ],
)
def test_the_unit_of_whole_numbers_is_told_from_the_speech(
    tmp_path: Path, rows_given: list[list[Any]], starts: list[float]
) -> None:
    table = "begin,end,text\n" + "".join(f"{start},{end},{text}\n" for start, end, text in rows_given)
    objects = json.dumps([{"start": start, "end": end, "text": text} for start, end, text in rows_given])
    for content in (table, objects):
        assert [segment.start for segment in read(tmp_path, content).segments] == starts


def test_a_row_without_a_time_begins_where_the_one_before_ends(tmp_path: Path) -> None:
    captions = read(tmp_path, "start,end,text\n1,2,a\n,,b\n3,4,c\n")
    assert rows(captions) == [(1.0, 2.0, "a"), (2.0, 3.0, "b"), (3.0, 4.0, "c")]
    assert told(captions) == {"no time": (3,)}


def test_sounds_can_be_left_out(tmp_path: Path, support_table: Any) -> None:
    lines = [
        "[Applause]", "[Music] hello", "(music playing)", "♪ la la la ♪", "♪ la la", "- (LAUGHTER) Good evening.",
        "JOHN: yes (of course)", "（掌声）谢谢", "【音乐】", "(sighs)", "MARY (laughing): no", "♪♪", "plain",
    ]  # fmt: skip
    content = "\n".join(lines)
    assert [row[2] for row in rows(read(tmp_path, content))] == lines
    captions = read(tmp_path, content, CaptionOptions(drop_sounds=True))
    assert [row[2] for row in rows(captions)] == [
        "hello", "- Good evening.", "JOHN: yes (of course)", "谢谢", "MARY : no", "plain",
    ]  # fmt: skip
    assert captions.notes[0].message == "sounds or lyrics were taken out of 11 captions"
    support_table("Captions", "[Applause], (music) and lyrics left out if wanted", "read right")


def test_a_paragraph_is_cut_into_sentences(tmp_path: Path, support_table: Any) -> None:
    captions = read(
        tmp_path, "We asked the doctors about the vaccine and the winter. Is it safe, they were asked? " * 20
    )
    assert len(captions.segments) == 40
    assert not captions.timed
    assert told(captions) == {"long line": (1,)}
    assert len(read(tmp_path, "word " * 500).segments) > 20
    assert len(read(tmp_path, json.dumps({"text": "All of it in one. " * 60})).segments) > 20
    support_table("Captions", "Plain text in one paragraph: cut into sentences", "read right")


def test_the_evaluation_captions_are_read_as_they_are(shared_data: Path) -> None:
    spoken = json.loads((shared_data / "us" / "captions.json").read_text(encoding="utf-8"))
    for name, kind in (("captions.json", "json"), ("captions.srt", "srt")):
        captions = read_captions(shared_data / "us" / name)
        assert (captions.format, len(captions.segments)) == (kind, 96)
        assert [s.text for s in captions.segments] == [row["text"] for row in spoken]
        assert [s.start for s in captions.segments] == [row["start"] for row in spoken]
    chinese = read_captions(shared_data / "cn" / "captions.txt")
    lines = (shared_data / "cn" / "captions.txt").read_text(encoding="utf-8").splitlines()
    assert [s.text for s in chinese.segments] == [line for line in lines if line.strip()]
    assert (chinese.format, len(chinese.segments), chinese.timed, chinese.notes) == ("text", 90, False, ())
