"""JSON as services and programs for speech recognition write it, each in the shape of its documentation."""

import json
from pathlib import Path
from typing import Any

import pytest

from crvae_core.errors import CaptionError
from crvae_core.media.captions import read_captions
from tests.media.caption_files import CASES, Found, read, rounded, told


def _aws(word: str, start: float | None = None, end: float | None = None) -> dict[str, Any]:
    kind = "punctuation" if start is None else "pronunciation"
    times = {} if start is None else {"start_time": str(start), "end_time": str(end)}
    return {**times, "alternatives": [{"confidence": "0.9", "content": word}], "type": kind}


_WORDS = [("Hello", 0.5, 0.9), ("you.", 0.9, 1.2), ("Bye.", 3.0, 3.5)]
_BOTH: Found = [(0.5, 1.2, "Hello you."), (3.0, 3.5, "Bye.")]
_DEEPGRAM = [{"word": w.lower(), "start": s, "end": e, "punctuated_word": w} for w, s, e in _WORDS]
_SENTENCES = [{"text": "Hello you.", "start": 0.5, "end": 1.2}, {"text": "Bye.", "start": 3.0, "end": 3.5}]
_AZURE = [
    {"recognitionStatus": "Success", "offset": "PT0.5S", "duration": "PT0.7S", "offsetInTicks": 5e6,
     "nBest": [{"lexical": "hello you", "itn": "hello you", "display": "Hello you."}, {"display": "Yellow dew."}]},
    {"recognitionStatus": "Success", "offset": "PT3S", "duration": "PT0.5S", "offsetInTicks": 3e7,
     "nBest": [{"display": "Bye."}]},
]  # fmt: skip

