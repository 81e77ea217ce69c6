"""Broken and hostile caption files: each ends within seconds, in bounded memory, in one clear sentence."""

import json
import resource
import subprocess
import sys
import time
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from crvae_core.errors import CaptionError
from crvae_core.media.captions import read_captions
from tests.media.caption_files import srt

_CUE = b"1\n00:00:01,000 --> 00:00:02,000\n"
_BOMB = (
    b'<?xml version="1.0"?>\n<!DOCTYPE tt [<!ENTITY a "aaaaaaaaaaaaaaaa">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 16) for n in range(9))
    + b']>\n<tt><body><div><p begin="1s" end="2s">&j;</p></div></body></tt>'
)
_OUTSIDE = (
    b'<?xml version="1.0"?>\n<!DOCTYPE tt [<!ENTITY file SYSTEM "file:///etc/passwd">]>\n'
    b'<tt><body><div><p begin="1s" end="2s">&file;</p></div></body></tt>'
)

# What is broken -> (bytes or how to make them, what the message must say)
BROKEN: dict[str, tuple[bytes | Callable[[], bytes], str]] = {
    "an empty file": (b"", "is empty"),
    "blanks and line breaks only": (b"  \r\n\n\t ", "is empty"),
    "zeros only (a failed download)": (bytes(5000), "is empty"),
    "a byte-order mark only": (b"\xef\xbb\xbf", "no caption text"),
    "a video (MP4)": (b"\x00\x00\x00\x18ftypmp42" + bytes(range(256)) * 40, "not a text file"),
    "a video (Matroska)": (b"\x1aE\xdf\xa3" + bytes(range(256)), r"not a text file but a video"),
    "a picture (PNG)": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "not a text file but a picture"),
    "a zip archive or a Word document": (b"PK\x03\x04" + bytes(range(256)), "not a text file but a zip archive"),
    "a compressed file (gzip)": (b"\x1f\x8b\x08" + zlib.compress(b"x" * 900), "not a text file but a compressed file"),
    "an RTF document": (rb"{\rtf1\ansi Hello}", r"a page or a document \(RTF\)"),
    "a PDF": (b"%PDF-1.7\n1 0 obj", r"a page or a document \(PDF\)"),
    "a VobSub index (pictures)": (b"# VobSub index file, v7\nsize: 720x576\n", "an index of subtitle pictures"),
    "Scenarist SCC (codes)": (b"Scenarist_SCC V1.0\n\n00:00:01:00 9420 9420", "codes instead of text"),
    "a web page in place of captions": (b"<!DOCTYPE html>\n<html><body>404 Not found</body></html>", "a page or a document"),
    "XML of another kind": (b'<?xml version="1.0"?><rss><channel><title>x</title></channel></rss>', "not captions"),
    "random bytes": (lambda: zlib.compress(b"".join(b"%d" % n for n in range(90_000))), "not a text file|encoding"),
    "SRT with times but no text": (_CUE + b"\n2\n00:00:03,000 --> 00:00:04,000\n\n", "no caption text"),
    "SRT cut off in its first times": (b"1\n00:00:01,000 --> 00:0", "no caption text|can't be read"),
    "SRT whose times can't be read": (b"1\n00:xx:01,000 --> 00:00:02,000\nhello\n", "no caption text .*times can't be read"),
    "SRT with absurd times": (b"1\n99999999:00:00,000 --> 99999999:00:01,000\nhello\n", r"which no video has .*line 2"),
    "SRT with negative times only": (b"1\n-00:00:09,000 --> -00:00:08,000\nhello\n", "before the start"),
    "WebVTT without a caption": (b"WEBVTT\n\nNOTE nothing here\n", "no caption text"),
    "WebVTT cut off after its header": (b"WEBVTT\nKind: capt", "no caption text"),
    "ASS without dialogue": (b"[Script Info]\nTitle: x\n\n[Events]\nFormat: Layer, Start, End, Text\n", "no caption text"),
    "ASS with damaged dialogue": (b"[Script Info]\n[Events]\nDialogue: 0,soon,later\n", r"dialogue can't be read .*line 3"),
    "TTML cut off": (b'<tt xmlns="http://www.w3.org/ns/ttml"><body><div><p begin="1s">he', r"damaged XML \(line 1"),
    "TTML with pictures only": (b'<tt><body><div begin="1s" end="2s" backgroundImage="#i1"/></body></tt>', "no caption text"),
    "TTML with absurd times": (b'<tt><body><p begin="99999999h" end="999999999h">x</p></body></tt>', "which no video has"),
    "an XML bomb (entities in entities)": (_BOMB, "declares a document type of its own"),
    "XML that asks for a file of the server": (_OUTSIDE, "declares a document type of its own"),
    "XML nested 100,000 deep": (b"<tt><body>" + b"<div>" * 100_000, r"nests or repeats its elements"),
    "XML with a million elements": (lambda: b"<tt><body>" + b"<p/>" * 1_000_000 + b"</body></tt>", "nests or repeats"),
    "SAMI without a mark of time": (b"<SAMI><BODY><P>hello</BODY></SAMI>", "no caption text"),
    "MicroDVD with a rate only": (b"{1}{1}25.000\n", "no caption text"),
    "MicroDVD with absurd frames": (b"{1}{1}25\n{999999999999}{5}a\n{888888888}{888888889}b", "no caption text|no video has"),
    "JSON cut off": (b'[{"text": "cut off", "start": 1', r"damaged JSON \(line 1\)"),
    "JSON of another kind": (b'{"name": "x", "version": 3}', "JSON of another kind"),
    "JSON with no events": (b'{"events": []}', "JSON of another kind"),
    "JSON with times that are words": (b'[{"text": "a", "start": "soon"}]', "not numbers"),
    "JSON with times that are lists": (b'[{"text": "a", "start": [1], "duration": {}}]', "not numbers|JSON of another kind"),
    "JSON with texts that are numbers": (b'[{"text": 5, "start": 1}]', "texts? (is|are) none|text is none"),
    "JSON with absurd times": (b'[{"text": "a", "start": 1e12}]', "which no video has"),
    "JSON with infinite times": (b'[{"text": "a", "start": Infinity}, {"text": "b", "start": NaN}]', "not numbers|no video has"),
    "JSON with a number of 5,000 digits": (b'[{"text": "a", "start": ' + b"9" * 5000 + b"}]", "damaged JSON|not numbers"),
    "JSON nested 200,000 deep": (b"[" * 200_000, "nested too deeply"),
    "JSON objects nested 900 deep": (b'{"a":' * 900 + b"[]" + b"}" * 900, "nested too deeply|another kind"),
    "JSON with 150,000 captions": (
        lambda: json.dumps([{"text": "a", "start": n} for n in range(150_000)]).encode(), "more than any video"),
    "CSV whose times are words": (b"start,end,text\nsoon,later,hello\n", "not numbers"),
    "CSV with a header only": (b"start,end,text\n", "no caption text"),
    "one line of 19 MB": (lambda: b"a" * 19_000_000, "without the end of a sentence"),
    "one caption of 15 MB": (lambda: _CUE + b"a" * 15_000_000, "a text of 15,000,000 characters is no caption"),
    "10 million empty lines": (lambda: b"\n" * 10_000_000 + b"x", "more than any caption file"),
    "4 million arrows": (lambda: b"-->" * 4_000_000, "more than any video"),
    "300,000 captions": (lambda: srt([(1.0, 2.0, "x")] * 300_000).encode(), "more than any"),
    "a million marks of time (SAMI)": (lambda: b"<SAMI><BODY>" + b"<SYNC Start=1>" * 1_000_000, "more than any video"),
    "15 million opening braces": (lambda: b"{" * 15_000_000, "without the end of a sentence"),
    "a TextGrid that is all quotes": (
        lambda: b'"ooTextFile"\n"TextGrid"\n0\n9\n<exists>\n1\n"IntervalTier"\n' + b'"' * 3_000_000, "damaged TextGrid"),
    "an edit list of 120,000 markers": (
        lambda: b"TITLE: a\nFCM: NON-DROP FRAME\n" + b"* LOC: 01:00:10:12 RED     x\n" * 120_000, "more than any video"),
    "20,000 TTML documents in one file": (
        lambda: b'<tt><body><p begin="1s">a</p></body></tt>' * 20_000, "joins 10,000 documents or more"),
    "a million clocks on a line": (lambda: b"[00:00:01] a " * 1_000_000, "looks timed"),
    "a list of 90,000 Python objects": (lambda: b"[" + b"S(start=1, text='a'), " * 90_000, "damaged or too long"),
    "a quote that never ends (CSV)": (lambda: b"start,end,text\n" + b'1,2,"' * 3_000_000, "without the end of a sentence"),
    "a table of 5 million columns": (lambda: b"start,end,text" + b",a" * 5_000_000 + b"\n1,2,x", "without the end of a sentence"),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_each_ends_in_one_clear_sentence(tmp_path: Path, support_table: Any, name: str) -> None:
    content, said = BROKEN[name]
    path = tmp_path / "captions.srt"
    path.write_bytes(content if isinstance(content, bytes) else content())
    begun = time.process_time()
    with pytest.raises(CaptionError, match=said) as refused:
        read_captions(path)
    assert time.process_time() - begun < 15, "it must end within seconds"
    message = str(refused.value)
    assert "captions.srt" in message
    assert "\n" not in message
    assert len(message) < 400
    support_table("Broken captions", name, f"clear error: {message}")


