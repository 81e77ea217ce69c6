"""What formats of annotations are written from: per video, tiers of texts with times.

A tier is a row of the timeline: captions, text on the screen, clusters, the tags of one person. Formats that allow no
overlap within a tier get it cut or spread over further tiers here, once for all of them.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

SHORTEST_MS = 1  # an annotation lasts at least that long
_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Annotation:
    """A text from `start_ms` to `end_ms`, whole milliseconds from the film's first picture."""

    start_ms: int
    end_ms: int
    text: str


@dataclass(frozen=True)
class Tier:
    """Annotations of one kind. kind: captions, screen, clusters, tags or findings. annotator: who made them, "" if a program.
    language: BCP 47, "" if none. vocabulary: the texts that may occur, with their definitions; empty where any may."""

    name: str
    kind: str
    annotations: tuple[Annotation, ...]
    annotator: str = ""
    language: str = ""
    vocabulary: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class FilmTiers:
    """All tiers of one film. media: path of the film's file as it is known, "" where there is none. rate: pictures per second,
    None where it is not known."""

    video_id: str
    title: str
    media: str
    duration_ms: int
    tiers: tuple[Tier, ...]
    rate: float | None = None
    source_link: str = ""


def annotation(start_s: float, end_s: float | None, text: str, duration_ms: int = 0) -> Annotation:
    """An annotation of times in seconds: not before 0, not behind the film's end where that is known, never empty.

    An end that is missing or not behind the start gives the shortest annotation.
    """
    start = max(0, round(start_s * 1000))
    end = start if end_s is None else round(end_s * 1000)
    if duration_ms:
        start = min(start, max(0, duration_ms - SHORTEST_MS))
        end = min(end, duration_ms)
    return Annotation(start, max(end, start + SHORTEST_MS), clean_text(text))


def clean_text(text: str) -> str:
    """A text without characters that XML can't hold, line ends as "\\n"."""
    return _NOT_IN_XML.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def without_overlap(annotations: Iterable[Annotation]) -> list[Annotation]:
    """Annotations in the order of time, each cut where the next one begins; those of one start are joined by " / ".

    Captions of live speech overlap by their making: the next one replaces the one before.
    """
    found: list[Annotation] = []
    for entry in sorted(annotations, key=lambda one: (one.start_ms, one.end_ms)):
        if found and found[-1].start_ms == entry.start_ms:
            last = found[-1]
            text = last.text if entry.text == last.text else f"{last.text} / {entry.text}"
            found[-1] = Annotation(last.start_ms, max(last.end_ms, entry.end_ms), text)
            continue
        if found and found[-1].end_ms > entry.start_ms:
            found[-1] = replace(found[-1], end_ms=entry.start_ms)
        found.append(entry)
    return found


def in_layers(annotations: Iterable[Annotation]) -> list[list[Annotation]]:
    """Annotations spread over as few rows as hold them whole without overlap, such as tags that lie upon each other."""
    layers: list[list[Annotation]] = []
    for entry in sorted(annotations, key=lambda one: (one.start_ms, one.end_ms)):
        free = next((layer for layer in layers if layer[-1].end_ms <= entry.start_ms), None)
        if free is None:
            layers.append([entry])
        else:
            free.append(entry)
    return layers


def separated(tier: Tier) -> list[Tier]:
    """A tier as one or more without overlap: captions are cut, everything else is spread over "name", "name (2)", ..."""
    if tier.kind == "captions":
        return [replace(tier, annotations=tuple(without_overlap(tier.annotations)))]
    layers = in_layers(tier.annotations) or [[]]
    return [
        replace(tier, name=tier.name if number == 1 else f"{tier.name} ({number})", annotations=tuple(layer))
        for number, layer in enumerate(layers, start=1)
    ]


def with_own_names(tiers: Sequence[Tier]) -> list[Tier]:
    """Tiers whose names differ: a name that was there gets a number; an empty one is called by its kind."""
    taken: set[str] = set()
    found = []
    for tier in tiers:
        base = clean_text(tier.name).strip() or tier.kind
        name, number = base, 2
        while name in taken:
            name, number = f"{base} [{number}]", number + 1
        taken.add(name)
        found.append(replace(tier, name=name))
    return found
