"""The whole journey in a real browser, on a real video: upload, align, train, map, clusters, members."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.journey import click_a_point, draw_a_lasso, settle

pytestmark = pytest.mark.browser

TRAINING_LIMIT_MS = 240_000
EPOCHS = "4"


def legend(page: Page) -> list[str]:
    """The names of the clusters that the legend of the map shows."""
    return page.locator(".st-key-map-holder .legendtext").all_text_contents()


def test_from_upload_to_the_members_of_a_cluster(page: Page, address: str, shared_data: Path) -> None:
    page.goto(address)
    page.get_by_role("textbox", name="Name of the new project").fill("US news <b>& more</b>")
    page.get_by_role("button", name="Create project").click()
    expect(page.get_by_role("heading", name="Videos", exact=True)).to_be_visible()
    expect(page.get_by_text("Project: US news <b>& more</b>")).to_be_visible()

    upload(page, shared_data / "us" / "video.mp4", shared_data / "us" / "captions.json")
    page.get_by_role("link", name="Look at the pairs").click()
    expect(page.get_by_text("1 to 24 of 96").first).to_be_visible()
    expect(page.get_by_text("health officials here in new york city")).to_be_visible()
    page.get_by_role("textbox", name="Find words").fill("omicron")
    page.get_by_role("textbox", name="Find words").press("Enter")
    counted = page.get_by_text(re.compile(r"^\d+ moments? with words"))
    expect(counted).not_to_have_text(re.compile("^96 moments"))

    page.get_by_role("link", name="3 Train").click()
    expect(page.get_by_text("It sees 96 moments")).to_be_visible()
    page.get_by_role("spinbutton", name="Epochs").fill(EPOCHS)
    page.get_by_role("button", name="Start training").click()
    expect(page.get_by_text(f"Done: {EPOCHS} epochs")).to_be_visible(timeout=TRAINING_LIMIT_MS)
    expect(page.get_by_text("the original above what the model draws")).to_be_visible()
    expect(page.get_by_text(f"after epoch {EPOCHS}")).to_be_visible()
    expect(page.locator("[data-testid=stException]")).to_have_count(0)

    page.get_by_role("link", name="4 Reconstructions").click()
    expect(page.get_by_text("Read back from the vector alone").first).to_be_visible(timeout=60_000)
    expect(page.get_by_text("Drawn from the vector").first).to_be_visible()

    page.get_by_role("link", name="5 Map").click()
    explore_the_map(page)


def upload(page: Page, video: Path, captions: Path) -> None:
    """Put both files into the uploaders, check the preview, and add the video."""
    inputs = page.locator("input[type=file]")
    inputs.nth(0).set_input_files(video)
    settle(page)  # one upload after the other: two within a moment can lose the second
    inputs.nth(1).set_input_files(captions)
    expect(page.get_by_text("96 captions with times")).to_be_visible()
    expect(page.get_by_text("0:01 and in los angeles are sounding the")).to_be_visible()
    page.get_by_role("button", name="Add video").click()
    expect(page.get_by_text("Added: 96 pairs of a frame and its words.")).to_be_visible(timeout=120_000)
    expect(page.get_by_text("640 x 360 h264 · English")).to_be_visible()


def explore_the_map(page: Page) -> None:
    """Move the k slider, click a point, see its moment and the members of its cluster; the selection survives."""
    expect(page.get_by_text("Clusters at a glance")).to_be_visible(timeout=120_000)
    settle(page)
    slider = page.get_by_role("slider", name=re.compile("Number of clusters"))
    before = int(slider.input_value())
    expect(page.locator(".st-key-map-holder .legendtext")).to_have_count(before)
    names = legend(page)
    assert len(set(names)) == before
    assert all(names)
    slider.press("ArrowRight" if before < 12 else "ArrowLeft")
    settle(page)
    after = int(slider.input_value())
    assert abs(after - before) == 1
    expect(page.locator(".st-key-map-holder .legendtext")).to_have_count(after)

    click_a_point(page)
    expect(page.get_by_text(re.compile(r"^The moment at \d+:\d\d, video$"))).to_be_visible()
    expect(page.get_by_text("Nearest moments")).to_be_visible()
    heading = page.get_by_text(re.compile(r"^Members of .+: \d+ moments?$"))
    expect(heading).to_be_visible()
    said = re.fullmatch(r"Members of .+: (\d+) moments?", heading.inner_text())
    assert said
    settle(page)
    cards = page.locator(".st-key-members-cards img")
    assert cards.count() == min(24, int(said[1]))

    moment = page.get_by_text(re.compile(r"^The moment at")).inner_text()
    slider.press("ArrowLeft")
    settle(page)
    expect(page.get_by_text(re.compile(r"^The moment at"))).to_have_text(moment)
    page.get_by_role("button", name="Clear", exact=True).click()
    expect(page.get_by_text("Clusters at a glance")).to_be_visible()
    settle(page)
    draw_a_lasso(page)
    expect(page.get_by_text(re.compile(r"^Selected: \d+ moments$"))).to_be_visible()
