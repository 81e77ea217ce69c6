"""ELAN's annotation files (EAF): tiers of annotations whose times stand in a list of their own.

Annotations that refer to others (a translation, the words of a sentence) take the time of those, in equal shares where
several refer to one; times that are not told lie evenly between their neighbours.
"""

import itertools
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from crvae_core.media.caption_formats.clock import number
from crvae_core.media.caption_formats.cues import LONGEST_TEXT, CaptionNote, Cue, Reading
from crvae_core.media.caption_formats.tiers import Tier, take_tier
from crvae_core.media.caption_formats.xml_tree import Node

_UNITS = {"milliseconds": 0.001, "ntsc-frames": 1001 / 30000, "pal-frames": 0.04}
_DEEPEST = 20  # tiers that refer to tiers

_Span = tuple[float, float | None]


@dataclass(frozen=True)
class _Annotation:
    """An annotation: its id, its times (ids of slots) or the annotation that it refers to, its text and line."""

    key: str
    slots: tuple[str, str] | None
    parent: str
    text: str
    line: int


def read_elan(root: Node, name: str, tier: str | None) -> Reading:
    """The tier that is chosen, or the one with the most words.

    Raises CaptionError if there is no such tier, or no text at all.
    """
    reading = Reading("elan", one_clock=True)
    nodes = root.children("tier")
    annotations = [_annotations(node) for node in nodes]
    times = _slot_times(root, annotations)
    spans = _spans(annotations, times)
    tiers = [
        Tier(node.attributes.get("tier_id", ""), [_cue(found, spans.get(found.key)) for found in of_tier])
        for node, of_tier in zip(nodes, annotations, strict=True)
    ]
    take_tier(reading, tiers, tier, name)
    _move_to_media(reading, root)
    return reading


def _annotations(tier: Node) -> list[_Annotation]:
    found = []
    for node in tier.find_all("alignable_annotation") + tier.find_all("ref_annotation"):
        told = node.attributes
        slots = (told["time_slot_ref1"], told.get("time_slot_ref2", "")) if "time_slot_ref1" in told else None
        text = "".join(value.text() for value in node.children("annotation_value"))[:LONGEST_TEXT]
        found.append(
            _Annotation(told.get("annotation_id", ""), slots, told.get("annotation_ref", ""), text, node.line)
        )
    return found


def _cue(annotation: _Annotation, span: _Span | None) -> Cue:
    start, end = span or (None, None)
    return Cue(start, end, annotation.text, annotation.line)


def _slot_times(root: Node, annotations: Iterable[Sequence[_Annotation]]) -> dict[str, float | None]:
    """The seconds of each slot; those without lie evenly between the ones round them in the chain of a tier."""
    header = next(iter(root.children("header")), None)
    unit = _UNITS.get(header.attributes.get("time_units", "").lower() if header else "", 0.001)
    times: dict[str, float | None] = {}
    for order in root.children("time_order"):
        for slot in order.children("time_slot"):
            value = number(slot.attributes.get("time_value", ""))
            times[slot.attributes.get("time_slot_id", "")] = None if value is None else round(value * unit, 6)
    for of_tier in annotations:
        chain = [slot for found in of_tier if found.slots for slot in found.slots]
        _fill([slot for slot, _ in itertools.groupby(chain)], times)
    _fill(list(times), times)
    return times


def _fill(slots: Sequence[str], times: dict[str, float | None]) -> None:
    """Give the slots without a time one between their neighbours', in equal steps."""
    known = [place for place, slot in enumerate(slots) if times.get(slot) is not None]
    for first, last in itertools.pairwise(known):
        start, end = times[slots[first]], times[slots[last]]
        if start is None or end is None or end < start:
            continue
        for place in range(first + 1, last):
            times[slots[place]] = round(start + (end - start) * (place - first) / (last - first), 6)


def _spans(annotations: Iterable[Sequence[_Annotation]], times: dict[str, float | None]) -> dict[str, _Span]:
    """From when to when each annotation lasts, by its id."""
    spans: dict[str, _Span] = {}
    waiting: dict[tuple[int, str], list[str]] = defaultdict(list)  # of one tier, those that share a parent
    for tier, of_tier in enumerate(annotations):
        for found in of_tier:
            start = times.get(found.slots[0]) if found.slots else None
            if found.slots and start is not None:
                spans[found.key] = (start, times.get(found.slots[1]))
            elif not found.slots:
                waiting[tier, found.parent].append(found.key)
    for _ in range(_DEEPEST):
        ready = [key for key in waiting if key[1] in spans]
        for key in ready:
            spans |= _shares(spans[key[1]], waiting.pop(key))
        if not ready:
            break
    return spans


def _shares(span: _Span, keys: Sequence[str]) -> dict[str, _Span]:
    """Equal shares of a span."""
    start, end = span
    if end is None or len(keys) == 1:
        return dict.fromkeys(keys, span)
    step = (end - start) / len(keys)
    return {
        key: (round(start + step * at, 6), round(start + step * (at + 1), 6)) for at, key in enumerate(keys)
    }


def _move_to_media(reading: Reading, root: Node) -> None:
    """Count from the start of the film where the file says that the annotations start later in it."""
    videos = [
        node
        for node in root.find_all("media_descriptor")
        if "video" in node.attributes.get("mime_type", "video")
    ]
    origins = [number(node.attributes.get("time_origin", "")) or 0.0 for node in videos]
    if len(origins) != 1 or not origins[0]:
        return
    move = origins[0] / 1000
    reading.cues = [
        replace(cue, start=_later(cue.start, move), end=_later(cue.end, move)) for cue in reading.cues
    ]
    sentence = f"the annotations start {move:g} s into the film, as the file tells: they were moved there"
    reading.notes.append(CaptionNote("media offset", sentence))


def _later(time: float | None, move: float) -> float | None:
    return None if time is None else round(time + move, 6)
