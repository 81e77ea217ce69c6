"""Findings in a real browser: five of different kinds pinned, dragged into an order, moments tagged by keys, a report and
ELAN files taken out, the project carried as an archive into a fresh workspace, where all of it is seen again."""

import re
import zipfile
from html import unescape
from pathlib import Path

import pympi
import pytest
from playwright.sync_api import Page, expect

from crvae_core.demo.opening import open_demo
from crvae_core.notes.codebook import add_tag
from crvae_core.notes.findings import read_findings
from crvae_core.notes.marks import read_marks
from crvae_core.project.project import Project
from tests.browser.journey import settle
from tests.server import serve
from tests.waiting import wait_until

pytestmark = pytest.mark.browser
LIMIT_MS = 120_000


def _open(page: Page, address: str) -> None:
    page.goto(address)
    settle(page)


def _pin(page: Page, key: str, note: str) -> None:
    page.locator(f".st-key-popover-pin-{key} button").first.click()
    page.get_by_label("Note").last.fill(note)
    page.get_by_role("button", name="Pin it").click()
    expect(page.get_by_text("Pinned as finding").first).to_be_visible()
    page.keyboard.press("Escape")


def _titles(page: Page) -> list[str]:
    return page.locator(".st-key-finding-order li").all_inner_texts()


def test_findings_are_pinned_ordered_tagged_and_travel(page: Page, tmp_path: Path) -> None:
    expect.set_options(timeout=LIMIT_MS)
    page.set_default_timeout(LIMIT_MS)
    demo = open_demo(tmp_path / "here")
    for name in ("crowd", "街道"):
        add_tag(demo, name)
    with serve(demo.folder.parent) as address:
        _pin_five(page, address, demo)
        _order(page, address, demo)
        _take_out(page, address, demo, tmp_path)
        archive = _archive(page, address, tmp_path)
    with serve(tmp_path / "there") as address:
        _take_in(page, address, archive, [one.title for one in read_findings(demo).rows])


def _pin_five(page: Page, address: str, demo: Project) -> None:
    chosen = str(demo.pairs()["pair_id"][3])
    _open(page, f"{address}/Map?project=demo&sel={chosen}")
    _pin(page, "map", "where it lies")
    _pin(page, "moment", "11 letters")  # keys in a text field write, and tag nothing
    assert not read_marks(demo).rows
    page.locator("h1").first.click()
    page.keyboard.press("1")
    expect(page.get_by_text("put on the moment at")).to_be_visible()
    page.keyboard.press("2")
    expect(page.get_by_text("街道 put on the moment at")).to_be_visible()
    assert [(mark.tag, mark.place.pair_id) for mark in read_marks(demo).rows] == [
        ("crowd", chosen),
        ("街道", chosen),
    ]
    _open(page, f"{address}/Map?project=demo&sel={','.join(demo.pairs()['pair_id'][:3])}")
    _pin(page, "selection", "a row")
    _open(page, f"{address}/Clusters?project=demo")
    page.locator("[class*=st-key-popover-pin-cluster-] button").first.click()
    page.get_by_role("button", name="Pin it").click()
    expect(page.get_by_text("Pinned as finding 4").first).to_be_visible()
    _open(page, f"{address}/Reconstructions?project=demo")
    page.locator("[class*=st-key-quick-pin-] button").first.click()
    expect(page.get_by_text("Pinned as finding 5")).to_be_visible()
    kinds = [one.kind for one in read_findings(demo).rows]
    assert kinds == ["view", "moment", "moments", "cluster", "reconstruction"]


def _order(page: Page, address: str, demo: Project) -> None:
    _open(page, f"{address}/Findings?project=demo")
    lines = page.locator(".st-key-finding-order li")
    expect(lines).to_have_count(5)
    before = _titles(page)
    lines.nth(4).drag_to(lines.nth(0))
    expect(lines.nth(0)).to_have_text(before[4])
    settle(page)
    lines.nth(1).focus()
    page.keyboard.press("Alt+ArrowDown")
    expect(lines.nth(2)).to_have_text(before[0])
    settle(page)
    wanted = [before[4], before[1], before[0], before[2], before[3]]
    wait_until(lambda: [one.title for one in read_findings(demo).rows], lambda titles: titles == wanted)
    page.get_by_role("button", name="Back to Map").first.click()
    expect(page.get_by_role("heading", name="Map", exact=True)).to_be_visible()


def _take_out(page: Page, address: str, demo: Project, folder: Path) -> None:
    _open(page, f"{address}/Findings?project=demo")
    titles = [one.title for one in read_findings(demo).rows]
    report = _made(page, "Report", ".html", folder).read_text(encoding="utf-8")
    headings = re.findall(r"<h3[^>]*>\d\. (.*?)</h3>", report)
    assert [unescape(heading) for heading in headings] == titles
    with zipfile.ZipFile(_made(page, "ELAN", ".zip", folder)) as archive:
        archive.extractall(folder / "elan")
    files = [
        pympi.Elan.Eaf(str(path), suppress_version_warning=True) for path in (folder / "elan").rglob("*.eaf")
    ]
    assert len(files) == len(demo.videos)
    entries = {
        (tier.split(" ")[0], entry[2])
        for file in files
        for tier in file.get_tier_names()
        for entry in file.get_annotation_data_for_tier(tier)
    }
    assert {text for tier, text in entries if tier == "Tags"} == {"crowd", "街道"}
    assert {text.split("\n")[0] for tier, text in entries if tier == "Findings"} == set(titles)


def _made(page: Page, form: str, suffix: str, folder: Path) -> Path:
    """Choose a form in Take out, wait until the file is there, and save it."""
    page.get_by_role("button", name="Take out").click()
    expect(page.locator(".st-key-take-out-what").get_by_role("combobox")).to_have_value("The findings (5)")
    chosen = page.locator(".st-key-take-out-as").get_by_role("combobox")
    chosen.click()
    page.get_by_role("option", name=form, exact=True).click()
    expect(chosen).to_have_value(form)
    settle(page)
    page.get_by_role("button", name="Make the file").click()
    page.keyboard.press("Escape")
    save = page.locator("[class*=st-key-save-sidebar-]").get_by_role("button", name=suffix)
    expect(save).to_be_visible()
    with page.expect_download() as download:
        save.click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


def _archive(page: Page, address: str, tmp_path: Path) -> Path:
    _open(page, address)
    page.get_by_role("button", name="Archive", exact=False).first.click()
    page.get_by_role("button", name="Make the archive").click()
    save = page.locator("[class*=st-key-archive-save-card-]").get_by_role("button")
    expect(save).to_be_visible()  # it was packed in the background
    with page.expect_download() as download:
        save.click()
    download.value.save_as(tmp_path / "demo.crvae.zip")
    return tmp_path / "demo.crvae.zip"


def _take_in(page: Page, address: str, archive: Path, titles: list[str]) -> None:
    _open(page, address)
    page.get_by_text("Open an archive of a project").click()
    page.locator("input[type=file]").first.set_input_files(archive)
    page.get_by_role("button", name="Take it in").click()
    expect(page.locator(".st-key-finding-order li")).to_have_count(5)
    assert _titles(page) == titles
    expect(page.get_by_text("where it lies")).to_be_visible()
    page.get_by_text("Codebook", exact=True).first.click()
    expect(page.get_by_label("Tag", exact=True).nth(1)).to_have_value("街道")
    expect(page.get_by_text("1 time").first).to_be_visible()