# What wrote it -> (the value, what comes out)
WRITTEN: dict[str, tuple[Any, Found]] = {
    "Amazon Transcribe": (
        {"jobName": "j", "results": {
            "transcripts": [{"transcript": "Hello you. Bye."}],
            "items": [_aws("Hello", 0.5, 0.9), _aws("you", 0.9, 1.2), _aws("."), _aws("Bye", 3.0, 3.5), _aws(".")]}}, _BOTH),
    "Amazon Transcribe with speakers and turns": (
        {"results": {
            "transcripts": [{"transcript": "Hello you. Bye."}],
            "speaker_labels": {"segments": [{"start_time": "0.5", "end_time": "3.5", "speaker_label": "spk_0", "items": [
                {"start_time": "0.5", "end_time": "0.9", "speaker_label": "spk_0"}]}]},
            "items": [_aws("Hello", 0.5, 0.9), _aws("you", 0.9, 1.2), _aws("."), _aws("Bye", 3.0, 3.5), _aws(".")],
            "audio_segments": [{"id": 0, "transcript": "Hello you.", "start_time": "0.5", "end_time": "1.2", "items": [0, 1, 2]},
                               {"id": 1, "transcript": "Bye.", "start_time": "3.0", "end_time": "3.5", "items": [3, 4]}]}},
                                _BOTH),
    "Amazon Transcribe (call analytics)": (
        {"Transcript": [{"BeginOffsetMillis": 500, "EndOffsetMillis": 1200, "Content": "Hello you.", "ParticipantRole": "AGENT"},
                        {"BeginOffsetMillis": 3000, "EndOffsetMillis": 3500, "Content": "Bye."}]}, _BOTH),
    "Azure (batch)": ({"combinedRecognizedPhrases": [{"display": "Hello you. Bye."}], "recognizedPhrases": _AZURE}, _BOTH),
    "Azure (fast)": (
        {"combinedPhrases": [{"text": "Hello you. Bye."}], "phrases": [
            {"offsetMilliseconds": 500, "durationMilliseconds": 700, "text": "Hello you.", "words": [
                {"text": "Hello", "offsetMilliseconds": 500, "durationMilliseconds": 400}]},
            {"offsetMilliseconds": 3000, "durationMilliseconds": 500, "text": "Bye."}]}, _BOTH),
    "Azure (SDK)": (
        [{"Id": "1", "RecognitionStatus": "Success", "DisplayText": "Hello you.", "Offset": 5_000_000, "Duration": 7_000_000},
         {"Id": "2", "RecognitionStatus": "Success", "DisplayText": "Bye.", "Offset": 30_000_000, "Duration": 5_000_000}], _BOTH),
    "Azure Video Indexer": (
        {"videos": [{"insights": {"transcript": [
            {"id": 1, "text": "Hello you.", "instances": [{"adjustedStart": "0:00:09", "start": "0:00:00.5",
             "end": "0:00:01.2"}]},
            {"id": 2, "text": "Bye.", "instances": [{"start": "0:00:03", "end": "0:00:03.5"}]}]}}]}, _BOTH),
    "Google Speech-to-Text": (
        {"results": [
            {"alternatives": [{"transcript": "Hello you.", "words": [
                {"startTime": "0.500s", "endTime": "0.900s", "word": "Hello"}, {"startTime": "0.900s", "endTime": "1.2s",
                 "word": "you."}]},
                {"transcript": "Yellow dew"}], "resultEndTime": "2s"},
            {"alternatives": [{"transcript": "Bye.", "words": [{"startTime": "3s", "endTime": "3.500s", "word": "Bye."}]}]}]},
             _BOTH),
    "Google Speech-to-Text (Python)": (
        {"results": [{"alternatives": [{"transcript": "Hello you. Bye.", "words": [
            {"word": w, "start_time": {"seconds": str(int(s)), "nanos": round(s % 1 * 1e9)},
             "end_time": {"seconds": int(e), "nanos": round(e % 1 * 1e9)}} for w, s, e in _WORDS]}]}]}, _BOTH),
    "Google Speech-to-Text without words": (
        {"results": [{"alternatives": [{"transcript": "Hello you."}], "resultEndTime": "1.2s"},
                     {"alternatives": [{"transcript": "Bye."}], "resultEndTime": "3.5s"}]},
        [(0, 1.2, "Hello you."), (1.2, 3.5, "Bye.")]),
    "Deepgram": (
        {"metadata": {"duration": 5.0}, "results": {"channels": [{"alternatives": [{
            "transcript": "Hello you. Bye.", "words": _DEEPGRAM,
            "paragraphs": {"transcript": "\nHello you. Bye.", "paragraphs": [{"sentences": _SENTENCES, "start": 0.5,
                "end": 3.5}]}}]}]}},
        _BOTH),
    "Deepgram, words only, two channels": (
        {"results": {"channels": [{"alternatives": [{"transcript": "Hello you.", "words": _DEEPGRAM[:2]}]},
                                  {"alternatives": [{"transcript": "Bye.", "words": _DEEPGRAM[2:]}]}]}}, _BOTH),
    "AssemblyAI": (
        {"id": "x", "text": "Hello you. Bye.", "audio_duration": 5, "utterances": None,
         "words": [{"text": w, "start": round(s * 1000), "end": round(e * 1000), "confidence": 0.9} for w, s, e in _WORDS]},
             _BOTH),
    "AssemblyAI (sentences)": (
        {"sentences": [{"text": s["text"], "start": round(s["start"] * 1000), "end": round(s["end"] * 1000), "words": []}
                       for s in [*_SENTENCES, {"text": "And a longer one at last.", "start": 5, "end": 6}]]},
        [*_BOTH, (5, 6, "And a longer one at last.")]),
    "Rev": (
        {"monologues": [
            {"speaker": 0, "elements": [
                {"type": "text", "value": "Hello", "ts": 0.5, "end_ts": 0.9}, {"type": "punct", "value": " "},
                {"type": "text", "value": "you", "ts": 0.9, "end_ts": 1.2}, {"type": "punct", "value": "."}]},
            {"speaker": 1, "elements": [{"type": "text", "value": "Bye", "ts": 3.0, "end_ts": 3.5}, {"type": "punct",
             "value": "."}]}]},
        _BOTH),
    "Speechmatics": (
        {"format": "2.9", "results": [
            {"type": "word", "start_time": 0.5, "end_time": 0.9, "alternatives": [{"content": "Hello", "language": "en"}]},
            {"type": "word", "start_time": 0.9, "end_time": 1.2, "alternatives": [{"content": "you"}]},
            {"type": "punctuation", "start_time": 1.2, "end_time": 1.2, "attaches_to": "previous",
             "alternatives": [{"content": "."}]},
            {"type": "word", "start_time": 3.0, "end_time": 3.5, "alternatives": [{"content": "Bye"}]},
            {"type": "punctuation", "start_time": 3.5, "end_time": 3.5, "alternatives": [{"content": "."}]}]}, _BOTH),
    "IBM Watson": (
        {"results": [{"final": True, "alternatives": [{"transcript": "Hello you. ", "timestamps": [["Hello", 0.5, 0.9],
         ["you.", 0.9, 1.2]]}]},
                     {"final": True, "alternatives": [{"transcript": "Bye. ", "timestamps": [["Bye.", 3.0, 3.5]]}]}]}, _BOTH),
    "ElevenLabs": (
        {"language_code": "eng", "text": "Hello you. Bye.", "words": [
            {"text": "Hello", "start": 0.5, "end": 0.9, "type": "word"}, {"text": " ", "start": 0.9, "end": 0.9,
             "type": "spacing"},
            {"text": "you.", "start": 0.9, "end": 1.2, "type": "word"}, {"text": " ", "start": 1.2, "end": 3.0,
             "type": "spacing"},
            {"text": "Bye.", "start": 3.0, "end": 3.5, "type": "word"}]}, _BOTH),
    "Premiere (transcript)": (
        {"language": "en-us", "segments": [
            {"duration": 0.7, "speaker": "u", "start": 0.5, "words": [
                {"duration": 0.4, "start": 0.5, "text": "Hello", "type": "word"}, {"duration": 0.3, "start": 0.9,
                 "text": "you."}]},
            {"duration": 0.5, "start": 3.0, "words": [{"duration": 0.5, "start": 3.0, "text": "Bye."}]}]}, _BOTH),
    "WhisperX": (
        {"segments": [{**_SENTENCES[0], "words": [{"word": "Hello", "start": 0.5, "end": 0.9}, {"word": "you."}]}, _SENTENCES[1]],
         "word_segments": [{"word": w, "start": s, "end": e} for w, s, e in _WORDS]}, _BOTH),
    "NeMo": ({"text": "Hello you. Bye.", "timestamp": {
        "word": [{"word": w, "start_offset": 1, "start": s, "end": e} for w, s, e in _WORDS],
        "segment": [{"segment": s["text"], "start": s["start"], "end": s["end"]} for s in _SENTENCES]}}, _BOTH),
    "Montreal Forced Aligner": (
        {"start": 0, "end": 4, "tiers": {
            "words": {"type": "interval", "entries": [[s, e, w] for w, s, e in _WORDS]},
            "phones": {"type": "interval", "entries": [[0.5, 0.6, "HH"], [0.6, 0.8, "AH0"], [0.8, 0.9, "L"]]}}}, _BOTH),
    "aeneas": ({"fragments": [{"begin": "0.500", "end": "1.200", "children": [], "id": "f1", "lines": ["Hello", "you."]},
                              {"begin": "3.000", "end": "3.500", "children": [], "id": "f2", "lines": ["Bye."]}]}, _BOTH),
    "Alibaba Cloud": (
        {"transcripts": [{"channel_id": 0, "text": "你好，世界。再见。", "sentences": [
            {"begin_time": 500, "end_time": 2820, "text": "你好，世界。", "words": [{"begin_time": 500, "end_time": 900,
             "text": "你好"}]},
            {"begin_time": 4000, "end_time": 5000, "text": "再见。"}]}]}, [(0.5, 2.82, "你好，世界。"), (4, 5, "再见。")]),
    "Tencent Cloud": (
        {"Data": {"ResultDetail": [{"FinalSentence": "你好，世界。", "SliceSentence": "你好 世界", "StartMs": 500, "EndMs": 2820},
                                   {"FinalSentence": "再见。", "StartMs": 4000, "EndMs": 5000}]}}, [(0.5, 2.82, "你好，世界。"),
        (4, 5, "再见。")]),
    "FunASR": ([{"key": "a", "text": "你好 世界", "timestamp": [[500, 900], [900, 1300]], "sentence_info": [
        {"text": "你好", "start": 500, "end": 2400}, {"text": "世界", "start": 3000, "end": 4500}]}], [(0.5, 2.4, "你好"),
        (3, 4.5, "世界")]),
    "Bilibili": ({"font_size": 0.4, "body": [{"from": 0.5, "to": 2.4, "location": 2, "content": "你好"},
                                              {"from": 2.5, "to": 4, "location": 2, "content": "再见"}]}, [(0.5, 2.4, "你好"),
                                               (2.5, 4, "再见")]),
    "TED": ({"captions": [{"duration": 1000, "content": "hello there you", "startTime": 0},
                          {"duration": 3000, "content": "good bye and farewell", "startTime": 1000}]},
            [(0, 1, "hello there you"), (1, 4, "good bye and farewell")]),
    "oTranscribe": (
        {"text": '<p><span class="timestamp" data-timestamp="1.5">00:01</span>Hello</p>'
                 '<p><span class="timestamp">00:05</span>Bye<br /></p>',
         "media": "a.mp4", "media-time": 3}, [(1, 5, "Hello"), (5, None, "Bye")]),
    "SRT in JSON": ({"code": 200, "srt_text": "1\n00:00:01,000 --> 00:00:02,000\nhello\n"}, [(1, 2, "hello")]),
    "objects numbered by their keys": ({"1": {"start": 0, "end": 1, "text": "a"}, "2": {"start": 1, "end": 2, "text": "b"}},
                                       [(0, 1, "a"), (1, 2, "b")]),
    "texts under their times": ({"0.0": "a", "1.5": "b"}, [(0, 1.5, "a"), (1.5, None, "b")]),
    "pandas, by column": ({"start": {"0": 0.0, "1": 1.5}, "text": {"0": "a", "1": "b"}}, [(0, 1.5, "a"), (1.5, None, "b")]),
    "pandas, split": ({"columns": ["start", "text"], "index": [0, 1], "data": [[0.0, "a"], [1.5, "b"]]}, [(0, 1.5, "a"),
        (1.5, None, "b")]),
    "lists in lists": ([["00:00:01", "00:00:02", "hello you"], ["00:00:03", "00:00:04", "bye"]], [(1, 2, "hello you"),
        (3, 4, "bye")]),
    "a list of lists of objects": ([[{"text": "a", "start": 0, "duration": 1}, {"text": "b", "start": 1, "duration": 1}]],
                                   [(0, 1, "a"), (1, 2, "b")]),
}  # fmt: skip


