"""The demo in a real browser, and uploads that are not what their names say."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from crvae_core.project.workspace import survey
from tests.browser.journey import click_a_point, settle
from tests.clips import grey_steps, write_clip

pytestmark = pytest.mark.browser


def test_the_demo_opens_on_a_finished_map(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_role("button", name="Open the demo").click()
    expect(page.get_by_role("heading", name="Map", exact=True)).to_be_visible()
    expect(page.get_by_text("Clusters at a glance")).to_be_visible()
    settle(page)
    points = page.locator(".st-key-map-holder .scatterlayer path.point")
    expect(points).to_have_count(111)
    play_at_a_glance(page)
    click_a_point(page)
    expect(page.get_by_text(re.compile(r"^The moment at \d+:\d\d, "))).to_be_visible()
    expect(page.get_by_text(re.compile(r"^Members of .+: \d+ moments?$"))).to_be_visible()
    page.reload()  # the address keeps the project
    expect(page.get_by_text("Project: Demo: winter flu in two bulletins")).to_be_visible()
    for name, text in (
        ("1 Videos", "The Evening Report"),
        ("2 Pairs", "111 moments with words"),
        ("3 Train", "Run demo"),
    ):
        page.get_by_role("link", name=name).click()
        expect(page.get_by_text(text).first).to_be_visible()


def play_at_a_glance(page: Page) -> None:
    """Play a moment of the overview by the keyboard, where its picture stood, and stop it."""
    glance = page.locator(".crvae-glance")
    pictures = glance.get_by_role("img", name=re.compile(r"^Frame at \d+:\d\d$"))
    expect(pictures.first).to_be_visible()
    shown = pictures.count()
    assert glance.locator("img").evaluate_all("all => all.every(one => one.complete && one.naturalWidth > 0)")
    button = glance.get_by_role("button").nth(1)
    button.press("Enter")
    film = glance.locator("video")
    expect(film).to_be_visible()
    expect(button).to_be_focused()
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(pictures).to_have_count(shown - 1)
    page.wait_for_function("document.querySelector('.crvae-glance video').textTracks[0].cues.length > 0")
    button.press("Enter")
    expect(film).to_have_count(0)
    expect(pictures).to_have_count(shown)


def test_wrong_uploads_are_explained_and_leave_nothing(page: Page, address: str, tmp_path: Path) -> None:
    captions = tmp_path / "captions.txt"
    captions.write_text("one two\nthree four\nfive six\nseven eight\n")
    fake = tmp_path / "fake.mp4"
    fake.write_text("this is no video")
    empty = tmp_path / "empty.srt"
    empty.write_text("\n\n")
    few = tmp_path / "few.txt"
    few.write_text("one\ntwo\nthree\n")
    clip = write_clip(tmp_path / "clip.mp4", grey_steps(6))

    page.goto(address)
    page.get_by_role("textbox", name="Name of the new project").fill("Wrong")
    page.get_by_role("button", name="Create project").click()
    video_input, captions_input = (
        page.locator("input[type=file]").nth(0),
        page.locator("input[type=file]").nth(1),
    )

    captions_input.set_input_files(empty)
    expect(page.get_by_text("empty.srt is empty: export the captions again")).to_be_visible()
    expect(page.get_by_role("button", name="Add video")).to_be_disabled()

    video_input.set_input_files(fake)
    settle(page)  # one upload after the other: two within a moment can lose the second
    captions_input.set_input_files(captions)
    expect(page.get_by_text("4 captions without times")).to_be_visible()
    settle(page)  # both uploads have arrived
    page.get_by_role("button", name="Add video").click()
    expect(page.get_by_text("The video was not added: fake.mp4 is not a video")).to_be_visible()

    video_input.set_input_files(clip)
    settle(page)
    captions_input.set_input_files(few)
    expect(page.get_by_text("3 captions without times")).to_be_visible()
    settle(page)  # both uploads have arrived
    page.get_by_role("button", name="Add video").click()
    expect(page.get_by_text("at least 4 are needed")).to_be_visible()
    (project,) = survey(tmp_path / "workspace").projects
    assert project.videos == ()
    assert sorted(path.name for path in project.folder.iterdir() if path.name != ".lock") == [
        "project.json",
        "videos",
        "work",  # how both ended
    ]
    assert not any((project.folder / "videos").iterdir())
    assert not list((project.folder / "work").rglob("*.*4"))  # uploads that were in vain are gone

    captions_input.set_input_files(captions)
    expect(page.get_by_text("4 captions without times")).to_be_visible()
    settle(page)  # both uploads have arrived
    page.get_by_role("button", name="Add video").click()
    expect(page.get_by_text("Added: 4 pairs")).to_be_visible()
