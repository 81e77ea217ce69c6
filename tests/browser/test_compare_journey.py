"""Two groups compared in a real browser: groups set, themes, a word, a measure of style, both players, the switch, reload."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from crvae_core.demo.opening import open_demo
from crvae_core.project.project import open_project
from crvae_core.project.properties import set_properties
from tests.browser.journey import settle

pytestmark = pytest.mark.browser
TITLES = ("The Evening Report", "晚间播报")


def test_two_groups_are_compared(page: Page, address: str, tmp_path: Path) -> None:
    project = open_demo(tmp_path / "workspace")
    set_properties(project, {video.video_id: {"group": ""} for video in project.videos})
    page.set_viewport_size({"width": 1440, "height": 1400})
    set_groups(page, address, tmp_path)
    kept = open_project(project.folder)
    assert [video.properties["group"] for video in kept.videos] == ["A <b>", "乙"]

    page.goto(f"{address}/Compare?project=demo&k=5")
    settle(page)
    expect(sentence(page, "themes")).to_contain_text("these two films alone: A <b> and 乙")
    settle(page)
    click(
        page, page.locator(".st-key-compare-shares .scatterlayer .trace").first.locator("path.point").nth(2)
    )
    expect(page).to_have_url(re.compile("theme=3"))
    expect(sentence(page, "theme")).to_contain_text("moments in about")

    section(page, "Words")
    expect(sentence(page, "words")).to_contain_text("Inside “")
    expect(sentence(page, "word")).to_contain_text("log-odds")

    section(page, "Style")
    expect(sentence(page, "style")).to_be_visible()
    settle(page)
    click(page, page.locator(".st-key-compare-effects .scatterlayer path.point").nth(2))
    expect(sentence(page, "measure")).to_contain_text("brightness is")
    expect(page.get_by_text("Brightness, highest").first).to_be_visible()

    section(page, "Timelines")
    expect(sentence(page, "timelines-both")).to_contain_text("have a counterpart in 乙")
    settle(page)
    click(page, page.locator(".st-key-compare-timelines .scatterlayer path.point").nth(5))
    expect(page.locator("video")).to_have_count(2)
    section(page, "Counterparts")
    expect(page.locator("video")).to_have_count(2)
    expect(sentence(page, "told-both")).to_contain_text("each other's nearest")

    before = sentence(page, "told-both").inner_text()
    page.get_by_text("Without each film's own look", exact=True).first.click()
    settle(page)
    expect(sentence(page, "told-both")).to_contain_text("without each film's own look")
    after = sentence(page, "told-both").inner_text()
    assert after != before
    section(page, "Is it culture?")
    expect(sentence(page, "look")).to_contain_text("classifier tells A <b> from 乙")

    section(page, "Counterparts")
    where = page.url
    page.reload()
    settle(page)
    expect(sentence(page, "told-both")).to_have_text(after)
    expect(page.locator("video")).to_have_count(2)
    assert page.url == where


def set_groups(page: Page, address: str, tmp_path: Path) -> None:
    """Give the demo's films their groups by a table."""
    table = tmp_path / "groups.csv"
    table.write_text(f"title,group\n{TITLES[0]},A <b>\n{TITLES[1]},乙\n", "utf-8")
    page.goto(f"{address}/Videos?project=demo")
    settle(page)
    page.get_by_role("button", name="CSV", exact=True).click()
    page.get_by_test_id("stPopoverBody").locator("input[type=file]").set_input_files(table)
    page.get_by_role("button", name="Take it over").click()
    expect(page.get_by_role("button", name="Take it over")).to_have_count(0)
    settle(page)


def section(page: Page, name: str) -> None:
    """Choose a section of the page."""
    page.locator("[class*=st-key-view-compare]").get_by_text(name, exact=True).click()
    settle(page)


def sentence(page: Page, key: str) -> Locator:
    """A result."""
    return page.locator(f".st-key-sentence-{key} code")


def click(page: Page, point: Locator) -> None:
    """Click a point of a chart where a person would."""
    point.scroll_into_view_if_needed()
    box = point.bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_timeout(300)
    page.mouse.down()
    page.mouse.up()
    settle(page)