@pytest.mark.parametrize("writer", WRITTEN)
def test_read_right(tmp_path: Path, support_table: Any, writer: str) -> None:
    value, expected = WRITTEN[writer]
    for content in (json.dumps(value), json.dumps(value, indent=2, ensure_ascii=False), repr(value)):
        assert rounded(read(tmp_path, content)) == expected
    support_table("Captions", f"JSON: {writer}", "read right")


def test_the_reported_file_of_amazon_transcribe() -> None:
    captions = read_captions(CASES / "amazon-transcribe.json")
    assert rounded(captions)[:2] == [
        (0.5, 2.3, "The flu came back this week."),
        (2.9, 4.4, "Doctors warn of full wards."),
    ]
    assert (len(captions.segments), captions.notes) == (10, ())


def test_several_documents_in_one_file(tmp_path: Path, support_table: Any) -> None:
    heard = [
        {"result": [{"conf": 1.0, "word": w, "start": s, "end": e} for w, s, e in words], "text": " ".join(w for w, _,
         _ in words)}
        for words in (_WORDS[:2], [], _WORDS[2:])
    ]  # fmt: skip
    for content in ("\n".join(json.dumps(part, indent=2) for part in heard), "".join(map(json.dumps, heard))):
        assert rounded(read(tmp_path, content)) == _BOTH
    support_table("Captions", "JSON: vosk (a document for each sentence)", "read right")


