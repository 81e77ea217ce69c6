"""Transcripts and printed lists with clocks, in the ways people and programs write them; clocks that count frames."""

from pathlib import Path
from typing import Any

import pytest

from crvae_core.media.caption_formats.clock import clock_seconds, likely_frame_rate
from crvae_core.media.captions import CaptionOptions
from tests.media.caption_files import Found, read, rounded, told

# What is read -> (content, rows)
TEXTS: dict[str, tuple[str, Found]] = {
    "A printed list with numbers, columns, headings on each page": (
        "DIALOGUE LIST\nNo.  In           Out          Dur    Text\n"
        "1    00:00:11:10  00:00:16:17  05:07  my first film came out\n"
        "                                      and went to a festival.\n"
        "2    00:00:16:24  00:00:19:08  02:09  I was young.\nPage 2\n"
        "No.  In           Out          Dur    Text\n3    00:00:19:13  00:00:23:08  03:20  still at school\n",
        [(11.4, 16.68, "my first film came out and went to a festival."), (16.96, 19.32, "I was young."),
         (19.52, 23.32, "still at school")]),
    "A printed list with the clocks behind the words": (
        "the mayor arrives\tin town     00:00:12:05  00:00:15:00\nshe speaks          00:01:00:02  00:01:03:00\n",
        [(12.2, 15, "the mayor arrives in town"), (60.08, 63, "she speaks")]),
    "A printed list with dots before the clock": (
        "Mayor arrives ........ 00:00:12\nShe speaks ........... 00:01:02\nEnd ....... 00:02:00\n",
        [(12, 62, "Mayor arrives"), (62, 120, "She speaks"), (120, None, "End")]),
    "Text with start, end and length in seconds": (
        "00:00:01.000 00:00:02.500 1.500 hi\n"
        "00:00:03.000 00:00:05.000 2.000 there\n00:00:06.000 00:00:07.000 1.000 10:30 it is\n",
        [(1, 2.5, "hi"), (3, 5, "there"), (6, 7, "10:30 it is")]),
    "Text with named clocks": (
        "IN: 00:00:01:00 OUT: 00:00:02:00\nhello\n\nIN: 00:00:03:00 OUT: 00:00:04:00\nbye\n", [(1, 2, "hello"), (3, 4, "bye")]),
    "Text with named seconds": ("begin=1.5 end=2.5 hello you\nbegin=3.5 end=4.5 bye\n", [(1.5, 2.5, "hello you"), (3.5, 4.5,
        "bye")]),
    "Table with start, end and length in frames": (
        "00:00:11:10\t00:00:16:17\t05:07\tmy first\n00:00:16:20\t00:00:19:08\t02:12\tsecond\n",
        [(11.42, 16.71, "my first"), (16.83, 19.33, "second")]),
    "Lyrics with hundredths behind a colon": (
        "[ti:x]\n[ar:y]\n[00:10:50]first line\n[00:20:00]second\n[00:30:00]\n", [(10.5, 20, "first line"), (20, 30, "second")]),
    "SRT with numbers on the lines of the times": (
        "1 00:00:01,000 --> 00:00:02,000\nhello\n\n2 00:00:03,000 --> 00:00:04,000\nyou\n", [(1, 2, "hello"), (3, 4, "you")]),
    "A printed table of pandas": (
        "   start  duration              text\n0   0.00      1.54         Hey there\n1   1.54      4.16  how's it going you\n",
        [(0, 1.54, "Hey there"), (1.54, 5.7, "how's it going you")]),
    "Text with start and length": (
        "00:00:11:10 05:07 my first\n00:00:16:24 02:09 second\n00:00:20:00 02:00 third\n",
        [(11.4, 16.68, "my first"), (16.96, 19.32, "second"), (20, 22, "third")]),
    "Text with start, length and end": (
        "00:00:11:10 05:07 00:00:16:17 my first\n00:00:16:24 02:09 00:00:19:08 second\n", [(11.4, 16.68, "my first"),
        (16.96, 19.32, "second")]),
    "Text with length, start and end": (
        "05:07 00:00:11:10 00:00:16:17 my first\n02:09 00:00:16:24 00:00:19:08 second\n", [(11.4, 16.68, "my first"),
        (16.96, 19.32, "second")]),
    "Text with frames behind a point, told by the lengths": (
        "00:00:11.10 00:00:16.17 05.07 my first\n00:00:16.24 00:00:19.08 02.09 second\n", [(11.4, 16.68, "my first"),
        (16.96, 19.32, "second")]),
    "Text with two clocks, a time of day in the words": (
        "0:05 - 0:09\n10:30 is the time\n\n0:10 - 0:12\nof 9:15\n", [(5, 9, "10:30 is the time"), (10, 12, "of 9:15")]),
    "Text with clocks below the words": (
        "hello there\nfriend\n00:00:01:00\\00:00:02:00\n\nbye\n00:00:03:00\\00:00:04:00\n",
        [(1, 2, "hello there friend"), (3, 4, "bye")]),
    "Text with numbers and clocks (FAB)": (
        "0001 : 00:00:10:12 00:00:13:04\nhello\n\n0002 : 00:00:14:00 00:00:15:00\nyou\n",
        [(10.48, 13.16, "hello"), (14, 15, "you")]),
    "Text with drop-frame clocks (Encore)": (
        "1 00;00;59;28 00;01;00;02 hello\n2 00;10;00;00 00;10;02;15 bye\n", [(59.99, 60.06, "hello"), (600, 602.5, "bye")]),
    "STL as text (Spruce)": (
        "$FontName = Arial\n//a remark\n00:00:05:16 , 00:00:08:11 , Hello|you\n00:00:09:00 , 00:00:10:00 , bye\n",
        [(5.64, 8.44, "Hello you"), (9, 10, "bye")]),
    "Captions of Avid": (
        "@ This file written with the Avid Caption plugin, version 1\n\n<begin subtitles>\n\n00:00:00:12 00:00:03:05\nHello\n\n"
        "00:00:04:00 00:00:05:00\nbye\n\n<end subtitles>\n", [(0.48, 3.2, "Hello"), (4, 5, "bye")]),
    "SubViewer 1": (
        "[TITLE]\nx\n[BEGIN]\n[00:00:01]\nhello\n[00:00:03]\n\n[00:00:05]\nbye\n[00:00:07]\n\n[END]\n",
        [(1, 3, "hello"), (5, 7, "bye")]),
    "PowerDivX": ("{00:00:01}{00:00:03}hello|there\n{00:00:04}{00:00:06}bye\n", [(1, 3, "hello there"), (4, 6, "bye")]),
    "Text with a start and an end in brackets": (
        "[00:00:01][00:00:03]hello\n[00:00:04][00:00:06]bye\n[00:00:07][00:00:08]end\n",
        [(1, 3, "hello"), (4, 6, "bye"), (7, 8, "end")]),
    "Text with stamps between the words": (
        "[00:00:01] hello there [00:00:05] you are [00:00:09] welcome\n",
        [(1, 5, "hello there"), (5, 9, "you are"), (9, None, "welcome")]),
    "Transcript with stamps at the ends of the paragraphs (f4, MAXQDA)": (
        "I: How are you? #00:00:05-2#\nB: Fine, thank you. #00:00:09-0#\nI: Good. #00:00:12-5#\n",
        [(0, 5.2, "I: How are you?"), (5.2, 9, "B: Fine, thank you."), (9, 12.5, "I: Good.")]),
    "Whisper's printed transcript (faster-whisper)": (
        "Detected language 'en' with probability 0.99\n[0.00s -> 3.76s]  hello\n[3.76s -> 5.00s]  there\n",
        [(0, 3.76, "hello"), (3.76, 5, "there")]),
    "Text with speakers and two clocks": (
        "SPEAKER_00 [00:00:01.000 --> 00:00:03.000]: hello\nSPEAKER_01 [00:00:04.000 --> 00:00:05.000]: you\n",
        [(1, 3, "SPEAKER_00 hello"), (4, 5, "SPEAKER_01 you")]),
    "Labels of Audacity with blanks": (
        "0.50 2.30 hello\n2.50 4.10 there\n4.5 6.0 end\n",
        [(0.5, 2.3, "hello"), (2.5, 4.1, "there"), (4.5, 6, "end")]),
    "Lyrics with an offset": ("[offset:+500]\n[00:10.00]a\n[00:20.00]b\n[00:25.00]\n", [(9.5, 19.5, "a"), (19.5, 24.5, "b")]),
    "Lyrics with marks of silence that are used again": (
        "[00:01.00][00:11.00]La\n[00:03.00][00:13.00]\n[00:20.00]End\n[00:22.00]",
        [(1, 3, "La"), (11, 13, "La"), (20, 22, "End")]),
    "Lyrics with times of words": (
        "[00:01.00]<00:01.00>La <00:01.50>la\n[00:03.00]\n[00:05.00] <00:05.00>lo\n", [(1, 3, "La la"), (5, None, "lo")]),
    "Text with silence as empty lines of time": ("0:01 a\n0:03\n0:07 b\n0:09\n", [(1, 3, "a"), (7, 9, "b")]),
    "Table with rows without words as silence": ("time,text\n0:01,a\n0:03,\n0:07,b\n0:09,\n", [(1, 3, "a"), (7, 9, "b")]),
    "JSON with empty texts as silence": (
        '[{"text":"a","start":1},{"text":"","start":3},{"text":"b","start":7},{"text":"","start":9}]',
        [(1, 3, "a"), (7, 9, "b")]),
}  # fmt: skip


