"""Stretches of films for annotation tools: CVAT ("CVAT for video 1.1") and Label Studio (tasks with timeline labels)."""

import json
import math
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crvae_core.errors import InputError
from crvae_core.export.film_tiers import all_films, film_tiers
from crvae_core.export.moments_table import MomentsTable
from crvae_core.export.settings import FileSettings
from crvae_core.export.tier_files import rate_of
from crvae_core.export.tiers import Annotation, FilmTiers, Tier, clean_text
from crvae_core.export.timecode import FrameRate
from crvae_core.files import atomic_path, now, write_bytes
from crvae_core.progress import Share

USUAL_SIZE = (640, 360)  # pixels, where the film does not tell its own
CAPTION_LABEL = "caption"


@dataclass(frozen=True)
class Stretch:
    """A label on frames `first` to `last`, counted from 0, both included. text: what is said, "" for labels alone."""

    label: str
    first: int
    last: int
    tier: str
    text: str = ""


def stretches(film: FilmTiers, rate: FrameRate) -> Iterator[Stretch]:
    """The annotations of a film on its frames; captions share a label and have their words as text."""
    most = max(0, math.ceil(film.duration_ms / 1000 * float(rate.exact)) - 1)
    for tier in film.tiers:
        for entry in tier.annotations:
            first = min(rate.frame(entry.start_ms / 1000), most)
            last = max(first, min(rate.frame(entry.end_ms / 1000) - 1, most))
            yield _stretch(tier, entry, first, last)


def _stretch(tier: Tier, entry: Annotation, first: int, last: int) -> Stretch:
    if tier.kind == "captions":
        return Stretch(CAPTION_LABEL, first, last, tier.name, entry.text)
    label, _, rest = entry.text.partition("\n")
    return Stretch(label.strip() or tier.name, first, last, tier.name, rest)


def write_cvat(table: MomentsTable, path: Path, settings: FileSettings, progress: Share) -> None:
    """One film as CVAT for video 1.1: a track of the whole picture for each stretch."""
    (video,) = table.videos()
    film = film_tiers(table, video.video_id, settings)
    rate = rate_of(film, settings)
    found = list(stretches(film, rate))
    width, height = _size(table, film)
    root = ET.Element("annotations")
    ET.SubElement(root, "version").text = "1.1"
    frames = max(1, math.ceil(film.duration_ms / 1000 * float(rate.exact)))
    _cvat_task(root, film, found, frames, (width, height))
    for number, stretch in enumerate(found):
        track = ET.SubElement(root, "track", id=str(number), label=clean_text(stretch.label), source="manual")
        _box(track, stretch.first, False, (width, height), stretch)
        if stretch.last + 1 < frames:
            _box(track, stretch.last + 1, True, (width, height), stretch)
    ET.indent(root, " ")
    write_bytes(path, bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True)))
    progress(1.0)


def _cvat_task(
    root: ET.Element, film: FilmTiers, found: list[Stretch], frames: int, size: tuple[int, int]
) -> None:
    meta = ET.SubElement(root, "meta")
    task = ET.SubElement(meta, "task")
    for name, text in (
        ("name", clean_text(film.title)), ("size", str(frames)), ("mode", "interpolation"), ("overlap", "0"),
        ("bugtracker", ""), ("created", now()), ("updated", now()), ("start_frame", "0"), ("stop_frame", str(frames - 1)),
        ("frame_filter", ""),
    ):  # fmt: skip
        ET.SubElement(task, name).text = text
    labels = ET.SubElement(task, "labels")
    for label in dict.fromkeys(stretch.label for stretch in found):
        entry = ET.SubElement(labels, "label")
        ET.SubElement(entry, "name").text = clean_text(label)
        attributes = ET.SubElement(entry, "attributes")
        for name in ("tier", "text"):
            attribute = ET.SubElement(attributes, "attribute")
            for key, value in (
                ("name", name), ("mutable", "False"), ("input_type", "text"), ("default_value", ""), ("values", ""),
            ):  # fmt: skip
                ET.SubElement(attribute, key).text = value
    original = ET.SubElement(task, "original_size")
    ET.SubElement(original, "width").text, ET.SubElement(original, "height").text = map(str, size)
    ET.SubElement(meta, "dumped").text = now()


