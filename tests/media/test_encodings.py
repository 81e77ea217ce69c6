"""Encodings are told from the bytes, previews show what another would give, and the choice can be overridden."""

from pathlib import Path
from typing import Any

import pytest

from crvae_core.errors import CaptionError
from crvae_core.media.captions import CaptionOptions, encoding_previews, read_captions

SIMPLIFIED = "老年人要接种新冠疫苗吗？\n老年人一定要打疫苗。\n这是我们的建议，大家都来了。\n"
TRADITIONAL = "這是我們的建議，大家都來了。\n他們說這個國家會對的。\n新聞快報：颱風明天登陸\n"
TEXTS = {
    "Chinese, simplified": (SIMPLIFIED, "utf-8 utf-8-sig utf-16 utf-16-le utf-16-be utf-32 gb18030 gbk"),
    "Chinese, traditional": (TRADITIONAL, "utf-8 big5 gb18030"),
    "French": (
        "Les élèves ont passé l'été à Besançon, où la forêt était brûlée.\n",
        "latin-1 cp1252 utf-16-le",
    ),
    "German": ("Die Behörden fürchten größere Ausbrüche über Weihnachten\n", "latin-1 cp1252"),
    "Spanish": ("¿Dónde está el niño? Mañana será otro día\n", "latin-1"),
    "Portuguese": ("Não há razão para preocupações, são só três cidadãos\n", "latin-1"),
    "Polish": ("Proszę państwa, dziś wieczorem będą żółte łódki, gdzie są źródła\n", "cp1250 iso8859_2"),
    "Czech": ("Příliš žluťoučký kůň úpěl ďábelské ódy\n", "cp1250"),
    "Turkish": ("Bugün hava çok güzel, ağaçlar yeşil ve ışık bol\n", "cp1254"),
    "Russian": ("Сегодня в Москве врачи рассказали о новой волне\n", "cp1251 koi8_r"),
    "Greek": ("Σήμερα οι υγειονομικές αρχές ανακοίνωσαν νέα μέτρα\n", "cp1253"),
    "Hebrew": ("היום הודיעו רשויות הבריאות על גל חדש\n", "cp1255"),
    "Arabic": ("اليوم أعلنت السلطات الصحية عن موجة جديدة\n", "cp1256"),
    "Japanese": (
        "今日は新しい変異株についてお伝えします\nワクチンの接種が進んでいます\n",
        "cp932 euc_jp iso2022_jp",
    ),
    "Korean": ("오늘 보건 당국은 새로운 변이에 대해 발표했습니다\n백신 접종이 계속되고 있습니다\n", "cp949"),
}
CASES = [(language, encoding) for language, (_, encodings) in TEXTS.items() for encoding in encodings.split()]


def as_srt(text: str) -> str:
    return "".join(
        f"{n}\n00:00:0{n},000 --> 00:00:0{n},900\n{line}\n\n"
        for n, line in enumerate(text.splitlines(), start=1)
    )


@pytest.mark.parametrize(("language", "encoding"), CASES)
def test_each_encoding_is_read_right(
    tmp_path: Path, support_table: Any, language: str, encoding: str
) -> None:
    text = TEXTS[language][0]
    path = tmp_path / "captions"
    for content in (text, as_srt(text)):
        path.write_bytes(content.encode(encoding))
        captions = read_captions(path)
        assert [segment.text for segment in captions.segments] == text.splitlines()
        assert not captions.notes
    support_table("Caption encodings", f"{language} in {encoding}", "read right")


def test_a_declared_encoding_is_followed(tmp_path: Path, support_table: Any) -> None:
    path = tmp_path / "captions.xml"
    page = '<?xml version="1.0" encoding="GB2312"?><tt><body><div><p begin="1s" end="2s">走吧</p></div></body></tt>'
    path.write_bytes(page.encode("gb2312"))
    captions = read_captions(path)
    assert (captions.segments[0].text, captions.encoding) == ("走吧", "gb18030")
    support_table("Caption encodings", "XML that declares its encoding", "read right")


def test_a_few_wrong_bytes_are_named(tmp_path: Path, support_table: Any) -> None:
    path = tmp_path / "captions"
    path.write_bytes(as_srt(SIMPLIFIED).encode()[:-3] + b"\n\n4\n00:00:04,000 --> 00:00:05,000\nna\xefve\n")
    captions = read_captions(path)
    assert captions.segments[0].text == SIMPLIFIED.splitlines()[0]
    (note,) = (note for note in captions.notes if note.kind == "encoding")
    assert note.lines == (11, 15)
    assert "2 characters are no utf-8 and could not be read (lines 11, 15)" in note.message
    support_table("Caption encodings", "UTF-8 with wrong bytes: read, the lines named", "read right")


