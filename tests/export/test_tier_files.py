"""Tiers of a run's films: ELAN and its kin, subtitles, markers; and an ELAN file that comes back with edits."""

import itertools
import re
import xml.dom.minidom
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path

import numpy as np
import pympi
import pysubs2
import pytest
import webvtt

from crvae_core.errors import InputError
from crvae_core.export.eaf_reading import eaf_changes, read_eaf
from crvae_core.export.film_tiers import film_tiers, spans_s
from crvae_core.export.formats import take_out
from crvae_core.export.moments_table import MomentsTable, moments_table
from crvae_core.export.selection import Selection
from crvae_core.export.settings import USUAL_FILES, FileSettings
from crvae_core.media.captions import CaptionSegment
from tests.export.conftest import HARD, LOOK, MARKS


def _eafs(table: MomentsTable, folder: Path, form: str = "eaf") -> list[Path]:
    return take_out(table, form, folder)


def test_each_film_has_tiers_for_captions_clusters_tags_of_each_coder_and_findings(
    table: MomentsTable, tmp_path: Path
) -> None:
    files = _eafs(table, tmp_path / "out")
    assert len(files) == 2
    read = pympi.Elan.Eaf(
        str(next(path for path in files if "cmd" in path.name)), suppress_version_warning=True
    )
    assert set(read.get_tier_names()) == {"Captions", "Clusters", "Tags (Ana)", "Tags (Bo)", "Findings"}
    assert [entry[2].strip() for entry in sorted(read.get_annotation_data_for_tier("Captions"))] == [
        text.strip() for text in HARD
    ]
    assert read.get_annotation_data_for_tier("Tags (Ana)") == [(0, 4000, "street")]
    assert "第二个发现" in str(read.get_annotation_data_for_tier("Findings"))


@pytest.mark.parametrize("form", ["eaf", "tibava", "vian"])
def test_it_is_read_as_tibava_and_vian_read_it(table: MomentsTable, tmp_path: Path, form: str) -> None:
    for path in _eafs(table, tmp_path / form, form):
        _as_tibava_does(path)
        _as_vian_does(path)


def _as_tibava_does(path: Path) -> None:
    """Every tier is a timeline, every child of an annotation a label, every slot has a time."""
    root = ET.parse(path).getroot()
    slots = {slot.attrib["TIME_SLOT_ID"]: slot.attrib for slot in root.findall("TIME_ORDER/TIME_SLOT")}
    for tier in root.findall("TIER"):
        assert tier.attrib["TIER_ID"]
        for entry in tier.findall("ANNOTATION/ALIGNABLE_ANNOTATION"):
            first, last = (int(slots[entry.attrib[f"TIME_SLOT_REF{end}"]]["TIME_VALUE"]) for end in (1, 2))
            assert 0 <= first < last
            assert [child.tag for child in entry] == ["ANNOTATION_VALUE"]


def _as_vian_does(path: Path) -> None:
    """There is a film, and every annotation is aligned or leads to one that is."""
    document = xml.dom.minidom.parse(str(path)).documentElement
    assert document.getElementsByTagName("MEDIA_DESCRIPTOR")[0].getAttribute("MEDIA_URL")
    for entry in document.getElementsByTagName("ANNOTATION"):
        (aligned,) = entry.getElementsByTagName("ALIGNABLE_ANNOTATION")
        assert aligned.getElementsByTagName("ANNOTATION_VALUE")[0].firstChild is not None


def test_clusters_cover_the_film_without_a_gap_in_order(table: MomentsTable) -> None:
    film = film_tiers(table, "v0", USUAL_FILES)
    clusters = next(tier for tier in film.tiers if tier.kind == "clusters")
    assert clusters.annotations[0].start_ms == 0
    assert clusters.annotations[-1].end_ms == film.duration_ms
    assert all(one.end_ms == other.start_ms for one, other in itertools.pairwise(clusters.annotations))


