"""ELAN files, EAF 3.0, written by the rules of its schema (EAFv3.0.xsd, Max Planck Institute for Psycholinguistics).

Every tier is time-aligned; a tier with a vocabulary gets a controlled vocabulary, so that ELAN offers its texts.
"""

import re
import uuid
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

from crvae_core.export.tiers import FilmTiers, Tier, clean_text, separated, with_own_names

SCHEMA = "http://www.mpi.nl/tools/elan/EAFv3.0.xsd"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
CONSTRAINTS = (  # ELAN expects all four in every file
    ("Time_Subdivision", "Time subdivision of parent annotation's time interval, no time gaps allowed within this interval"),
    ("Symbolic_Subdivision", "Symbolic subdivision of a parent annotation. Annotations refering to the same parent are ordered"),
    ("Symbolic_Association", "1-1 association with a parent annotation"),
    ("Included_In", "Time alignable annotations within the parent annotation's time interval, gaps are allowed"),
)  # fmt: skip
MIME_TYPES = {
    ".mp4": "video/mp4", ".m4v": "video/mp4", ".mov": "video/quicktime", ".mpg": "video/mpeg", ".mpeg": "video/mpeg",
    ".wav": "audio/x-wav",
}  # fmt: skip
_ID = re.compile(r"[A-Za-z][A-Za-z.-]*")  # no digits: ids of annotations and slots have some
_LANGUAGE = "und"  # of the texts of vocabularies


def eaf(
    film: FilmTiers, author: str = "", written: datetime | None = None, beside: Path | None = None
) -> bytes:
    """One film's tiers as an ELAN file.

    Args:
        film: its tiers; overlaps are taken out (see `tiers.separated`), names are made to differ.
        author: shown by ELAN. written: when; by default now.
        beside: the file that is written, so that the film is also named relative to it.
    """
    tiers = with_own_names([part for tier in film.tiers for part in separated(tier)])
    root = ET.Element(
        "ANNOTATION_DOCUMENT",
        {
            "AUTHOR": clean_text(author),
            "DATE": (written or datetime.now(UTC)).astimezone().isoformat(timespec="seconds"),
            "FORMAT": "3.0",
            "VERSION": "3.0",
            f"{{{XSI}}}noNamespaceSchemaLocation": SCHEMA,
        },
    )
    header = _header(root, film, beside)
    count = _annotations(root, tiers)
    _property(header, "lastUsedAnnotationId", str(count))
    _types(root, tiers)
    _languages(root, tiers)
    for stereotype, description in CONSTRAINTS:
        ET.SubElement(root, "CONSTRAINT", DESCRIPTION=description, STEREOTYPE=stereotype)
    for tier in tiers:
        if tier.vocabulary:
            _vocabulary(root, tier)
    ET.register_namespace("xsi", XSI)
    ET.indent(root, " ")
    return bytes(ET.tostring(root, encoding="UTF-8", xml_declaration=True))


def _header(root: ET.Element, film: FilmTiers, beside: Path | None) -> ET.Element:
    header = ET.SubElement(root, "HEADER", MEDIA_FILE="", TIME_UNITS="milliseconds")
    if film.media:
        path = Path(film.media)
        descriptor = ET.SubElement(
            header,
            "MEDIA_DESCRIPTOR",
            MEDIA_URL=file_url(path),
            MIME_TYPE=MIME_TYPES.get(path.suffix.lower(), "video/*"),
        )
        if beside is not None:
            descriptor.set("RELATIVE_MEDIA_URL", _relative_url(path, beside))
    _property(header, "URN", f"urn:nl-mpi-tools-elan-eaf:{uuid.uuid4()}")
    return header


def _property(header: ET.Element, name: str, value: str) -> None:
    ET.SubElement(header, "PROPERTY", NAME=name).text = value