def test_a_mark_in_the_middle_is_no_letter(tmp_path: Path) -> None:
    path = tmp_path / "joined"
    path.write_bytes("\ufeffone\n".encode() + "\ufefftwo\n".encode())
    assert [segment.text for segment in read_captions(path).segments] == ["one", "two"]


def test_the_encoding_can_be_given(tmp_path: Path) -> None:
    path = tmp_path / "captions.txt"
    path.write_bytes("这是".encode("gbk"))
    for options in ("gbk", CaptionOptions(encoding="gbk")):
        captions = read_captions(path, options)
        assert (captions.segments[0].text, captions.encoding) == ("这是", "gbk")
    for wrong in ("ascii", "nonsense", "base64", "rot13"):
        with pytest.raises(CaptionError, match=f"can't be read as {wrong}: choose another encoding"):
            read_captions(path, wrong)


def test_previews_show_the_choice_first_and_what_others_give(tmp_path: Path) -> None:
    path = tmp_path / "captions.srt"
    path.write_bytes(as_srt(SIMPLIFIED).encode("gbk"))
    first, *others = encoding_previews(path)
    assert (first.encoding, first.chosen, first.lines) == ("gb18030", True, tuple(SIMPLIFIED.splitlines()))
    assert len(others) == 3
    assert not any(preview.chosen for preview in others)
    assert len({first.lines, *(preview.lines for preview in others)}) == 4
    assert len(encoding_previews(path, limit=2)) == 2


def test_previews_of_plain_ascii_need_no_choice(tmp_path: Path) -> None:
    path = tmp_path / "captions.srt"
    path.write_text(as_srt("hello\nthere\n"))
    assert [preview.encoding for preview in encoding_previews(path)] == ["utf-8", "utf-16-le", "utf-16-be"]


def halves(text: str, every: int) -> bytes:
    """UTF-8 of which every so many characters are split by a blank into two halves, as whisper.cpp splits tokens."""
    pieces = [character.encode() for character in text]
    return b"".join(
        piece[:1] + b" " + piece[1:] if place % every == 0 and len(piece) > 1 else piece
        for place, piece in enumerate(pieces)
    )


EASTERN = ("Chinese, simplified", "Japanese", "Korean")  # three bytes a letter: a third of it may be broken
HALVED = [(language, every) for language in EASTERN for every in (2, 3, 10, 40)]
HALVED += [
    (language, every) for language in ("Russian", "Greek", "Hebrew", "Arabic") for every in (3, 10, 40)
]


@pytest.mark.parametrize(("language", "every"), HALVED)
def test_mostly_right_utf_8_wins(tmp_path: Path, support_table: Any, language: str, every: int) -> None:
    text = TEXTS[language][0]
    path = tmp_path / "captions"
    path.write_bytes(
        (text * 4).encode() + halves(text, every) if every > 3 else text.encode() * 2 + halves(text, every)
    )
    captions = read_captions(path)
    broken = path.read_bytes().decode("utf-8", "replace").count("\ufffd")
    assert captions.encoding == "utf-8"
    assert captions.segments[0].text == text.splitlines()[0]
    assert captions.notes[0].message.startswith(f"{broken} characters are no utf-8 and could not be read")
    support_table(
        "Caption encodings", "UTF-8 with many broken characters: read, their number told", "read right"
    )


@pytest.mark.parametrize(("language", "encoding"), [case for case in CASES if not case[1].startswith("utf")])
def test_old_encodings_are_not_taken_for_broken_utf_8(tmp_path: Path, language: str, encoding: str) -> None:
    text = TEXTS[language][0]
    path = tmp_path / "captions"
    path.write_bytes((text * 20).encode(encoding))
    captions = read_captions(path)
    assert captions.segments[0].text == text.splitlines()[0]
    assert not captions.notes


def test_emoji_in_two_halves_are_joined(tmp_path: Path) -> None:
    path = tmp_path / "captions"
    path.write_bytes("老年人要接种 \ud83d\ude00\n".encode("utf-8", "surrogatepass"))
    captions = read_captions(path)
    assert [segment.text for segment in captions.segments] == ["老年人要接种 😀"]
    assert not captions.notes