@pytest.mark.parametrize("name", TEXTS)
def test_read_right(tmp_path: Path, support_table: Any, name: str) -> None:
    content, expected = TEXTS[name]
    assert rounded(read(tmp_path, content)) == expected
    support_table("Captions", name, "read right")


def test_a_transcript_on_one_long_line(tmp_path: Path) -> None:
    said = "we asked the doctors about the winter and they said that it would be long and cold " * 5
    captions = read(tmp_path, " ".join(f"[00:{at:02d}:00] {said}" for at in range(59)))
    assert [segment.start for segment in captions.segments] == [60.0 * at for at in range(59)]
    assert {segment.text for segment in captions.segments} == {said.strip()}


@pytest.mark.parametrize(
    "content",
    [
        "The train leaves at 10:30.\nSo (12:30) it is.\nWe left at 11:00 and came\nThen we went\nhome\nagain\n",
        "3.5 to 4.5 million people\nlive here\nand 2:1 it ended\n",
        "It took 12s.\nThen 5 minutes more.\nNothing else.\n",
    ],
)
def test_words_with_times_among_them_stay_words(tmp_path: Path, content: str) -> None:
    captions = read(tmp_path, content)
    assert not captions.timed
    assert [segment.text for segment in captions.segments] == content.splitlines()


