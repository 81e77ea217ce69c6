"""Annotation files with tiers: Praat in all its notations, ELAN, EXMARaLDA; which tier is read, and how one is chosen."""

from pathlib import Path
from typing import Any

import pytest

from crvae_core.errors import CaptionError
from crvae_core.media.captions import CaptionOptions, read_captions
from tests.media.caption_files import CASES, Found, long_grid, read, rows, told

SENTENCES: Found = [(0.0, 2.5, 'she said "rain"'), (4.0, 9.5, "and then it poured")]
SHORT = """File type = "ooTextFile"
Object class = "TextGrid"

0
9.5
<exists>
3
"IntervalTier"
"sentence"
0
9.5
3
0
2.5
"she said ""rain""\"
2.5
4
""
4
9.5
"and then
it poured"
"IntervalTier"
"phones"
0
9.5
8
0
0.1
"SH"
0.1
0.2
"IY1"
0.2
0.3
"S"
0.3
0.4
"EH1"
0.4
0.5
"D"
0.5
0.6
"R"
0.6
0.7
"EY1"
0.7
9.5
"N"
"TextTier"
"bell"
0
9.5
1
1.5
"ding"
"""
CHRONOLOGICAL = """"Praat chronological TextGrid text file"
0 9.5   ! Time domain.
2   ! Number of tiers.
"IntervalTier" "sentence" 0 9.5
"TextTier" "bell" 0 9.5

1 0 2.5
"she said ""rain""\"

2 1.5
"ding"

1 2.5 4
""

1 4 9.5
"and then it poured"
"""


