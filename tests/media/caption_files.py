"""Captions written in every format, as the programs that write them do, and read back, for the tests of the readers."""

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from html import escape
from pathlib import Path

import pysubs2
import webvtt

from crvae_core.media.captions import CaptionOptions, Captions, read_captions

CASES = Path(__file__).parent.parent / "cases"
Row = tuple[float, float, str]
Found = Sequence[tuple[float | None, float | None, str]]


def read(folder: Path, content: str | bytes, options: CaptionOptions | None = None) -> Captions:
    """What is read from a file with this content, whose name tells nothing."""
    path = folder / "captions.bin"
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return read_captions(path, options)


def rows(captions: Captions) -> Found:
    return [(segment.start, segment.end, segment.text) for segment in captions.segments]


def rounded(captions: Captions, digits: int = 2) -> Found:
    """The rows with their times to hundredths."""
    times = [(None if s.start is None else round(s.start, digits), None if s.end is None else round(s.end, digits))
             for s in captions.segments]  # fmt: skip
    return [(start, end, s.text) for (start, end), s in zip(times, captions.segments, strict=True)]


def told(captions: Captions, kind: str) -> str:
    """The message of the note of a kind; "" if there is none."""
    return next((note.message for note in captions.notes if note.kind == kind), "")


def clock(seconds: float, mark: str = ",") -> str:
    milliseconds = round(seconds * 1000)
    whole, rest = divmod(milliseconds, 1000)
    return f"{whole // 3600:02d}:{whole // 60 % 60:02d}:{whole % 60:02d}{mark}{rest:03d}"


def srt(rows: Sequence[Row]) -> str:
    return "\n".join(
        f"{number}\n{clock(start)} --> {clock(end)}\n{text}\n"
        for number, (start, end, text) in enumerate(rows, start=1)
    )


def vtt(rows: Sequence[Row]) -> str:
    file = webvtt.WebVTT()
    for start, end, text in rows:
        file.captions.append(webvtt.Caption(clock(start, "."), clock(end, "."), escape(text, quote=False)))
    return str(file.content)


def sbv(rows: Sequence[Row]) -> str:
    return "\n".join(f"{clock(start, '.')[1:]},{clock(end, '.')[1:]}\n{text}\n" for start, end, text in rows)


def _pysubs2(rows: Sequence[Row], kind: str, **choices: float) -> str:
    file = pysubs2.SSAFile()
    for start, end, text in rows:
        event = pysubs2.SSAEvent(start=round(start * 1000), end=round(end * 1000))
        event.plaintext = text
        file.append(event)
    return file.to_string(kind, **choices)


def ass(rows: Sequence[Row]) -> str:
    return _pysubs2(rows, "ass")


def ssa(rows: Sequence[Row]) -> str:
    return _pysubs2(rows, "ssa")


def microdvd(rows: Sequence[Row]) -> str:
    return _pysubs2(rows, "microdvd", fps=25.0)


def sami(rows: Sequence[Row]) -> str:
    body = "".join(
        f"<SYNC Start={round(start * 1000)}><P Class=ENCC>{escape(text)}\n<SYNC Start={round(end * 1000)}><P Class=ENCC>&nbsp;\n"
        for start, end, text in rows
    )
    return f"<SAMI>\n<HEAD><STYLE TYPE='text/css'><!-- P {{}} --></STYLE></HEAD>\n<BODY>\n{body}</BODY>\n</SAMI>\n"


def ttml(rows: Sequence[Row]) -> str:
    body = "".join(
        f'<p begin="{clock(start, ".")}" end="{clock(end, ".")}">{escape(text)}</p>\n'
        for start, end, text in rows
    )
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<tt xmlns="http://www.w3.org/ns/ttml" xml:lang="en">'
    return f"{head}<head/><body><div>\n{body}</div></body></tt>"


def srv1(rows: Sequence[Row]) -> str:
    body = "".join(
        f'<text start="{start}" dur="{end - start:.3f}">{escape(escape(text))}</text>'
        for start, end, text in rows
    )
    return f'<?xml version="1.0" encoding="utf-8" ?><transcript>{body}</transcript>'


def srv2(rows: Sequence[Row]) -> str:
    return _timedtext(
        rows, '<text w="1" t="{start}" d="{length}">{text}</text>', "<timedtext>{body}</timedtext>"
    )


def srv3(rows: Sequence[Row]) -> str:
    page = '<timedtext format="3">\n<head><pen id="1"/></head>\n<body>\n{body}</body>\n</timedtext>'
    return _timedtext(rows, '<p t="{start}" d="{length}" w="1"><s ac="0">{text}</s></p>\n', page)