@pytest.mark.parametrize(
    ("clock", "rate", "seconds"),
    [
        ("00:00:12:12", None, 12.48), ("00:00:12:12", 24, 12.5), ("00:00:12:15", 30, 12.5), ("01:00:00:00", 24, 3600),
        ("01:00:00:00", 23.976, 3603.6), ("00:10:00:00", 29.97, 600.6), ("00;00;12;05", None, 12.1788),
        ("00:00:59;29", None, 60.0266), ("00:01:00;02", None, 60.06), ("00:10:00;00", None, 599.9994),
        ("01:00:00;00", 29.97, 3599.9964), ("00:01:00;04", 59.94, 60.06),
        ("00:00:01;50", None, 1.8352), ("00;00;02;12", 25, 2.48), ("0:01:02:500", None, 62.5), ("00:00:01.12", 25, 1.12),
    ],
)  # fmt: skip
def test_clocks_that_count_frames(clock: str, rate: float | None, seconds: float) -> None:
    assert clock_seconds(clock, rate) == pytest.approx(seconds, abs=1e-4)


def test_the_frame_rate_is_told_by_the_highest_frame_or_by_the_lengths(tmp_path: Path) -> None:
    for clocks, rate in (
        (["00:00:01:23"], 25), (["00:00:01:24"], 25), (["00:00:01:29"], 30), (["00:00:01:49"], 50), (["00:00:01:59"], 60),
        (["00:00:01;29"], 29.97), (["00:00:01;42"], 59.94), (["00:00:01.29", "0:12"], None),
    ):  # fmt: skip
        assert likely_frame_rate(clocks) == rate
    for rate in (24, 25, 50):
        lists = f"00:00:01:20 00:00:02:10 00:{rate - 10:02d} a\n00:00:03:00 00:00:05:05 02:05 b\n"
        captions = read(tmp_path, lists)
        assert captions.segments[0].start == pytest.approx(1 + 20 / rate, abs=1e-4)
        assert not captions.notes
    assumed = read(tmp_path, "00:00:01:20 00:00:02:28 a\n00:00:03:00 00:00:05:05 b\n")
    assert "30 were assumed" in told(assumed, "frame rate")
    given = read(
        tmp_path, "00:00:01:20 00:00:02:10 a\n00:00:03:00 00:00:05:05 b\n", CaptionOptions(frame_rate=50)
    )
    assert rounded(given)[0][:2] == (1.4, 2.2)
    assert not given.notes


def test_frames_in_srt_and_in_tables_are_told_too(tmp_path: Path) -> None:
    for content in (
        "1\n00:00:59;28 --> 00:01:00;02\na\n\n2\n00:10:00;00 --> 00:10:01;00\nb\n",
        "In\tOut\tText\n00:00:59;28\t00:01:00;02\ta\n00:10:00;00\t00:10:01;00\tb\n",
    ):
        captions = read(tmp_path, content)
        assert rounded(captions) == [(59.99, 60.06, "a"), (600.0, 601.0, "b")]
        assert "29.97 were assumed" in told(captions, "frame rate")
