"""Markers of Premiere, Resolve, Avid and Audition; captions of players and of cinemas; what is known but not read."""

from pathlib import Path
from typing import Any

import pytest

from crvae_core.errors import CaptionError
from crvae_core.media.captions import CaptionOptions, read_captions
from tests.media.caption_files import CASES, Found, read, rounded, told

_HEADS = {  # the columns of Premiere in the languages of its menus
    "English": "Marker Name\tDescription\tIn\tOut\tDuration\tMarker Type",
    "German": "Markername\tBeschreibung\tIn\tOut\tDauer\tMarkertyp",
    "French": "Nom du marqueur\tDescription\tEntrée\tSortie\tDurée\tType de marqueur",
    "Spanish": "Nombre del marcador\tDescripción\tEntrada\tSalida\tDuración\tTipo de marcador",
    "Italian": "Nome marcatore\tDescrizione\tAttacco\tStacco\tDurata\tTipo marcatore",
    "Chinese": "标记名称\t描述\t入点\t出点\t持续时间\t标记类型",
    "Japanese": "マーカー名\t説明\tイン\tアウト\tデュレーション\tマーカーの種類",
}
_ROWS = (
    "m1\tthe mayor arrives\t00:00:12:05\t00:00:15:00\t00:00:02:20\tComment\nshe "
    "speaks\t\t00:01:00:02\t00:01:00:02\t00:00:00:00\tComment\n"
)
_EDL = (
    "TITLE: Timeline 1\nFCM: NON-DROP FRAME\n\n001  001      V     C        {0}:10:12 {0}:10:13 {0}:10:12 {0}:10:13  \n"
    " |C:ResolveColorBlue |M:the mayor arrives |D:1\n\n002  001      V     C        {0}:20:00 {0}:20:01 {0}:20:00 {0}:20:01  \n"
    "she speaks |C:ResolveColorRed |M:Marker 2 |D:50\n\n"
)
_MAYOR: Found = [(10.48, 20.0, "the mayor arrives"), (20.0, 22.0, "she speaks")]