def _annotations(root: ET.Element, tiers: Sequence[Tier]) -> int:
    """Time slots first, in the order of time, then the tiers; gives the number of annotations."""
    order = ET.SubElement(root, "TIME_ORDER")
    times = sorted(
        {time for tier in tiers for entry in tier.annotations for time in (entry.start_ms, entry.end_ms)}
    )
    slot_of = {time: f"ts{number}" for number, time in enumerate(times, start=1)}
    for time, slot in slot_of.items():
        ET.SubElement(order, "TIME_SLOT", TIME_SLOT_ID=slot, TIME_VALUE=str(time))
    number = 0
    for tier in tiers:
        row = ET.SubElement(root, "TIER", LINGUISTIC_TYPE_REF=_type_of(tier), TIER_ID=tier.name)
        if tier.annotator:
            row.set("ANNOTATOR", clean_text(tier.annotator))
        if tier.language:
            row.set("LANG_REF", _language_id(tier.language))
        for entry in tier.annotations:
            number += 1
            aligned = ET.SubElement(
                ET.SubElement(row, "ANNOTATION"),
                "ALIGNABLE_ANNOTATION",
                ANNOTATION_ID=f"a{number}",
                TIME_SLOT_REF1=slot_of[entry.start_ms],
                TIME_SLOT_REF2=slot_of[entry.end_ms],
            )
            value = ET.SubElement(aligned, "ANNOTATION_VALUE")
            value.text = entry.text
            if entry.text in tier.vocabulary:
                aligned.set("CVE_REF", _entry_id(tier, entry.text))
    return number


def _types(root: ET.Element, tiers: Sequence[Tier]) -> None:
    written = set()
    for tier in tiers:
        name = _type_of(tier)
        if name in written:
            continue
        written.add(name)
        kind = ET.SubElement(
            root,
            "LINGUISTIC_TYPE",
            GRAPHIC_REFERENCES="false",
            LINGUISTIC_TYPE_ID=name,
            TIME_ALIGNABLE="true",
        )
        if tier.vocabulary:
            kind.set("CONTROLLED_VOCABULARY_REF", name)


def _languages(root: ET.Element, tiers: Sequence[Tier]) -> None:
    labels = {_language_id(tier.language): clean_text(tier.language) for tier in tiers if tier.language}
    if any(tier.vocabulary for tier in tiers):
        labels |= {_LANGUAGE: "undetermined"}
    for code, label in labels.items():
        ET.SubElement(root, "LANGUAGE", LANG_ID=code, LANG_LABEL=label)


def _language_id(language: str) -> str:
    """A language as an id (xsd:ID), which may hold letters, digits, dots, hyphens and begins with a letter."""
    return language if _ID.fullmatch(language) else f"lang-{uuid.uuid5(uuid.NAMESPACE_URL, language)}"


def _vocabulary(root: ET.Element, tier: Tier) -> None:
    if any(found.get("CV_ID") == _type_of(tier) for found in root.findall("CONTROLLED_VOCABULARY")):
        return
    vocabulary = ET.SubElement(root, "CONTROLLED_VOCABULARY", CV_ID=_type_of(tier))
    ET.SubElement(vocabulary, "DESCRIPTION", LANG_REF=_LANGUAGE)
    for text, definition in tier.vocabulary.items():
        entry = ET.SubElement(vocabulary, "CV_ENTRY_ML", CVE_ID=_entry_id(tier, text))
        value = ET.SubElement(entry, "CVE_VALUE", DESCRIPTION=clean_text(definition), LANG_REF=_LANGUAGE)
        value.text = clean_text(text)


def _entry_id(tier: Tier, text: str) -> str:
    """An id (xsd:NCName) of a text in a vocabulary, the same each time."""
    return f"cveid_{uuid.uuid5(uuid.NAMESPACE_URL, f'{_type_of(tier)}/{text}')}"


def _type_of(tier: Tier) -> str:
    """Tiers with one vocabulary share a type; without one, those of a kind do."""
    return f"{tier.kind}-codebook" if tier.vocabulary else tier.kind


def file_url(path: Path) -> str:
    """A file URL, percent-encoded, so that names in any script are read."""
    text = path.as_posix()
    drive = len(text) > 1 and text[1] == ":"
    return "file:///" + quote(text.lstrip("/"), safe="/:" if drive else "/")


def _relative_url(path: Path, beside: Path) -> str:
    try:
        relative = path.relative_to(beside.parent)
    except ValueError:
        return f"./{quote(path.name)}"
    return f"./{quote(relative.as_posix())}"
