"""An ELAN file that was edited, read back: its tiers with their times, corrected captions, tags of each coder.

The file is somebody else's: it is bounded in size, declares no entities, and nothing that it names is opened.
"""

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from crvae_core.errors import InputError
from crvae_core.export.film_tiers import CAPTIONS, CLUSTERS, FINDINGS, TAGS, caption_offset
from crvae_core.export.marks import Mark
from crvae_core.export.tiers import Annotation, clean_text
from crvae_core.media.captions import CaptionSegment
from crvae_core.project.corrections import Correction
from crvae_core.project.video_entry import VideoEntry
from crvae_core.wording import count

MOST_BYTES = 64 << 20
SAME_MS = 40  # times that far apart are the same: editors snap to pictures
_NUMBERED = re.compile(r"\s*(\(\d+\)|\[\d+\])$")


@dataclass(frozen=True)
class EafTier:
    """A tier of an ELAN file, its annotations in the order of the file."""

    name: str
    annotator: str
    annotations: tuple[Annotation, ...]

    @property
    def own_name(self) -> str:
        """Its name without the number that a layer of it was given."""
        return _NUMBERED.sub("", self.name).strip()


@dataclass(frozen=True)
class EafChanges:
    """What an edited file says of a film.

    corrections: captions that are others now. tags: all tags of the file, for each coder. codebook: tags with their
    definitions. notes: what could not be taken over, in sentences.
    """

    corrections: tuple[Correction, ...]
    tags: tuple[Mark, ...]
    codebook: Mapping[str, str]
    notes: tuple[str, ...]


def read_eaf(path: Path) -> list[EafTier]:
    """The tiers of an ELAN file whose annotations have times, their own or those of what they belong to.

    Raises InputError where it is none, or is damaged.
    """
    return _tiers(_root(path), path)


def eaf_codebook(path: Path) -> dict[str, str]:
    """The texts of the controlled vocabularies of an ELAN file with their definitions."""
    found = {}
    for entry in _root(path).iter():
        if entry.tag == "CV_ENTRY_ML":
            for value in entry.iter("CVE_VALUE"):
                found[clean_text(value.text or "").strip()] = value.get("DESCRIPTION", "")
        elif entry.tag == "CV_ENTRY":  # up to EAF 2.7
            found[clean_text(entry.text or "").strip()] = entry.get("DESCRIPTION", "")
    return {text: meaning for text, meaning in found.items() if text}


def eaf_changes(path: Path, video: VideoEntry, segments: Sequence[CaptionSegment]) -> EafChanges:
    """What an edited ELAN file says of a film of the project.

    Args:
        path: the file. video: the film it belongs to.
        segments: its captions as they are now, with all corrections, in their order.

    Tiers are known by their names: Captions; Clusters and Findings, which the program makes itself, are passed over; every
    other tier holds tags, of its annotator.
    """
    corrections: list[Correction] = []
    marks: list[Mark] = []
    notes: list[str] = []
    tiers = read_eaf(path)
    for tier in tiers:
        if tier.own_name.casefold() == CAPTIONS.casefold():
            found, told = _corrections(tier, video, segments)
            corrections += found
            notes += told
        elif tier.own_name not in (CLUSTERS, FINDINGS):
            marks += _marks(tier, video)
    used = {mark.tag for mark in marks}
    codebook = {text: meaning for text, meaning in eaf_codebook(path).items() if text in used}
    return EafChanges(tuple(corrections), tuple(marks), codebook, tuple(notes))


def _marks(tier: EafTier, video: VideoEntry) -> Iterator[Mark]:
    coder = tier.annotator
    if not coder and (named := re.fullmatch(rf"{TAGS} \((.+)\)", tier.own_name)):
        coder = named[1]
    for entry in tier.annotations:
        if tag := " ".join(entry.text.split()):
            yield Mark(tag, video.video_id, entry.start_ms / 1000, entry.end_ms / 1000, coder)


def _corrections(
    tier: EafTier, video: VideoEntry, segments: Sequence[CaptionSegment]
) -> tuple[list[Correction], list[str]]:
    """Captions whose words or start are others than they were, each matched with the caption it lies on most."""
    offset = caption_offset(video)
    ours = [
        (number, round((segment.start + offset) * 1000), _end_ms(segments, number, offset), segment)
        for number, segment in enumerate(segments)
        if segment.start is not None and segment.text.strip()
    ]
    matched = _match([(start, end) for _, start, end, _ in ours], tier.annotations)
    found, strangers = [], 0
    for place, entry in enumerate(tier.annotations):
        if (mine := matched.get(place)) is None:
            strangers += 1
            continue
        number, start, _, segment = ours[mine]
        text = " ".join(entry.text.split())
        moved = abs(entry.start_ms - start) > SAME_MS
        if text != " ".join(segment.text.split()) or moved:
            begins = max(0.0, entry.start_ms / 1000 - offset) if moved else None
            found.append(Correction(number, text, begins))
    gone = [ours[mine] for mine in range(len(ours)) if mine not in matched.values()]
    found += [Correction(number, "") for number, *_ in gone]
    notes = [f"new: {count(strangers, 'caption')}; add them to the caption file itself"] if strangers else []
    return found, notes + ([f"removed: {count(len(gone), 'caption')}"] if gone else [])