def test_a_selection_has_only_its_moments(table: MomentsTable) -> None:
    chosen = moments_table(table.run, Selection("moments", pair_ids=("v0-003", "v0-004")), LOOK, MARKS)
    film = film_tiers(chosen, "v0", USUAL_FILES)
    kinds = {tier.kind: tier for tier in film.tiers}
    assert [entry.text for entry in kinds["captions"].annotations] == list(HARD[3:5])
    assert "tags" not in kinds
    rows, starts, ends = spans_s(chosen, chosen.project.video("v0"))
    assert (rows.tolist(), starts.tolist(), ends.tolist()) == ([3, 4], [6.0, 8.0], [8.0, 10.0])
    assert np.all(ends > starts)


def test_films_can_be_named_without_telling_where_they_lie(table: MomentsTable) -> None:
    film = film_tiers(table, "v1", FileSettings(film_names=True))
    assert "/" not in film.media
    assert film.media.endswith(".mp4")
    assert str(table.project.folder) in film_tiers(table, "v1", USUAL_FILES).media


@pytest.mark.parametrize(("form", "text"), [("vtt", HARD[5]), ("vtt-tags", "crowd"), ("vtt-clusters", None)])
def test_subtitles_are_read_by_another_program(
    table: MomentsTable, tmp_path: Path, form: str, text: str | None
) -> None:
    path = next(path for path in take_out(table, form, tmp_path / "out") if "cmd" in path.name)
    said = [caption.text for caption in webvtt.read(str(path))]
    assert said
    assert text is None or text in said


@pytest.mark.parametrize("kind", ["captions", "clusters", "tags"])
def test_subrip_files_are_read_by_another_program(table: MomentsTable, tmp_path: Path, kind: str) -> None:
    form = "srt" if kind == "captions" else f"srt-{kind}"
    path = next(path for path in take_out(table, form, tmp_path / "out") if "cmd" in path.name)
    tiers = [tier for tier in film_tiers(table, "v0", USUAL_FILES).tiers if tier.kind == kind]
    wanted = sorted(
        (one.start_ms, one.end_ms, one.text.strip().replace("-->", "→"))
        for tier in tiers
        for one in tier.annotations
    )
    read = pysubs2.load(str(path), encoding="utf-8", format_="srt", keep_html_tags=True)
    found = sorted((event.start, event.end, event.plaintext.strip()) for event in read)
    assert found == wanted


@pytest.mark.parametrize("form", ["srt", "srt-tags", "srt-clusters", "edl"])
def test_a_film_without_such_entries_gives_an_empty_file_and_others_theirs(
    table: MomentsTable, tmp_path: Path, form: str
) -> None:
    files = take_out(table, form, tmp_path / "out")
    assert len(files) == 2
    assert any(path.stat().st_size > 20 for path in files)


def test_markers_of_a_film_stand_at_its_frames(table: MomentsTable, tmp_path: Path) -> None:
    settings = FileSettings(rate=25, start_hour=1)
    path = next(path for path in take_out(table, "edl", tmp_path / "out", settings) if "cmd" in path.name)
    text = path.read_text(encoding="utf-8")
    assert "street" in text
    assert re.search(r"001 +V +C +01:00:00:00 01:00:00:01", text)


SEGMENTS = (
    CaptionSegment(0.5, 2.0, "Good evenning."),
    CaptionSegment(2.0, 3.5, "Second."),
    CaptionSegment(3.5, None, "Third."),
    CaptionSegment(6.0, 7.0, ""),
)


@pytest.fixture
def edited(tmp_path: Path) -> Path:
    """An ELAN file whose tags, captions and times somebody has changed with another program."""
    path = tmp_path / "edited.eaf"
    eaf = pympi.Elan.Eaf(author="Bo")
    eaf.remove_tier("default")
    for name in ("Captions", "Clusters", "Tags (Ana)", "gestures"):
        eaf.add_tier(name, part=None)
    eaf.add_annotation("Captions", 500, 2000, "Good evening.")
    eaf.add_annotation("Captions", 2400, 3500, "Second.")
    eaf.add_annotation("Captions", 30_000, 31_000, "Nobody said this.")
    eaf.add_annotation("Clusters", 0, 1000, "ours")
    eaf.add_annotation("Tags (Ana)", 1000, 2500, "street")
    eaf.add_annotation("gestures", 100, 900, " hand  up ")
    eaf.to_file(str(path))
    return path