@pytest.mark.parametrize(
    "content",
    [
        long_grid(
            {"sentence": [*SENTENCES[:1], (2.5, 4.0, ""), *SENTENCES[1:]], "bell": [(1.5, None, "ding")]}
        ),
        SHORT,
        SHORT.replace('"ooTextFile"\nObject class = ', '"ooTextFile short"\n'),
        CHRONOLOGICAL,
    ],
    ids=["long", "short", "old short", "chronological"],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_all_notations_of_praat(tmp_path: Path, support_table: Any, content: str, encoding: str) -> None:
    captions = read(tmp_path, content.replace("\n", "\r\n").encode(encoding))
    assert (rows(captions), captions.format) == (SENTENCES, "textgrid")
    assert "sentence (" in told(captions, "tiers")
    support_table("Captions", "TextGrid (Praat): long, short, chronological", "read right")


def test_the_reported_file(support_table: Any) -> None:
    captions = read_captions(CASES / "praat.TextGrid")
    assert rows(captions) == [(0.0, 2.5, 'she said "rain" twice'), (4.0, 9.5, "and then it poured")]
    assert [(tier.name, tier.words, tier.chosen) for tier in captions.tiers] == [
        ("sentence", 8, True),
        ("bell", 0, False),
    ]
    support_table("Captions", "TextGrid (Praat)", "read right")


def test_words_with_silences_become_captions(tmp_path: Path) -> None:
    words = ["the", "flu", "came", "back", "sil", "doctors", "warn", "of", "full", "wards"]
    tiers: dict[str, Found] = {
        "phones": [(0.1 * at, 0.1 * at + 0.1, "AH0") for at in range(30)],
        "words": [(float(at), at + 1.0, word) for at, word in enumerate(words)],
    }
    captions = read(tmp_path, long_grid(tiers))
    assert rows(captions) == [(0.0, 4.0, "the flu came back"), (5.0, 10.0, "doctors warn of full wards")]


def test_chinese_characters_count_as_words(tmp_path: Path) -> None:
    tiers: dict[str, Found] = {"notes": [(0.0, 1.0, "two words")], "zh": [(0.0, 2.0, "老年人要接种疫苗")]}
    assert rows(read(tmp_path, long_grid(tiers))) == [(0.0, 2.0, "老年人要接种疫苗")]


EAF = """<?xml version="1.0" encoding="UTF-8"?>
<ANNOTATION_DOCUMENT FORMAT="3.0" VERSION="3.0">
<HEADER MEDIA_FILE="" TIME_UNITS="milliseconds">
<MEDIA_DESCRIPTOR MEDIA_URL="file:///a.mp4" MIME_TYPE="video/mp4"{origin}/></HEADER>
<TIME_ORDER><TIME_SLOT TIME_SLOT_ID="ts1" TIME_VALUE="500"/><TIME_SLOT TIME_SLOT_ID="ts2"/>
<TIME_SLOT TIME_SLOT_ID="ts3" TIME_VALUE="2500"/><TIME_SLOT TIME_SLOT_ID="ts4" TIME_VALUE="4000"/>
<TIME_SLOT TIME_SLOT_ID="ts5" TIME_VALUE="5000"/></TIME_ORDER>
<TIER TIER_ID="Ann" LINGUISTIC_TYPE_REF="u">
<ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="a1" TIME_SLOT_REF1="ts1" TIME_SLOT_REF2="ts3">
<ANNOTATION_VALUE>hello you &amp; me</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION>
<ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="a2" TIME_SLOT_REF1="ts4" TIME_SLOT_REF2="ts5">
<ANNOTATION_VALUE>good bye</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION></TIER>
<TIER TIER_ID="Ann-de" PARENT_REF="Ann" LINGUISTIC_TYPE_REF="t">
<ANNOTATION><REF_ANNOTATION ANNOTATION_ID="a3" ANNOTATION_REF="a1">
<ANNOTATION_VALUE>hallo du</ANNOTATION_VALUE></REF_ANNOTATION></ANNOTATION>
</TIER><TIER TIER_ID="words" PARENT_REF="Ann" LINGUISTIC_TYPE_REF="w">
<ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="a4" TIME_SLOT_REF1="ts1" TIME_SLOT_REF2="ts2">
<ANNOTATION_VALUE>hello</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION>
<ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="a5" TIME_SLOT_REF1="ts2" TIME_SLOT_REF2="ts3">
<ANNOTATION_VALUE>you</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION></TIER>
<TIER TIER_ID="parts" PARENT_REF="Ann-de" LINGUISTIC_TYPE_REF="p">
<ANNOTATION><REF_ANNOTATION ANNOTATION_ID="a6" ANNOTATION_REF="a3">
<ANNOTATION_VALUE>hal</ANNOTATION_VALUE></REF_ANNOTATION></ANNOTATION>
<ANNOTATION><REF_ANNOTATION ANNOTATION_ID="a7" ANNOTATION_REF="a3" PREVIOUS_ANNOTATION="a6">
<ANNOTATION_VALUE>lo</ANNOTATION_VALUE></REF_ANNOTATION></ANNOTATION></TIER></ANNOTATION_DOCUMENT>"""

# The tier that is asked for -> what comes out
CHOSEN: dict[str | None, Found] = {
    None: [(0.5, 2.5, "hello you & me"), (4.0, 5.0, "good bye")],
    "ann-DE": [(0.5, 2.5, "hallo du")],
    "3": [(0.5, 1.5, "hello"), (1.5, 2.5, "you")],
    "parts": [(0.5, 1.5, "hal"), (1.5, 2.5, "lo")],
}


@pytest.mark.parametrize("tier", CHOSEN)
def test_tiers_of_elan_are_chosen_by_name_or_number(
    tmp_path: Path, support_table: Any, tier: str | None
) -> None:
    captions = read(tmp_path, EAF.format(origin=""), CaptionOptions(tier=tier))
    assert (rows(captions), captions.format) == (CHOSEN[tier], "elan")
    assert [found.name for found in captions.tiers] == ["Ann", "Ann-de", "words", "parts"]
    support_table("Captions", "EAF (ELAN), with a choice of tiers", "read right")


def test_all_tiers_together_and_none_of_that_name(tmp_path: Path) -> None:
    assert len(read(tmp_path, EAF.format(origin=""), CaptionOptions(tier="*")).segments) == 7
    with pytest.raises(
        CaptionError, match=r"has no tier 'Bo': its tiers are 'Ann', 'Ann-de', 'words', 'parts'"
    ):
        read(tmp_path, EAF.format(origin=""), CaptionOptions(tier="Bo"))
    with pytest.raises(CaptionError, match=r"holds no caption text in its tiers \(a, b\)"):
        read(tmp_path, long_grid({"a": [(0.0, 1.0, "")], "b": [(0.0, 1.0, "sil")]}))


def test_annotations_that_start_later_in_the_film_are_moved(tmp_path: Path) -> None:
    captions = read(tmp_path, EAF.format(origin=' TIME_ORIGIN="2000"'))
    assert rows(captions)[0] == (2.5, 4.5, "hello you & me")
    assert "start 2 s into the film" in told(captions, "media offset")


def test_a_circle_of_references_ends(tmp_path: Path) -> None:
    content = EAF.format(origin="").replace(
        'ANNOTATION_ID="a3" ANNOTATION_REF="a1"', 'ANNOTATION_ID="a3" ANNOTATION_REF="a6"'
    )
    assert rows(read(tmp_path, content)) == CHOSEN[None]


def test_exmaralda(tmp_path: Path, support_table: Any) -> None:
    content = (
        '<?xml version="1.0"?><basic-transcription><basic-body><common-timeline><tli id="T0" time="0.5"/><tli id="T1" '
        'time="2.0"/>'
        '<tli id="T2" time="3"/></common-timeline><tier id="T" display-name="Ann [v]"><event start="T0" end="T1">hello you'
        "</event>"
        '<event start="T1" end="T2">bye</event></tier><tier id="nv"><event start="T0" end="T1">waves</event></tier></basic-body>'
        "</basic-transcription>"
    )
    assert rows(read(tmp_path, content)) == [(0.5, 2.0, "hello you"), (2.0, 3.0, "bye")]
    support_table("Captions", "EXB (EXMARaLDA)", "read right")


def test_languages_of_sami_are_tiers(tmp_path: Path) -> None:
    content = (
        "<SAMI><BODY>\n<SYNC Start=1000><P Class=ENCC>Hello there\n<P Class=KRCC>안녕\n<SYNC Start=3000><P Class=ENCC>&nbsp;"
        "<P Class=KRCC>&nbsp;\n</BODY></SAMI>"
    )
    captions = read(tmp_path, content, CaptionOptions(tier="krcc"))
    assert rows(captions) == [(1.0, 3.0, "안녕")]
    assert [(tier.name, tier.chosen) for tier in captions.tiers] == [("encc", False), ("krcc", True)]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (
            'File type = "ooTextFile"\nObject class = "PitchTier"\n\n0\n1\n',
            "Praat of another kind (PitchTier)",
        ),
        (
            'File type = "ooTextFile"\nObject class = "TextGrid"\n0\n9\n<exists>\n1\n"IntervalTier"\n"a"\n0\n9\n6\n0\n',
            "damaged TextGrid",
        ),
        (
            'File type = "ooTextFile"\nObject class = "TextGrid"\n0\n9\n<exists>\n1\n"IntervalTier"\n"a"\n0\n9\n1e300\n0\n',
            "damaged TextGrid",
        ),
        (b"ooBinaryFile\x08TextGrid\x00\x00\x00\x01", "a binary file of Praat"),
        ("<ANNOTATION_DOCUMENT><TIER TIER_ID='a'>", "damaged XML"),
        ("<ANNOTATION_DOCUMENT></ANNOTATION_DOCUMENT>", "no caption text in its tiers"),
        ('<!DOCTYPE a [<!ENTITY b "c">]><ANNOTATION_DOCUMENT></ANNOTATION_DOCUMENT>', "an attack"),
    ],
)
def test_what_can_not_be_read_is_named(tmp_path: Path, content: str | bytes, said: str) -> None:
    with pytest.raises(CaptionError) as refused:
        read(tmp_path, content)
    assert said in str(refused.value)
