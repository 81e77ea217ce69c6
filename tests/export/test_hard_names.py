"""Tags, coders, notes, clusters and films of any name come out in every format, and another program reads them as they are."""

import json
import xml.etree.ElementTree as ET
from collections.abc import Callable
from dataclasses import replace
from io import StringIO
from pathlib import Path

import numpy as np
import opentimelineio
import pandas as pd
import pympi
import pysubs2
import pytest
import webvtt as other
from pyarrow import parquet

from crvae_core.analysis.cluster_notes import ClusterNote, ClusterNotes
from crvae_core.export.formats import take_out
from crvae_core.export.marks import Mark, Marks, TagMeaning
from crvae_core.export.moments_table import MomentsTable
from crvae_core.export.settings import FileSettings
from crvae_core.runs.run import Run

LONG = "long " * 59 + "ended"
NAMES = (
    "“a” \"b\" 'c'", "👩‍🔬 🇨🇳", "مرحبا עברית", "a/b\\c: d?", "tab\there", "two\nlines", "=1+1", "+1", "-1", "@sum(A1)",
    "<b onload=x>&amp;", "--> NOTE", "|C:Red |M:x", LONG, "\ufeffmark", "nul\x00 bell\x07",
)  # fmt: skip
RATE = FileSettings(rate=25)


def one_line(text: str) -> str:
    """A text as formats of lines of signs that XML knows may have it."""
    kept = "".join(
        sign for sign in text if sign in "\t\n" or (sign.isprintable() and not "\ud800" <= sign <= "\udfff")
    )
    return " ".join(kept.replace("\ufeff", "").split())


@pytest.fixture(scope="module")
def hard(table: MomentsTable) -> MomentsTable:
    """The table with a tag of every name, by a coder of that name, and clusters and films of such names; both films of one."""
    marks = tuple(
        Mark(
            name,
            f"v{place % 2}",
            place,
            place + 0.4 * (place > 1),
            name,
            name,
            f"v{place % 2}-{place // 2:03d}",
        )
        for place, name in enumerate(NAMES)
    )
    book = {name: TagMeaning(name, "#aa3377") for name in NAMES}
    project = table.project
    films = tuple(replace(video, name=NAMES[10]) for video in project.videos)
    run = Run(replace(project, videos=films), table.run.name)
    notes = ClusterNotes({0: ClusterNote(name=NAMES[6], note=NAMES[5]), 1: ClusterNote(name=NAMES[10])})
    clusters = replace(table.clusters, notes=notes)
    return replace(
        table, moments=replace(table.moments, run=run), clusters=clusters, marks=Marks(marks, book)
    )


def _both(files: list[Path]) -> list[Path]:
    """The files of both films, which have one name, so that one is numbered."""
    assert sorted("(2)" in path.name for path in files) == [False, True]
    return files


def _csv(hard: MomentsTable, out: Path) -> set[str]:
    path = take_out(hard, "csv", out / "o.csv")[1]
    read = pd.read_csv(path, keep_default_na=False)
    assert read["cluster_name"].str.startswith("'=").any()
    return {name for cell in read["tags"] for name in cell.removeprefix("'").split("; ")}


def _parquet(hard: MomentsTable, out: Path) -> set[str]:
    read = parquet.read_table(take_out(hard, "parquet", out / "o.parquet")[-1])
    return {name for cell in read.column("tags").to_pylist() for name in cell.split("; ")}


def _npz(hard: MomentsTable, out: Path) -> set[str]:
    with np.load(take_out(hard, "npz", out / "o.npz")[-1], allow_pickle=False) as read:
        return {name for cell in read["tags"].tolist() for name in cell.split("; ")}


def _eaf(hard: MomentsTable, out: Path) -> set[str]:
    found = set()
    for path in _both(take_out(hard, "eaf", out)):
        read = pympi.Elan.Eaf(str(path), suppress_version_warning=True)
        found |= {
            value for tier in read.get_tier_names() for *_, value in read.get_annotation_data_for_tier(tier)
        }
    return found


def _vtt(hard: MomentsTable, out: Path) -> set[str]:
    files = _both(take_out(hard, "vtt-tags", out))
    read = [one for path in files for one in other.from_buffer(StringIO(path.read_text(encoding="utf-8")))]
    said = {caption.text for caption in read}
    return {
        text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&").replace("→", "-->")
        for text in said
    }


def _srt(hard: MomentsTable, out: Path) -> set[str]:
    files = _both(take_out(hard, "srt-tags", out))
    read = [
        one for path in files for one in pysubs2.SSAFile.load(str(path), format_="srt", keep_html_tags=True)
    ]
    return {event.text.replace("\\N", "\n").replace("→", "-->") for event in read}


def _otio(hard: MomentsTable, out: Path) -> set[str]:
    read = [
        opentimelineio.adapters.read_from_file(str(path)) for path in _both(take_out(hard, "otio", out, RATE))
    ]
    return {marker.name for one in read for clip in one.find_clips() for marker in clip.markers}


def _cvat(hard: MomentsTable, out: Path) -> set[str]:
    roots = [ET.parse(path).getroot() for path in _both(take_out(hard, "cvat", out, RATE))]
    return {str(track.get("label")) for root in roots for track in root.iter("track")}


def _label_studio(hard: MomentsTable, out: Path) -> set[str]:
    (folder,) = take_out(hard, "label-studio", out / "o", RATE)
    config = ET.fromstring((folder / "config.xml").read_text(encoding="utf-8"))
    tasks = json.loads((folder / "tasks.json").read_text(encoding="utf-8"))
    known = {str(label.get("value")) for label in config.iter("Label")}
    results = [one for task in tasks for one in task["predictions"][0]["result"]]
    used = {name for one in results for name in one["value"]["timelinelabels"]}
    assert used <= known
    return used


def _web(hard: MomentsTable, out: Path) -> set[str]:
    read = json.loads(take_out(hard, "web-annotation", out / "o.jsonld")[0].read_text(encoding="utf-8"))
    return {item["body"]["value"] for item in read["first"]["items"]}


READERS: dict[str, Callable[[MomentsTable, Path], set[str]]] = {
    "csv": _csv, "parquet": _parquet, "npz": _npz, "eaf": _eaf, "vtt": _vtt, "srt": _srt, "otio": _otio, "cvat": _cvat,
    "label-studio": _label_studio, "web-annotation": _web,
}  # fmt: skip


@pytest.mark.parametrize("form", READERS)
def test_names_of_any_kind_come_out(hard: MomentsTable, tmp_path: Path, form: str) -> None:
    found = {one_line(text) for text in READERS[form](hard, tmp_path)}
    missing = {name for name in map(one_line, NAMES) if name not in found}
    assert not missing


@pytest.mark.parametrize("form", ["edl", "report", "methods", "atlas", "projector"])
def test_formats_that_shorten_names_are_written_whole(hard: MomentsTable, tmp_path: Path, form: str) -> None:
    for path in take_out(hard, form, tmp_path / "out", RATE):
        files = [path] if path.is_file() else [one for one in path.rglob("*") if one.is_file()]
        assert all(one.stat().st_size for one in files)
        for one in files:
            if one.suffix in (".edl", ".html", ".txt", ".tsv", ".bib"):
                text = one.read_text(encoding="utf-8")
                assert "<b onload" not in text or one.suffix != ".html"
