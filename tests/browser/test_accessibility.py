"""No page breaks WCAG 2.2 AA, light or dark, wide or narrow."""

from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, expect

from app.frame import STEPS
from crvae_core.demo.opening import CHECKPOINT_FOLDER
from crvae_core.project.project import open_project
from tests.browser.accessible import violations
from tests.browser.journey import settle
from tests.browser.walk.workspace import prepare
from tests.server import serve

pytestmark = pytest.mark.browser
MOMENT = open_project(CHECKPOINT_FOLDER).pairs()["pair_id"][20]
PLACES = (
    "", *(f"{step.title}?project=demo" for step in STEPS),
    "Map?project=demo&panel=why", "Map?project=demo&panel=between", f"Map?project=demo&sel={MOMENT}",
    "Pairs?project=demo&pairs=alignment", "Pairs?project=demo&pairs=words", "Reconstructions?project=demo&halves=yes",
    "Clusters?project=demo&part=words", "Clusters?project=demo&show=words&word=vaccine", "Clusters?project=demo&show=time",
    "Clusters?project=demo&show=search&search=meaning&find=vaccine",
)  # fmt: skip
# backgrounds, as .streamlit/config.toml says
GROUNDS: dict[Literal["light", "dark"], str] = {"light": "rgb(255, 255, 255)", "dark": "rgb(18, 23, 28)"}


@pytest.mark.timeout(600)
def test_no_page_breaks_wcag(browser: Browser, tmp_path: Path) -> None:
    """Every page is opened once, by turns in the light and in the dark, and looked at in both."""
    prepare(tmp_path / "workspace")
    found, schemes = {}, list(GROUNDS)
    with serve(tmp_path / "workspace") as url:
        context = browser.new_context(viewport={"width": 1440, "height": 900}, color_scheme="light")
        page = context.new_page()
        page.add_init_script(path=Path(__file__).with_name("quiet.js"))
        ground = page.locator("[data-testid=stApp]")
        for place in PLACES:
            page.goto(f"{url}/{place}")
            for scheme in schemes:
                page.emulate_media(color_scheme=scheme)
                expect(ground).to_have_css("background-color", GROUNDS[scheme], timeout=30_000)
                settle(page)
                expect(page.locator("[data-testid=stMainBlockContainer] h1").first).to_be_visible()
                if faults := violations(page):
                    found[place, scheme] = faults
            schemes.reverse()
        context.close()
    assert found == {}


def test_buttons_can_be_read_in_the_dark(browser: Browser, tmp_path: Path) -> None:
    """The check itself finds what it is for: a button whose letters are too pale."""
    page = browser.new_page()
    page.set_content(
        '<html lang="en"><title>t</title><main><button style="color:#fff;background:#5bb8dc">Go</button></main>'
    )
    assert [fault.split(":")[0] for fault in violations(page)] == ["color-contrast"]
    page.close()
