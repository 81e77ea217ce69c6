"""Report, methods, figures for print, pictures, maps for other tools, the encoder: read back by their rules."""

import csv
import html.parser
import io
import json
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
import zipfile
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from pyarrow import parquet

from crvae_core.export import print_figures
from crvae_core.export.figure_data import FIGURES, data_digest
from crvae_core.export.formats import take_out
from crvae_core.export.methods import methods_of
from crvae_core.export.moments_table import MomentsTable, moments_table
from crvae_core.export.print_sheet import printed
from crvae_core.export.references import WORKS, bibliography
from crvae_core.export.report_pinned import CHART_BUDGET
from crvae_core.export.selection import Selection
from crvae_core.export.settings import FileSettings
from crvae_core.notes.findings import Finding
from crvae_core.runs.run import Run
from tests.export.conftest import HARD, LOOK, MARKS


class _Page(html.parser.HTMLParser):
    """What a page is made of: tags that are open at the end, elements that ask for something, and its text."""

    VOID = frozenset({"meta", "img", "br", "link", "input", "hr"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.asked: list[str] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in self.VOID:
            self.open.append(tag)
        told = dict(attrs)
        address = told.get("src") or (told.get("href") if tag == "link" else None) or ""
        if address and not address.startswith("data:"):
            self.asked.append(address)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        pass

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] not in ("script", "style"):
            self.text.append(data)


def _report(table: MomentsTable, folder: Path, settings: FileSettings = FileSettings()) -> str:  # noqa: B008
    (path,) = take_out(table, "report", folder / "report.html", settings)
    return path.read_text(encoding="utf-8")


def test_a_report_shows_all_texts_and_asks_nobody_for_anything(table: MomentsTable, tmp_path: Path) -> None:
    page = _report(table, tmp_path)
    read = _Page()
    read.feed(page)
    assert read.open == []
    assert read.asked == []
    assert "default-src 'none'" in page
    shown = "".join(read.text)
    for text in (
        "It begins <b>here</b>",
        "Said & shown.",
        'as "said" 😀',
        "第二个发现",
        "مرحبا",
        HARD[8],
        "How to cite",
    ):
        assert text in shown
    assert shown.index("It begins") < shown.index("第二个发现")
    assert "plotly" not in page.lower()
    assert page.count('src="data:image/jpeg') >= 3


def test_pinned_charts_are_drawn_by_what_the_file_holds_and_can_not_break_out(
    table: MomentsTable, tmp_path: Path
) -> None:
    figure = {
        "data": [
            {"type": "scatter", "x": [1.123456789, float("nan")], "y": [2, 3], "name": "</script><!-- x"}
        ],
        "layout": {
            "yaxis": {"tickvals": [2], "title": {"text": "y"}},
            "yaxis2": {"automargin": False},
            "title": {"text": "t"},
        },
    }
    marks = replace(MARKS, findings=(Finding("figure", "A chart", figure=figure),))
    page = _report(replace(table, marks=marks), tmp_path)
    (data,) = re.findall(r'<script type="application/json" id="chart-1">(.*?)</script>', page, re.DOTALL)
    stored = json.loads(data)
    assert stored["data"][0]["x"] == [1.1235, None]
    assert stored["data"][0]["name"] == "</script><!-- x"
    assert 'data-chart="chart-1"' in page
    assert stored["layout"] == {
        "title": {"text": "t"},
        "xaxis": {"automargin": True},
        "yaxis": {
            "automargin": True,
            "tickvals": [2],
            "title": {"standoff": 10, "text": "y"},
        },  # else the names of rows are cut off
        "yaxis2": {"automargin": False},
    }


def test_a_report_of_some_moments_says_of_how_many(run: Run, table: MomentsTable, tmp_path: Path) -> None:
    ids = tuple(table.moments.pair_ids[:1])
    marks = replace(MARKS, findings=(Finding("moment", "One", moments=ids),))
    some = moments_table(run, Selection("findings"), look=LOOK, marks=marks)
    told = f"1 of {len(table)} moments (those of the findings)"
    assert _report(some, tmp_path).count(told) == 2
    assert "shares are of these" not in _report(table, tmp_path / "all")


def test_three_hundred_findings_stay_small(table: MomentsTable, tmp_path: Path) -> None:
    figure = {
        "data": [{"type": "scatter", "x": list(np.linspace(0, 1, 2000)), "y": list(np.linspace(0, 1, 2000))}]
    }
    one = Finding(
        "moments", "x", ("A sentence.",), "a note", moments=tuple(table.moments.pair_ids), figure=figure
    )
    page = _report(replace(table, marks=replace(MARKS, findings=(one,) * 300)), tmp_path)
    assert len(page.encode()) < 20_000_000
    assert sum(map(len, re.findall(r'id="chart-\d+">(.*?)</script>', page))) <= CHART_BUDGET
    assert "too many points" in page


def test_thumbnails_are_as_large_and_as_blurred_as_asked_for(table: MomentsTable, tmp_path: Path) -> None:
    page = _report(table, tmp_path, FileSettings(picture_width=50, blur=3, author="Ana <b>"))
    assert 'width="50" height="30"' in page
    assert "Ana &lt;b&gt;" in page


def test_the_methods_say_what_was_done_and_every_work_is_in_the_list(
    table: MomentsTable, tmp_path: Path
) -> None:
    found = methods_of(table)
    assert "20 moments" in found.text
    assert "a picture every 2 s" in found.text
    assert "with k = 2, seed 0" in found.text
    assert "principal components" in found.text
    assert "2 coders" in found.text
    cited = {key for key, work in WORKS.items() if work.short in found.text}
    assert cited == set(found.works)
    (folder,) = take_out(table, "methods", tmp_path / "out")
    entries = re.findall(
        r"^@\w+\{(\w+),$", (folder / "references.bib").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert entries == sorted(found.works)


def test_every_work_has_what_a_list_of_references_needs() -> None:
    for work in WORKS.values():
        assert {"author", "title", "year"} <= dict(work.fields).keys()
        assert work.line().endswith(".")
    assert bibliography(["ward1963"]).count("{") == bibliography(["ward1963"]).count("}")


@pytest.mark.parametrize("grey", [False, True])
def test_figures_for_print_have_their_size_and_their_data(
    table: MomentsTable, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, grey: bool
) -> None:
    wanted = ("map", "clusters", "timeline") if not grey else ("clusters",)
    whole = print_figures._figures
    monkeypatch.setattr(
        print_figures, "_figures", lambda *given: (one for one in whole(*given) if one.name in wanted)
    )
    settings = FileSettings(width_mm=80, dpi=100, grey=grey)
    (folder,) = take_out(table, "figures", tmp_path / "out", settings)
    for name in wanted:
        picture = cv2.imread(str(folder / f"{name}.png"))
        assert picture.shape[1] == pytest.approx(80 / 25.4 * 100, abs=1)
        root = ET.parse(folder / f"{name}.svg").getroot()
        assert float(root.get("width").removesuffix("pt")) == pytest.approx(80 / 25.4 * 72, abs=0.5)
        assert (folder / f"{name}.pdf").read_bytes().startswith(b"%PDF")
        with (folder / f"{name}.csv").open(encoding="utf-8-sig", newline="") as stream:
            assert len(list(csv.reader(stream))) == len(FIGURES[name](table)) + 1
        assert (folder / f"{name}.txt").read_text(encoding="utf-8").strip()
    if grey:
        middle = cv2.imread(str(folder / "clusters.png")).astype(int)
        assert np.ptp(middle, axis=2).max() <= 2


def test_contact_sheets_and_strips_are_drawn(table: MomentsTable) -> None:
    settings = FileSettings(width_mm=60)
    with printed(settings):
        sheet = print_figures._sheet(table, settings, list(range(8)), "a $ cluster 演播室")
        strip = print_figures._strip(table, settings, "v0")
    assert len(sheet.axes[0].images) == 8
    assert len(strip.axes[0].images) == 10


def test_data_of_figures_are_known_by_their_digest(table: MomentsTable) -> None:
    data = FIGURES["map"](table)
    assert data_digest(data) == data_digest(data.copy())
    assert data_digest(data) == data_digest(data.assign(x=data["x"] * (1 + 1e-9)))
    assert data_digest(data) != data_digest(data.assign(x=data["x"] + 0.1))


def test_pictures_come_with_whose_they_are(table: MomentsTable, tmp_path: Path) -> None:
    chosen = moments_table(table.run, Selection("video", "v0"), LOOK, MARKS)
    (path,) = take_out(chosen, "pictures", tmp_path / "p.zip", FileSettings(picture_width=40, blur=2))
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        rows = list(csv.DictReader(io.StringIO(archive.read("credits.csv").decode("utf-8-sig"))))
        pictures = [name for name in archive.namelist() if name.endswith(".jpg")]
        assert [row["file"] for row in rows] == pictures
        assert len(pictures) == 10
        first = cv2.imdecode(np.frombuffer(archive.read(pictures[0]), np.uint8), cv2.IMREAD_COLOR)
    assert first.shape == (24, 40, 3)
    assert all(row["video"].startswith("'=cmd") for row in rows)


def test_the_projector_loads_its_files(table: MomentsTable, tmp_path: Path) -> None:
    (folder,) = take_out(table, "projector", tmp_path / "out")
    vectors = np.loadtxt(folder / "vectors.tsv", delimiter="\t")
    np.testing.assert_allclose(vectors, table.latents, rtol=1e-5)
    lines = (folder / "metadata.tsv").read_text(encoding="utf-8").split("\n")
    assert lines[-1] == ""
    assert len(lines) == len(table) + 2  # a header, where there are several columns
    assert {line.count("\t") for line in lines[:-1]} == {lines[0].count("\t")}
    assert not any(cell == "" for line in lines[:-1] for cell in line.split("\t"))
    config = (folder / "projector_config.pbtxt").read_text()
    width, height = (int(number) for number in re.findall(r"single_image_dim: (\d+)", config))
    sheet = cv2.imread(str(folder / "sprite.jpg"))
    across = sheet.shape[1] // width
    assert across * (sheet.shape[0] // height) >= len(table)
    assert across == int(np.ceil(np.sqrt(len(table))))
    assert max(sheet.shape) <= 8192
    for name in re.findall(r'_path: "([^"]+)"', config):
        assert (folder / name).exists()


def test_embedding_atlas_gets_the_map_and_neighbours_by_row(table: MomentsTable, tmp_path: Path) -> None:
    (path,) = take_out(table, "atlas", tmp_path / "a.parquet")
    read = parquet.read_table(path).to_pydict()
    assert read["id"] == list(range(len(table)))
    np.testing.assert_allclose(read["projection_x"], table.points[:, 0], rtol=1e-6)
    for place, near in enumerate(read["neighbors"]):
        assert len(near["ids"]) == len(near["distances"]) == 16
        assert place in near["ids"]
        assert near["distances"] == sorted(near["distances"])
        assert set(near["ids"]) <= set(read["id"])


def test_fiftyone_finds_every_picture(table: MomentsTable, tmp_path: Path) -> None:
    (folder,) = take_out(table, "fiftyone", tmp_path / "out")
    assert "version" not in json.loads((folder / "metadata.json").read_text(encoding="utf-8"))
    samples = json.loads((folder / "samples.json").read_text(encoding="utf-8"))["samples"]
    assert len(samples) == len(table)
    for sample in samples:
        assert (folder / sample["filepath"]).exists()
        assert sample["cluster"] is None or sample["cluster"]["_cls"] == "Classification"
    assert samples[0]["tags"] == ["crowd", "street"]
    assert len(samples[0]["latent"]) == table.latents.shape[1]


def test_the_encoder_runs_where_the_program_is_not_installed(table: MomentsTable, tmp_path: Path) -> None:
    (folder,) = take_out(table, "encoder", tmp_path / "out")
    example = (folder / "example.py").read_text(encoding="utf-8")
    assert "crvae" not in example
    assert len([line for line in example.splitlines()[1:] if line]) <= 12
    done = subprocess.run(
        [sys.executable, "-I", "example.py"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    values = [float(number) for number in re.findall(r"-?\d+\.\d+(?:e-?\d+)?", done.stdout)]
    assert len(values) == table.latents.shape[1]
    np.testing.assert_allclose(values, table.moments.latents[0], atol=0.05)  # the example is a JPEG