def _box(track: ET.Element, frame: int, outside: bool, size: tuple[int, int], stretch: Stretch) -> None:
    box = ET.SubElement(
        track, "box", frame=str(frame), outside=str(int(outside)), occluded="0", keyframe="1",
        xtl="0.00", ytl="0.00", xbr=f"{size[0]:.2f}", ybr=f"{size[1]:.2f}", z_order="0",
    )  # fmt: skip
    for name, text in (("tier", stretch.tier), ("text", stretch.text)):
        ET.SubElement(box, "attribute", name=name).text = clean_text(text)


def write_label_studio(table: MomentsTable, path: Path, settings: FileSettings, progress: Share) -> None:
    """A folder for Label Studio: tasks.json, a task per film with its labels, and config.xml, the labelling interface."""
    path.mkdir(parents=True, exist_ok=True)
    labels: dict[str, None] = {}
    videos = max(1, len(table.videos()))
    with atomic_path(path / "tasks.json") as temporary, temporary.open("w", encoding="utf-8") as stream:
        stream.write("[")
        for number, film in enumerate(all_films(table, settings)):
            rate = rate_of(film, settings)
            found = list(stretches(film, rate))
            labels |= dict.fromkeys(stretch.label for stretch in found if stretch.label != CAPTION_LABEL)
            stream.write(",\n" if number else "\n")
            json.dump(_task(film, rate, found), stream, ensure_ascii=False)
            progress((number + 1) / videos)
        stream.write("\n]\n")
    write_bytes(path / "config.xml", _labelling(labels).encode())


def _task(film: FilmTiers, rate: FrameRate, found: list[Stretch]) -> dict[str, Any]:
    captions = [
        {"start": entry.start_ms / 1000, "end": entry.end_ms / 1000, "text": entry.text}
        for tier in film.tiers
        if tier.kind == "captions"
        for entry in tier.annotations
    ]
    results = [
        {
            "id": f"{film.video_id}-{number}",
            "type": "timelinelabels",
            "from_name": "label",
            "to_name": "video",
            "value": {
                "ranges": [{"start": stretch.first + 1, "end": stretch.last + 1}],
                "timelinelabels": [stretch.label],
            },
            "meta": {"text": [part for part in (stretch.tier, stretch.text) if part]},
        }
        for number, stretch in enumerate(found)
        if stretch.label != CAPTION_LABEL
    ]
    return {
        "data": {
            "video": film.source_link or film.media,
            "title": film.title,
            "fps": round(float(rate.exact), 5),
            "captions": captions,
        },
        "predictions": [{"model_version": "crvae", "result": results}],
    }


def _labelling(labels: dict[str, None]) -> str:
    root = ET.Element("View")
    names = ET.SubElement(root, "TimelineLabels", name="label", toName="video")
    for label in labels:
        ET.SubElement(names, "Label", value=clean_text(label))
    ET.SubElement(root, "Video", name="video", value="$video", frameRate="$fps", timelineHeight="120")
    ET.SubElement(
        root,
        "Paragraphs",
        name="captions",
        value="$captions",
        layout="dialogue",
        nameKey="start",
        textKey="text",
    )
    ET.indent(root, " ")
    return ET.tostring(root, encoding="unicode")


def _size(table: MomentsTable, film: FilmTiers) -> tuple[int, int]:
    try:
        info = table.project.info(film.video_id)
        return int(info["width"]) or USUAL_SIZE[0], int(info["height"]) or USUAL_SIZE[1]
    except (InputError, OSError, ValueError, KeyError, TypeError):
        return USUAL_SIZE