def _match(ours: Sequence[tuple[int, int]], theirs: Sequence[Annotation]) -> dict[int, int]:
    """Which of our spans each annotation is: that of the same start, else the one it covers most; each at most once."""
    overlaps = []
    first = 0
    order = sorted(range(len(theirs)), key=lambda place: theirs[place].start_ms)
    spans = sorted(range(len(ours)), key=lambda place: ours[place])
    for place in order:
        entry = theirs[place]
        while first < len(spans) and ours[spans[first]][1] + 60_000 < entry.start_ms:
            first += 1
        for mine in spans[first:]:
            start, end = ours[mine]
            if start > entry.end_ms:
                break
            joint = min(end, entry.end_ms) - max(start, entry.start_ms)
            if joint > 0 or abs(start - entry.start_ms) <= SAME_MS:
                overlaps.append((abs(start - entry.start_ms) > SAME_MS, -joint, place, mine))
    found: dict[int, int] = {}
    taken: set[int] = set()
    for _, _, place, mine in sorted(overlaps):
        if place not in found and mine not in taken:
            found[place] = mine
            taken.add(mine)
    return found


def _end_ms(segments: Sequence[CaptionSegment], number: int, offset: float) -> int:
    end = segments[number].end
    if end is None:
        later = (segment.start for segment in segments[number + 1 :] if segment.start is not None)
        end = next(later, (segments[number].start or 0.0) + 2.0)
    return round((end + offset) * 1000)


def _root(path: Path) -> ET.Element:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise InputError(
                f"{path.name} is larger than {MOST_BYTES >> 20} MB: no ELAN file is, give another one"
            )
        data = path.read_bytes()
        if b"<!DOCTYPE" in data[:4096] or b"<!ENTITY" in data:
            raise InputError(
                f"{path.name} declares entities, which no ELAN file does: save it from ELAN again"
            )
        root = ET.fromstring(data)
    except OSError as error:
        raise InputError(f"{path} can't be read ({error.strerror}): check the path") from error
    except ET.ParseError as error:
        raise InputError(f"{path.name} is no ELAN file ({error}): save it from ELAN again") from error
    if root.tag != "ANNOTATION_DOCUMENT":
        raise InputError(f"{path.name} is no ELAN file, it begins with {root.tag[:40]!r}: give an .eaf")
    return root


def _tiers(root: ET.Element, path: Path) -> list[EafTier]:
    slots = {
        slot.get("TIME_SLOT_ID", ""): int(value)
        for slot in root.iter("TIME_SLOT")
        if (value := slot.get("TIME_VALUE", "")).lstrip("-").isdigit()
    }
    spans: dict[str, tuple[int, int]] = {}
    for tier in root.iter("TIER"):
        spans |= _aligned([entry for entry in tier.iter() if entry.tag == "ALIGNABLE_ANNOTATION"], slots)
    parents = {
        entry.get("ANNOTATION_ID", ""): entry.get("ANNOTATION_REF", "")
        for entry in root.iter("REF_ANNOTATION")
    }
    found = []
    for tier in root.iter("TIER"):
        entries = []
        for entry in tier.iter():
            if entry.tag in ("ALIGNABLE_ANNOTATION", "REF_ANNOTATION"):
                span = _span(entry.get("ANNOTATION_ID", ""), spans, parents)
                text = clean_text(entry.findtext("ANNOTATION_VALUE") or "").strip()
                if span is not None:
                    start = max(0, span[0])
                    entries.append(Annotation(start, max(span[1], start + 1), text))
        found.append(EafTier(tier.get("TIER_ID", ""), tier.get("ANNOTATOR", ""), tuple(entries)))
    if not found:
        raise InputError(f"{path.name} has no tiers: save it from ELAN again")
    return found


def _aligned(entries: Sequence[ET.Element], slots: Mapping[str, int]) -> dict[str, tuple[int, int]]:
    """The times of a tier's annotations by their ids; those between slots without a time share the room evenly.

    ELAN writes such slots where an annotation was cut into parts that nobody moved.
    """
    found: dict[str, tuple[int, int]] = {}
    parts: list[
        tuple[str, str]
    ] = []  # ids of annotations, and slots at which they end, since the last known time
    begun: int | None = None
    for entry in entries:
        start, end = (entry.get(f"TIME_SLOT_REF{number}", "") for number in (1, 2))
        if not parts or start != parts[-1][1]:
            parts, begun = [], slots.get(start)
        parts.append((entry.get("ANNOTATION_ID", ""), end))
        ends = slots.get(end)
        if ends is None:
            continue
        if begun is not None:
            edges = [begun + (ends - begun) * place // len(parts) for place in range(len(parts) + 1)]
            found |= {name: (edges[place], edges[place + 1]) for place, (name, _) in enumerate(parts)}
        parts = []
    return found


def _span(
    name: str, spans: Mapping[str, tuple[int, int]], parents: Mapping[str, str]
) -> tuple[int, int] | None:
    """The times of an annotation, or of what it refers to."""
    for _ in range(50):  # a circle of references ends here
        if name in spans:
            return spans[name]
        if name not in parents:
            return None
        name = parents[name]
    return None