def _timedtext(rows: Sequence[Row], line: str, page: str) -> str:
    body = "".join(
        line.format(start=round(start * 1000), length=round((end - start) * 1000), text=escape(text))
        for start, end, text in rows
    )
    return '<?xml version="1.0" encoding="utf-8" ?>' + page.format(body=body)


def json3(rows: Sequence[Row]) -> str:
    events = [
        {
            "tStartMs": round(start * 1000),
            "dDurationMs": round((end - start) * 1000),
            "segs": [{"utf8": text}],
        }
        for start, end, text in rows
    ]
    return json.dumps({"wireMagic": "pb3", "pens": [{}], "events": [{"tStartMs": 0, "id": 1}, *events]})


def transcript_json(rows: Sequence[Row]) -> str:
    return json.dumps([{"text": text, "start": start, "duration": end - start} for start, end, text in rows])


def whisper_json(rows: Sequence[Row]) -> str:
    segments = [
        {
            "id": number,
            "seek": 0,
            "start": start,
            "end": end,
            "text": f" {text}",
            "tokens": [1, 2],
            "temperature": 0.0,
        }
        for number, (start, end, text) in enumerate(rows)
    ]
    return json.dumps({"text": " ".join(row[2] for row in rows), "segments": segments, "language": "en"})


def whisper_cpp_json(rows: Sequence[Row]) -> str:
    segments = [
        {
            "timestamps": {"from": clock(start), "to": clock(end)},
            "offsets": {"from": round(start * 1000), "to": round(end * 1000)},
            "text": f" {text}",
        }
        for start, end, text in rows
    ]
    return json.dumps({"systeminfo": "AVX = 1", "result": {"language": "en"}, "transcription": segments})


def faster_whisper_json(rows: Sequence[Row]) -> str:
    return json.dumps(
        [
            [number, 0, start, end, text, [1, 2], 0.0, -0.2, 1.1, 0.02, None]
            for number, (start, end, text) in enumerate(rows)
        ]
    )


def whisper_tsv(rows: Sequence[Row]) -> str:
    lines = [f"{round(start * 1000)}\t{round(end * 1000)}\t{text}\n" for start, end, text in rows]
    return "start\tend\ttext\n" + "".join(lines)


def comma_table(rows: Sequence[Row]) -> str:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["Start", "End", "Text"])
    writer.writerows([[f"{start:.3f}", f"{end:.3f}", text] for start, end, text in rows])
    return out.getvalue()


def semicolon_table(rows: Sequence[Row]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow(["Beginn", "Dauer", "Untertitel"])
    writer.writerows(
        [
            [f"{start:.3f}".replace(".", ","), f"{end - start:.3f}".replace(".", ","), text]
            for start, end, text in rows
        ]
    )
    return out.getvalue()


def long_grid(tiers: Mapping[str, Found], header: str = "") -> str:
    """A TextGrid in the long notation; a cue without an end makes its tier one of points."""
    parts = [f'File type = "ooTextFile"\nObject class = "TextGrid"\n{header}\nxmin = 0 \nxmax = 99 \ntiers? <exists> \n'
             f"size = {len(tiers)} \nitem []: \n"]  # fmt: skip
    for number, (name, cues) in enumerate(tiers.items(), start=1):
        points = any(end is None for _, end, _ in cues)
        kind, what = ("TextTier", "points") if points else ("IntervalTier", "intervals")
        parts.append(f'    item [{number}]:\n        class = "{kind}" \n        name = "{name}" \n        xmin = 0 \n       '
                     f' xmax = 99 \n'
                     f"        {what}: size = {len(cues)} \n")  # fmt: skip
        for place, (start, end, text) in enumerate(cues, start=1):
            times = (
                f"number = {start} \nmark"
                if points
                else f"xmin = {start} \n            xmax = {end} \n            text"
            )
            quoted = text.replace('"', '""')
            parts.append(f'        {what} [{place}]:\n            {times} = "{quoted}" \n')
    return "".join(parts)


WRITERS: dict[str, Callable[[Sequence[Row]], str]] = {
    "SRT": srt,
    "WebVTT (webvtt-py)": vtt,
    "SBV": sbv,
    "ASS (pysubs2)": ass,
    "SSA (pysubs2)": ssa,
    "MicroDVD (pysubs2)": microdvd,
    "SAMI": sami,
    "TTML": ttml,
    "YouTube srv1": srv1,
    "YouTube srv2": srv2,
    "YouTube srv3": srv3,
    "YouTube json3": json3,
    "youtube-transcript-api JSON": transcript_json,
    "Whisper JSON (openai-whisper)": whisper_json,
    "Whisper JSON (whisper.cpp)": whisper_cpp_json,
    "Whisper JSON (faster-whisper)": faster_whisper_json,
    "Whisper TSV": whisper_tsv,
    "CSV": comma_table,
    "CSV with semicolons and decimal commas": semicolon_table,
}
