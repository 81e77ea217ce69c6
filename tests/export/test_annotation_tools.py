"""CVAT, Label Studio, web annotations and OpenTimelineIO: read back by their rules."""

import json
import xml.etree.ElementTree as ET
from pathlib import Path

import opentimelineio
import pytest
from pyld import jsonld

from crvae_core.errors import InputError
from crvae_core.export.formats import take_out
from crvae_core.export.moments_table import MomentsTable
from crvae_core.export.settings import FileSettings
from tests.export.conftest import HARD

RATE = FileSettings(rate=25)
OA = "http://www.w3.org/ns/oa#"
CONTEXT = {  # the terms of http://www.w3.org/ns/anno.jsonld that are used
    "oa": OA,
    "dc": "http://purl.org/dc/elements/1.1/",
    "as": "http://www.w3.org/ns/activitystreams#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "id": {"@id": "@id", "@type": "@id"},
    "type": {"@id": "@type", "@type": "@id"},
    **{name: f"oa:{name}" for name in ("Annotation", "TextualBody", "describing", "classifying", "tagging", "commenting")},
    "Person": "foaf:Person", "Software": "as:Application", "Video": "dctypes:MovingImage",
    "dctypes": "http://purl.org/dc/dcmitype/",
    "AnnotationCollection": "as:OrderedCollection", "AnnotationPage": "as:OrderedCollectionPage",
    "body": {"@type": "@id", "@id": "oa:hasBody"},
    "target": {"@type": "@id", "@id": "oa:hasTarget"},
    "motivation": {"@type": "@vocab", "@id": "oa:motivatedBy"},
    "purpose": {"@type": "@vocab", "@id": "oa:hasPurpose"},
    "value": "rdf:value", "format": "dc:format", "language": "dc:language", "name": "foaf:name", "label": "rdfs:label",
    "creator": {"@type": "@id", "@id": "dcterms:creator"},
    "created": {"@id": "dcterms:created", "@type": "xsd:dateTime"},
    "items": {"@type": "@id", "@id": "as:items", "@container": "@list"},
    "first": {"@type": "@id", "@id": "as:first"}, "partOf": {"@type": "@id", "@id": "as:partOf"},
    "total": {"@id": "as:totalItems", "@type": "xsd:nonNegativeInteger"},
}  # fmt: skip


def _of_first_video(files: list[Path]) -> Path:
    return next(path for path in files if "cmd" in path.name)


def test_cvat_tracks_begin_and_end_inside_the_film(table: MomentsTable, tmp_path: Path) -> None:
    root = ET.parse(_of_first_video(take_out(table, "cvat", tmp_path, RATE))).getroot()
    assert root.findtext("version") == "1.1"
    assert root.findtext("meta/task/mode") == "interpolation"
    size = int(root.findtext("meta/task/size"))
    labels = {label.findtext("name") for label in root.iter("label")}
    tracks = root.findall("track")
    assert [track.get("id") for track in tracks] == [str(number) for number in range(len(tracks))]
    for track in tracks:
        assert track.get("label") in labels
        boxes = track.findall("box")
        frames = [int(box.get("frame")) for box in boxes]
        assert frames == sorted(set(frames))
        assert 0 <= frames[0] <= frames[-1] < size
        assert [box.get("outside") for box in boxes] in (["0"], ["0", "1"])
        assert {attribute.get("name") for attribute in boxes[0]} == {"tier", "text"}
    street = next(track for track in tracks if track.get("label") == "street")
    assert [int(box.get("frame")) for box in street] == [0, 100]


def test_label_studio_gets_a_task_per_film_whose_labels_its_interface_knows(
    table: MomentsTable, tmp_path: Path
) -> None:
    (folder,) = take_out(table, "label-studio", tmp_path / "out", RATE)
    tasks = json.loads((folder / "tasks.json").read_text(encoding="utf-8"))
    config = ET.fromstring((folder / "config.xml").read_text(encoding="utf-8"))
    labels = {label.get("value") for label in config.iter("Label")}
    controls = {config.find("TimelineLabels").get("name"): config.find("TimelineLabels").get("toName")}
    assert len(tasks) == 2
    for task in tasks:
        assert {tag.get("value").removeprefix("$") for tag in config if tag.get("value")} <= set(task["data"])
        for result in task["predictions"][0]["result"]:
            assert controls[result["from_name"]] == result["to_name"]
            (span,) = result["value"]["ranges"]
            assert 1 <= span["start"] <= span["end"] <= 500
            assert set(result["value"]["timelinelabels"]) <= labels
    said = [caption["text"] for caption in tasks[0]["data"]["captions"]]
    assert said == [text.strip() and text for text in HARD]


def test_web_annotations_expand_to_the_vocabulary(table: MomentsTable, tmp_path: Path) -> None:
    (path,) = take_out(table, "web-annotation", tmp_path / "out.jsonld")
    stored = json.loads(path.read_text(encoding="utf-8"))
    items = stored["first"]["items"]
    assert stored["total"] == len(items) == len({item["id"] for item in items})
    assert all("#t=" in item["target"]["id"] for item in items)
    (found,) = jsonld.expand({**stored, "@context": CONTEXT})
    (listed,) = found["https://www.w3.org/ns/activitystreams#first".replace("https", "http")]
    expanded = listed["http://www.w3.org/ns/activitystreams#items"][0]["@list"]
    assert len(expanded) == len(items)
    assert all(item["@type"] == [OA + "Annotation"] for item in expanded)
    motives = {item[OA + "motivatedBy"][0]["@id"].removeprefix(OA) for item in expanded}
    assert motives == {"describing", "classifying", "tagging", "commenting"}
    tag = next(item for item in items if item["body"]["value"] == "street")
    assert tag["target"]["id"].endswith("source.mp4#t=0,4")
    assert tag["creator"] == {"type": "Person", "name": "Ana"}


def test_a_timeline_has_its_markers_at_exact_frames(table: MomentsTable, tmp_path: Path) -> None:
    path = _of_first_video(take_out(table, "otio", tmp_path, FileSettings(rate=23.976)))
    timeline = opentimelineio.adapters.read_from_file(str(path))
    (clip,) = timeline.find_clips()
    street = next(marker for marker in clip.markers if marker.name == "street")
    assert street.marked_range.duration.to_seconds() == pytest.approx(4.0, abs=1 / 24)
    assert timeline.global_start_time.value == 86400
    assert not [marker for marker in clip.markers if marker.metadata["tier"] == "Captions"]


def test_without_the_package_a_sentence_says_so(
    table: MomentsTable, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "opentimelineio", None)
    with pytest.raises(InputError, match="not installed"):
        take_out(table, "otio", tmp_path / "out")
