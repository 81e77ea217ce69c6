"""ELAN files: the rules of EAF 3.0, and what another reader finds in them."""

import itertools
import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pympi
import pytest

from crvae_core.export.eaf import eaf, file_url
from tests.export.films import film

ORDER = ("HEADER", "TIME_ORDER", "TIER", "LINGUISTIC_TYPE", "LANGUAGE", "CONSTRAINT", "CONTROLLED_VOCABULARY")


@pytest.fixture(scope="module")
def root() -> ET.Element:
    return ET.fromstring(
        eaf(film(), "Ana", datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC), Path("/films/out.eaf"))
    )


def test_elements_stand_in_the_order_of_the_schema(root: ET.Element) -> None:
    places = [ORDER.index(child.tag) for child in root]
    assert places == sorted(places)
    assert root.attrib["FORMAT"] == root.attrib["VERSION"] == "3.0"
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d", root.attrib["DATE"])


def test_ids_are_unique_and_references_lead_somewhere(root: ET.Element) -> None:
    annotations = root.findall(".//ALIGNABLE_ANNOTATION")
    ids = [entry.get("ANNOTATION_ID") for entry in annotations]
    assert len(set(ids)) == len(ids) == 9
    slots = {slot.get("TIME_SLOT_ID"): int(slot.get("TIME_VALUE")) for slot in root.iter("TIME_SLOT")}
    assert min(slots.values()) == 0
    assert max(slots.values()) <= 60_000
    assert list(slots.values()) == sorted(slots.values())
    types = {kind.get("LINGUISTIC_TYPE_ID"): kind for kind in root.iter("LINGUISTIC_TYPE")}
    vocabularies = {entry.get("CV_ID") for entry in root.iter("CONTROLLED_VOCABULARY")}
    languages = {entry.get("LANG_ID") for entry in root.iter("LANGUAGE")}
    names = [tier.get("TIER_ID") for tier in root.iter("TIER")]
    assert len(set(names)) == len(names)
    for tier in root.iter("TIER"):
        assert tier.get("LINGUISTIC_TYPE_REF") in types
        assert tier.get("LANG_REF", "und") in languages
    for kind in types.values():
        assert kind.get("CONTROLLED_VOCABULARY_REF") in vocabularies | {None}
    entries = {entry.get("CVE_ID") for entry in root.iter("CV_ENTRY_ML")}
    assert {entry.get("CVE_REF") for entry in annotations} - {None} <= entries
    assert root.find("HEADER/PROPERTY[@NAME='lastUsedAnnotationId']").text == "9"


def test_ids_of_the_schema_are_names_that_no_other_element_has() -> None:
    tiers = film().tiers
    odd = replace(tiers[0], language="Chinese (simplified), 2")
    root = ET.fromstring(eaf(replace(film(), tiers=(odd, *tiers[1:]))))
    kinds = {
        "TIME_SLOT": "TIME_SLOT_ID", "ALIGNABLE_ANNOTATION": "ANNOTATION_ID", "LANGUAGE": "LANG_ID", "CONSTRAINT": "STEREOTYPE",
    }  # fmt: skip
    ids = [str(one.get(name)) for tag, name in kinds.items() for one in root.iter(tag)]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[A-Za-z_][\w.-]*", one) for one in ids)
    languages = {one.get("LANG_ID"): one.get("LANG_LABEL") for one in root.iter("LANGUAGE")}
    (tier,) = (one for one in root.iter("TIER") if one.get("TIER_ID") == "captions")
    assert languages[tier.get("LANG_REF")] == "Chinese (simplified), 2"


def test_nothing_overlaps_within_a_tier_and_nothing_is_empty(root: ET.Element) -> None:
    slots = {slot.get("TIME_SLOT_ID"): int(slot.get("TIME_VALUE")) for slot in root.iter("TIME_SLOT")}
    for tier in root.iter("TIER"):
        spans = [
            (slots[entry.get("TIME_SLOT_REF1")], slots[entry.get("TIME_SLOT_REF2")])
            for entry in tier.iter("ALIGNABLE_ANNOTATION")
        ]
        assert all(first < last for first, last in spans)
        assert all(before[1] <= after[0] for before, after in itertools.pairwise(spans))


def test_the_film_is_named_twice_in_ascii(root: ET.Element) -> None:
    media = root.find("HEADER/MEDIA_DESCRIPTOR")
    assert media.get("MEDIA_URL") == "file:///films/%C3%9Cnterricht%20%E8%AF%BE%201.mp4"
    assert media.get("RELATIVE_MEDIA_URL") == "./%C3%9Cnterricht%20%E8%AF%BE%201.mp4"
    assert media.get("MIME_TYPE") == "video/mp4"


def test_overlapping_tags_keep_their_whole_length(root: ET.Element) -> None:
    tiers = {tier.get("TIER_ID"): tier for tier in root.iter("TIER")}
    assert list(tiers) == ["captions", "tags", "tags (2)", "tags [2]", "clusters"]
    assert tiers["tags"].get("ANNOTATOR") == "Ana"
    assert [value.text for value in tiers["tags (2)"].iter("ANNOTATION_VALUE")] == ["crowd"]


def test_another_reader_finds_the_same(tmp_path: Path) -> None:
    path = tmp_path / "out.eaf"
    path.write_bytes(eaf(film()))
    read = pympi.Elan.Eaf(str(path))
    assert read.get_annotation_data_for_tier("tags") == [(1000, 9000, "street"), (9000, 12_000, "street")]
    captions = read.get_annotation_data_for_tier("captions")
    assert captions[0] == (0, 1500, "before the film")
    assert captions[1] == (1500, 4000, "overlaps the one before & <it>")
    assert captions[2] == (4000, 4001, "no length / same start")
    assert captions[3] == (58_000, 60_000, "behind the end\nsecond line")


def test_a_drive_letter_stays_in_the_address() -> None:
    assert file_url(Path("C:/films/a b.mp4")) == "file:///C:/films/a%20b.mp4"
