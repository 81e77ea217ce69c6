"""Material as people have it, in a real browser: rolling captions, a phone's turned clip with an uneven frame rate."""

import re
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from crvae_core.material.rebuild import alignment_settings
from crvae_core.project.workspace import survey
from tests.browser.journey import choose_view, settle
from tests.clips import plain, write_frames

pytestmark = pytest.mark.browser

LINES = (
    "the doctor speaks", "people wait outside", "a mask for everyone", "the market opens", "rain in the north",
    "the doctor answers", "people go home", "a vaccine for everyone", "the market closes", "sun in the south",
)  # fmt: skip
LINE_S = 2.0
EPOCHS = "3"


def rolling_captions(path: Path) -> Path:
    """WebVTT as automatic captions come: each line is said word by word, then repeated above the next one."""
    cues = ["WEBVTT\nKind: captions\nLanguage: en\n"]
    before = " "
    for number, line in enumerate(LINES):
        start, end = number * LINE_S, (number + 1) * LINE_S
        first, *others = line.split()
        timed = first + "".join(
            f"<{stamp(start + 0.3 * place)}><c> {word}</c>" for place, word in enumerate(others, start=1)
        )
        cues.append(f"{stamp(start)} --> {stamp(end - 0.01)} align:start position:0%\n{before}\n{timed}\n")
        cues.append(f"{stamp(end - 0.01)} --> {stamp(end)} align:start position:0%\n{line}\n \n")
        before = line
    path.write_text("\n".join(cues))
    return path


def stamp(seconds: float) -> str:
    """Seconds as WebVTT writes them."""
    return f"00:00:{seconds:06.3f}"


def turned_clip(path: Path) -> Path:
    """A clip held upright, stored lying on its side, with frames at uneven times; every line has a grey of its own."""
    times = np.sort(np.random.default_rng(0).uniform(0, LINE_S * len(LINES), 70)).round(3)
    changes = np.arange(len(LINES)) * LINE_S
    shown = []
    for time_s in np.unique(np.concatenate([times, changes])).tolist():
        grey = 20 + 20 * int(time_s / LINE_S)
        picture = plain((grey, grey, grey), (160, 96))
        picture[:, :40] = (220, 20, 20)  # the top of the upright picture
        shown.append((time_s, picture))
    return write_frames(path, shown, degrees=-90 % 360)


def test_from_unclean_material_to_a_training(page: Page, address: str, tmp_path: Path) -> None:
    page.goto(address)
    page.get_by_role("textbox", name="Name of the new project").fill("Unclean")
    page.get_by_role("button", name="Create project").click()
    expect(page.get_by_role("heading", name="Videos", exact=True)).to_be_visible()
    inputs = page.locator("input[type=file]")
    inputs.nth(0).set_input_files(turned_clip(tmp_path / "clip.mp4"))
    settle(page)  # one upload after the other: two within a moment can lose the second
    inputs.nth(1).set_input_files(rolling_captions(tmp_path / "captions.vtt"))
    expect(page.get_by_text("10 captions with times")).to_be_visible()
    expect(page.get_by_text("0:02 people wait outside")).to_be_visible()
    settle(page)  # both uploads have arrived
    page.get_by_role("button", name="Add video").click()
    expect(page.get_by_text("Added: 10 pairs")).to_be_visible(timeout=60_000)
    expect(page.get_by_text("96 x 160 h264")).to_be_visible()  # upright

    page.get_by_role("link", name="Look at the pairs").click()
    expect(page.get_by_text("10 moments with words")).to_be_visible()
    move_the_captions(page)
    correct_a_caption(page)
    drop_two_pairs(page)

    page.get_by_role("link", name="3 Train").click()
    page.get_by_role("spinbutton", name="Epochs").fill(EPOCHS)
    page.get_by_role("button", name="Start training").click()
    expect(page.get_by_text(f"Done: {EPOCHS} epochs")).to_be_visible(timeout=240_000)
    page.get_by_role("link", name="5 Map").click()
    expect(page.get_by_text("Clusters at a glance")).to_be_visible(timeout=120_000)
    expect(page.locator("[data-testid=stException]")).to_have_count(0)

    (project,) = survey(tmp_path / "workspace").projects
    pairs = project.pairs()
    assert project.info(project.videos[0].video_id)["rotation"] == 90
    assert alignment_settings(project.video(project.videos[0].video_id)).offset_s == pytest.approx(2.0)
    assert "people wait inside" in pairs["text"].tolist()
    assert int((~pairs["kept"]).sum()) == 2
    frames = project.frames_of(pairs)
    assert (frames[:, 5, 100, 0] > 150).all()  # red on top: the pictures stand upright
    own = {
        text: round((int(frame[100, 100, 0]) - 20) / 20)
        for text, frame in zip(pairs["text"], frames, strict=True)
    }
    assert own["people wait inside"] == 2  # moved by two seconds, it meets the picture of the line after it


def move_the_captions(page: Page) -> None:
    """Move the captions by two seconds with the slider, see the samples change, and use the alignment."""
    choose_view(page, "Alignment")
    samples = page.locator(".st-key-alignment-samples")
    expect(
        samples.get_by_text("people wait outside").or_(samples.get_by_text("the doctor answers")).first
    ).to_be_visible()
    times_before = samples.inner_text()
    slider = page.get_by_role("slider", name="Move the captions by")
    for _ in range(20):
        slider.press("ArrowRight")
    expect(page.get_by_text("Not stored yet")).to_be_visible()
    settle(page)
    assert slider.input_value() == "2"
    assert samples.inner_text() != times_before
    page.get_by_role("button", name="Use this alignment").click()
    expect(page.get_by_text("The pairs were made anew")).to_be_visible()


def correct_a_caption(page: Page) -> None:
    """Correct one word by hand."""
    choose_view(page, "Captions")
    words = page.get_by_role("textbox", name="Words of caption 2", exact=True)
    expect(words).to_have_value("people wait outside")
    words.fill("people wait inside")
    words.press("Tab")
    page.get_by_role("button", name="Save the corrections").click()
    expect(page.get_by_text("1 correction saved")).to_be_visible()
    expect(page.get_by_role("button", name="Undo the last step")).to_be_visible()


def drop_two_pairs(page: Page) -> None:
    """Leave two pairs out of the training."""
    choose_view(page, "Moments")
    expect(page.get_by_text("people wait inside")).to_be_visible()
    for dropped in (1, 2):
        settle(page)
        page.get_by_role("button", name="Leave out", exact=True).last.click()
        expect(
            page.get_by_text(re.compile(rf"{dropped} moments? left out by hand: not in maps"))
        ).to_be_visible()