def test_parts_that_were_heard_one_by_one(tmp_path: Path) -> None:
    part = {
        "text": "a b",
        "segments": [
            {"id": 0, "start": 0, "end": 2.5, "text": "a"},
            {"id": 1, "start": 2.5, "end": 5, "text": "b"},
        ],
    }
    captions = read(tmp_path, json.dumps([part, part]))
    assert rounded(captions) == [(0, 2.5, "a"), (2.5, 5, "b"), (5, 7.5, "a"), (7.5, 10, "b")]
    assert "starts again from zero once" in told(captions, "parts")


@pytest.mark.parametrize(
    "value",
    [
        {"text": "hello there you", "marks": [{"t0": 1.0, "x": 2}, {"t0": 2.0, "x": 2}, {"t0": 3.0, "x": 2}]},
        {
            "transcript": "hello there",
            "tokens": [{"start": 1, "id": 5}, {"start": 2, "id": 7}, {"start": 3, "id": 8}],
        },
        [{"text": "hello"}, {"times": [{"start": 1.0}, {"start": 2.0}, {"start": 3.0}]}],
    ],
)
def test_times_that_are_not_understood_are_refused(tmp_path: Path, value: Any) -> None:
    with pytest.raises(CaptionError, match="JSON with times of a kind that is not known"):
        read(tmp_path, json.dumps(value))


def test_a_text_without_times_is_still_read(tmp_path: Path) -> None:
    captions = read(tmp_path, json.dumps({"id": 7, "duration": 12.5, "data": {"transcript": "One. Two."}}))
    assert [segment.text for segment in captions.segments] == ["One. Two."]


def test_other_lists_of_captions_are_told(tmp_path: Path) -> None:
    videos = {
        name: [{"text": f"{name} {name}1", "start": 0}, {"text": f"{name}2", "start": 2}]
        for name in ("red", "dim", "low")
    }
    captions = read(tmp_path, json.dumps(videos))
    assert [segment.text for segment in captions.segments] == ["red red1", "red2"]
    assert "holds 2 other lists of captions" in told(captions, "lists")