def test_edits_come_back_as_corrections_and_tags(edited: Path, table: MomentsTable) -> None:
    video = table.project.video("v0")
    found = eaf_changes(edited, video, SEGMENTS)
    changed = {one.segment: (one.text, one.start_s) for one in found.corrections}
    assert changed == {0: ("Good evening.", None), 1: ("Second.", 2.4), 2: ("", None)}
    assert [(mark.tag, mark.start_s, mark.end_s, mark.coder) for mark in found.tags] == [
        ("street", 1.0, 2.5, "Ana"),
        ("hand up", 0.1, 0.9, ""),
    ]
    assert "new: 1 caption" in " ".join(found.notes)


def test_an_offset_of_the_captions_is_taken_off_again(edited: Path, table: MomentsTable) -> None:
    video = replace(table.project.video("v0"), alignment={"offset_s": 0.5, "strategy": "nearest"})
    moved = tuple(replace(one, start=one.start - 0.5, end=one.end and one.end - 0.5) for one in SEGMENTS)
    found = {one.segment: one.start_s for one in eaf_changes(edited, video, moved).corrections}
    assert found[1] == pytest.approx(1.9)


def test_what_comes_back_unchanged_changes_nothing(table: MomentsTable, tmp_path: Path) -> None:
    video = table.project.video("v0")
    path = next(path for path in _eafs(table, tmp_path / "out") if "cmd" in path.name)
    segments = [CaptionSegment(2.0 * row, 2.0 * row + 2, text) for row, text in enumerate(HARD)]
    found = eaf_changes(path, video, segments)
    assert found.corrections == ()
    own = [(mark.tag, mark.start_s, mark.end_s, mark.coder) for mark in MARKS.tags]
    assert sorted((mark.tag, mark.start_s, mark.end_s, mark.coder) for mark in found.tags) == sorted(own)
    assert found.codebook == {"street": "outside", "crowd": "ten people"}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "no ELAN file"),
        (b"\x00\x01", "no ELAN file"),
        (b"<html/>", "begins with 'html'"),
        (b'<!DOCTYPE x [<!ENTITY a "b">]><ANNOTATION_DOCUMENT/>', "entities"),
        (b"<ANNOTATION_DOCUMENT><TIME_ORDER/></ANNOTATION_DOCUMENT>", "no tiers"),
    ],
)
def test_what_is_no_elan_file_is_told(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "a.eaf"
    path.write_bytes(content)
    with pytest.raises(InputError, match=said):
        read_eaf(path)
    path.unlink()
    with pytest.raises(InputError):
        read_eaf(path)


def test_annotations_that_refer_to_others_have_their_times(tmp_path: Path) -> None:
    path = tmp_path / "a.eaf"
    path.write_text(
        '<ANNOTATION_DOCUMENT><TIME_ORDER><TIME_SLOT TIME_SLOT_ID="a" TIME_VALUE="5"/><TIME_SLOT TIME_SLOT_ID="b" '
        'TIME_VALUE="9"/><TIME_SLOT TIME_SLOT_ID="c"/></TIME_ORDER><TIER TIER_ID="t" ANNOTATOR="Ana"><ANNOTATION>'
        '<ALIGNABLE_ANNOTATION ANNOTATION_ID="x" TIME_SLOT_REF1="a" TIME_SLOT_REF2="b"><ANNOTATION_VALUE>one'
        '</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION></TIER><TIER TIER_ID="u"><ANNOTATION><REF_ANNOTATION '
        'ANNOTATION_ID="y" ANNOTATION_REF="x"><ANNOTATION_VALUE>two</ANNOTATION_VALUE></REF_ANNOTATION></ANNOTATION>'
        '<ANNOTATION><REF_ANNOTATION ANNOTATION_ID="z" ANNOTATION_REF="z"/></ANNOTATION></TIER></ANNOTATION_DOCUMENT>'
    )
    tiers = read_eaf(path)
    assert [(tier.annotator, [(one.start_ms, one.text) for one in tier.annotations]) for tier in tiers] == [
        ("Ana", [(5, "one")]),
        ("", [(5, "two")]),
    ]