def test_a_file_of_200_mb_is_refused_without_reading_it(tmp_path: Path, support_table: Any) -> None:
    path = tmp_path / "captions.srt"
    with path.open("wb") as stream:
        stream.truncate(200_000_000)
    with pytest.raises(CaptionError, match="has 200 MB, more than any caption file needs") as refused:
        read_captions(path)
    support_table("Broken captions", "a caption file of 200 MB", f"clear error: {refused.value}")


def test_a_missing_file_and_a_folder_are_named(tmp_path: Path, support_table: Any) -> None:
    for path, said in (
        (tmp_path / "nothing.srt", "check the path"),
        (tmp_path, "is a folder"),
        (Path("a\x00b"), "check the path"),
    ):
        with pytest.raises(CaptionError, match=said):
            read_captions(path)
    support_table(
        "Broken captions", "a missing file, a folder", "clear error: can't be read ...: check the path"
    )


@pytest.mark.parametrize(
    "name", ["one caption of 15 MB", "XML with a million elements", "an XML bomb (entities in entities)"]
)
def test_memory_is_bounded(tmp_path: Path, name: str) -> None:
    content, _ = BROKEN[name]
    path = tmp_path / "captions.srt"
    path.write_bytes(content if isinstance(content, bytes) else content())
    code = (
        "import resource, sys\nfrom crvae_core.media.captions import read_captions\nfrom crvae_core.errors import CaptionError\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "try:\n    read_captions(sys.argv[1])\nexcept CaptionError:\n    pass\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)],
        capture_output=True,
        text=True,
        cwd=root,
        timeout=120,
        check=True,
    )
    unit = 1 if sys.platform == "darwin" else 1024
    assert int(done.stdout) * unit < 500_000_000
    assert resource.RUSAGE_SELF == 0


def test_binary_inside_a_good_file_costs_only_its_letters(tmp_path: Path, support_table: Any) -> None:
    path = tmp_path / "captions.srt"
    good = srt([(1.0, 2.0, "one two"), (3.0, 4.0, "three"), (5.0, 6.0, "four")] * 1).encode()
    path.write_bytes(good.replace(b"three", b"th\x01\x02ree"))
    assert [segment.text for segment in read_captions(path).segments] == ["one two", "three", "four"]
    support_table("Captions", "SRT with control characters inside: they are left out", "read right")