# What is read -> (content, rows)
READ: dict[str, tuple[str, Found]] = {
    "Markers of Premiere, comma separated": (
        _HEADS["English"].replace("\t", ",") + '\nm1,"the mayor, arrives",00:00:12:05,00:00:15:00,00:00:02:20,Comment\n',
        [(12.2, 15.0, "the mayor, arrives")]),
    "Markers of Resolve (EDL)": (_EDL.format("00:00"), _MAYOR),
    "Locators of Avid (EDL)": (
        "TITLE: a\nFCM: NON-DROP FRAME\n\n001  AX V C 00:00:10:12 00:00:10:13 00:00:10:12 00:00:10:13\n"
        "* LOC: 00:00:10:12 RED     the mayor arrives\n* LOC: 00:00:20:00 GREEN   she speaks\n",
        [(10.48, 20.0, "the mayor arrives"), (20.0, None, "she speaks")]),
    "Markers of Avid (text)": (
        "Ann\t00:00:10:12\tV1\tred\tthe mayor arrives\t1\nAnn\t00:00:20:00\tV1\tred\tshe speaks to us\t1\n",
        [(10.48, 11.48, "the mayor arrives"), (20.0, 21.0, "she speaks to us")]),
    "Markers of Audition": (
        "Name\tStart\tDuration\tTime Format\tType\tDescription\nMarker 01\t0:12.500\t0:02.000\tdecimal\tCue\tthe mayor arrives\n"
        "Marker 02\t1:02.000\t0:00.000\tdecimal\tCue\tshe speaks\n", [(12.5, 14.5, "the mayor arrives"), (62.0, None,
            "she speaks")]),
    "Edit index of Resolve (CSV)": (
        "#,Reel,V,C,Dur,Source In,Source Out,Record In,Record Out,Name,Notes\n"
        "1,,V1,C,00:00:02:00,05:00:00:00,05:00:02:00,00:00:10:00,00:00:12:00,clip.mov,the mayor arrives\n"
        "2,,V1,C,00:00:02:00,06:00:00:00,06:00:02:00,00:00:15:00,00:00:17:00,clip.mov,she speaks\n",
        [(10.0, 12.0, "the mayor arrives"), (15.0, 17.0, "she speaks")]),
    "TMPlayer": ("00:00:01:Hello, you|there\n00:00:03:\n00:00:05:10 men\n00:00:06:bye\n00:00:07:a\n00:00:08:b\n00:00:09:c\n"
                 "00:00:10:d\n00:00:11:e\n00:00:12:f\n00:00:13:g\n",
                 [(1, 3, "Hello, you there"), (5, 6, "10 men"), (6, 7, "bye"), (7, 8, "a"), (8, 9, "b"), (9, 10, "c"), (10,
                  11, "d"),
                  (11, 12, "e"), (12, 13, "f"), (13, None, "g")]),
    "TMPlayer with two lines": ("00:00:01,1=Hello\n00:00:01,2=there\n00:00:03,1=\n00:00:03,2=\n00:00:05,1=you\n",
                                [(1, 3, "Hello there"), (5, None, "you")]),
    "Cinema subtitles (DCP)": (
        '<?xml version="1.0"?><DCSubtitle Version="1.0"><Font><Subtitle SpotNumber="1" TimeIn="00:00:05:000" '
        'TimeOut="00:00:07:125">'
        '<Text VAlign="bottom">Hello</Text><Text>there</Text></Subtitle><Subtitle TimeIn="00:00:08:000" TimeOut="00:00:09:000">'
        "<Text>bye</Text></Subtitle></Font></DCSubtitle>", [(5, 7.12, "Hello there"), (8, 9, "bye")]),
    "USF": (
        '<?xml version="1.0"?><USFSubtitles><subtitles><subtitle start="00:00:01.000" stop="00:00:02.000"><text>Hello<br/>'
        'you</text>'
        '</subtitle><subtitle start="00:00:03.000" stop="00:00:04.000"><text>bye</text></subtitle></subtitles></USFSubtitles>',
        [(1, 2, "Hello you"), (3, 4, "bye")]),
    "Timed text of GPAC (TTXT)": (
        '<?xml version="1.0"?><TextStream><TextSample sampleTime="00:00:01.000">Hello</TextSample>'
        '<TextSample sampleTime="00:00:02.000"></TextSample><TextSample sampleTime="00:00:03.000" text="bye"/></TextStream>',
        [(1, 2, "Hello"), (3, None, "bye")]),
    "Transcriber (TRS)": (
        '<?xml version="1.0"?><!DOCTYPE Trans SYSTEM "trans-14.dtd"><Trans><Episode><Section startTime="0" endTime="9">'
        '<Turn startTime="0.5" endTime="9">\n<Sync time="0.5"/>\nhello you\n<Sync time="3.25"/>\nbye\n</Turn></Section>'
        '</Episode></Trans>',
        [(0.5, 3.25, "hello you"), (3.25, 9, "bye")]),
    "QuickTime text": (
        "{QTtext}{font:Geneva}{timeScale:100}\n{timeStamps:absolute}\n[00:00:01.00]\nhello\n[00:00:03.00]\n\n[00:00:05.00]\nbye\n"
        "[00:00:06.00]\n", [(1, 3, "hello"), (5, 6, "bye")]),
}  # fmt: skip


@pytest.mark.parametrize("name", READ)
def test_read_right(tmp_path: Path, support_table: Any, name: str) -> None:
    content, expected = READ[name]
    assert rounded(read(tmp_path, content)) == expected
    support_table("Captions", name, "read right")


@pytest.mark.parametrize("language", _HEADS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_markers_of_premiere_in_any_language(
    tmp_path: Path, support_table: Any, language: str, encoding: str
) -> None:
    captions = read(tmp_path, f"{_HEADS[language]}\n{_ROWS}".replace("\n", "\r\n").encode(encoding))
    assert rounded(captions) == [(12.2, 15.0, "the mayor arrives"), (60.08, None, "she speaks")]
    assert not captions.notes  # the lengths tell the frame rate
    support_table("Captions", f"Markers of Premiere ({language})", "read right")


def test_the_reported_markers(support_table: Any) -> None:
    captions = read_captions(CASES / "premiere-markers-utf16.csv")
    assert [segment.text for segment in captions.segments] == [
        "the mayor arrives",
        "she speaks",
        "the end of it",
    ]
    assert [segment.start for segment in captions.segments] == pytest.approx([12.17, 60.06, 70.0], abs=0.01)
    support_table("Captions", "Markers of Premiere with drop-frame clocks in UTF-16", "read right")


def test_a_time_line_of_resolve_that_starts_at_one_hour(tmp_path: Path) -> None:
    captions = read(tmp_path, _EDL.format("01:00"))
    assert captions.offered_start_s == 3600
    assert rounded(read(tmp_path, _EDL.format("01:00"), CaptionOptions(start_s=3600))) == _MAYOR
    dropped = read(tmp_path, _EDL.format("00:01").replace("NON-DROP", "DROP"))
    assert rounded(dropped)[0][0] == pytest.approx(70.40, abs=0.01)
    assert "29.97 were assumed" in told(dropped, "frame rate")
    by_24 = read(tmp_path, _EDL.format("00:00"), CaptionOptions(frame_rate=24))
    assert rounded(by_24) == [(10.5, 20.0, "the mayor arrives"), (20.0, 22.08, "she speaks")]


# What only looks timed -> (content, what must be said)
REFUSED: dict[str, tuple[str, str]] = {
    "an edit list without markers": (
        "TITLE: a\nFCM: NON-DROP FRAME\n\n001  AX V C 00:00:10:12 00:00:10:13 00:00:10:12 00:00:10:13\n* FROM CLIP NAME: a.mov\n",
        "an edit list (EDL) without markers"),
    "clocks in the middle of lines, up and down": (
        "<<1>> a @ 00:00:01:00 b\n<<2>> c @ 00:00:05:00 d\n<<3>> c @ 00:00:02:00 d\n<<4>> c @ 00:00:01:00 d\n",
        "looks timed (4 of 4 lines hold a time such as '00:00:01:00', the first line 1)"),
    "named times (YAML)": ("- start: 0.0\n  end: 1.5\n  text: Hey\n- start: 1.5\n  end: 3.0\n  text: you\n", "looks timed"),
    "MPSub": ("FORMAT=TIME\n\n10 3\nhello\n\n0 3\nyou\n", "is MPSub"),
    "AQTitle": ("-->> 000120\nhello\n\n-->> 000220\n\n", "is AQTitle"),
    "Cheetah": ("** Caption Number 1\n*PopOn\n*T 00:00:01:00\nHello\n", "a caption file of Cheetah"),
    "columns of seconds (CTM)": ("f 1 0.50 0.30 the\nf 1 0.80 0.30 flu\nf 1 1.10 0.30 came\n", "a table of times without names"),
    "clocks that fall": ("".join(f"00:{9 - n:02d}:00 word {n}\n" for n in range(9)), "looks timed (9 of 9 lines"),
    "short clocks that fall": ("".join(f"{9 - n}:00\nword {n}\n{n}:30 so\n" for n in range(9)), "looks timed"),
    "clocks among the words of one line": (
        " ".join(f"00:{at:02d}:00 and so on it went" for at in range(30)), "looks timed (it holds 30 clocks such as '00:00:00'"),
    "a CHAT transcript": ("@UTF8\n@Begin\n*MOT:\thello . \x150_1500\x15\n*CHI:\tyes . \x151500_2500\x15\n",
        "a CHAT transcript of CLAN"),
    "JACOsub": ("#TIMERES 100\n0:00:01.00 0:00:03.00 D Hello\n", "JACOsub"),
    "RealText": ('<window type="generic">\n<time begin="1"/>Hello\n</window>', "RealText"),
    "MacCaption": ("File Format=MacCaption_MCC V1.0\n00:00:01:00\tT52S524F67\n", "MacCaption MCC"),
    "a playlist": ("#EXTM3U\n#EXTINF:6.0,\nsub1.vtt\n", "a playlist (M3U8)"),
    "a project of Final Cut": ('<?xml version="1.0"?><fcpxml version="1.9"><library/></fcpxml>',
        "a page or a document (<fcpxml>)"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_not_understood_is_named(tmp_path: Path, support_table: Any, name: str) -> None:
    content, said = REFUSED[name]
    with pytest.raises(CaptionError) as refused:
        read(tmp_path, content)
    assert said in str(refused.value)
    support_table("Broken captions", f"captions of another format: {name}", f"clear error: {refused.value}")
