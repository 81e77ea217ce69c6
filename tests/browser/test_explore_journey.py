"""Exploring the demo in a real browser: click, lasso, k, time, search, names, and the same view after a reload."""

import io
import re
from collections.abc import Iterator
from urllib.parse import parse_qs, urlparse

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from crvae_core.analysis.k_selection import DEFAULT_KS, stored_sweep
from crvae_core.demo.opening import open_demo
from crvae_core.project.project import Project
from crvae_core.runs.moments import moments_of
from crvae_core.runs.run import open_run
from crvae_core.tasks.sweep import FEWEST_K
from tests.browser.journey import click_a_point, draw_a_lasso, settle
from tests.server import serve

pytestmark = pytest.mark.browser
MOMENT = re.compile(r"^The moment at \d+:\d\d, ")
SELECTED = re.compile(r"^Selected: \d+ moments$")
LIMIT_MS = 240_000


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The demo in a workspace of its own, its curves measured."""
    assert min(DEFAULT_KS) == FEWEST_K
    project = open_demo(tmp_path_factory.mktemp("explore") / "workspace")
    vectors = moments_of(open_run(project)).vectors()
    stored_sweep(project.folder / "analysis", vectors)
    return project


@pytest.fixture(scope="module")
def address(demo: Project) -> Iterator[str]:
    """A server with the demo."""
    with serve(demo.folder.parent) as url:
        yield url


@pytest.fixture
def map_page(page: Page, address: str) -> Page:
    """The map of the demo."""
    expect.set_options(timeout=LIMIT_MS)
    page.set_default_timeout(LIMIT_MS)
    page.goto(f"{address}/Map?project=demo")
    expect(page.locator(".st-key-map-holder path.point").first).to_be_visible()
    settle(page)
    return page


def address_of(page: Page) -> dict[str, str]:
    """The query parameters of the page."""
    return {key: values[0] for key, values in parse_qs(urlparse(page.url).query).items()}


def test_a_click_selects_one_moment_that_survives_k_and_a_reload(map_page: Page, demo: Project) -> None:
    page = map_page
    click_a_point(page)
    heading = page.get_by_text(MOMENT)
    expect(heading).to_be_visible()
    said = heading.inner_text()
    chosen = address_of(page)["sel"]
    assert chosen in set(demo.pairs()["pair_id"])
    slider = page.get_by_role("slider", name=re.compile("Number of clusters"))
    before = int(slider.input_value())
    slider.press("ArrowLeft")
    settle(page)
    expect(page.locator(".st-key-map-holder .legendtext")).to_have_count(before - 1)
    assert address_of(page)["k"] == str(before - 1)
    assert address_of(page)["sel"] == chosen
    page.goto(page.url)
    settle(page)
    expect(page.get_by_text(MOMENT)).to_have_text(said)
    expect(page.get_by_role("slider", name=re.compile("Number of clusters"))).to_have_value(str(before - 1))


def test_a_lasso_is_kept_over_a_reload_and_can_be_taken_back(map_page: Page, demo: Project) -> None:
    page = map_page
    draw_a_lasso(page)
    expect(page.get_by_text(SELECTED)).to_have_text(f"Selected: {len(demo.pairs())} moments")
    assert address_of(page)["sel"].startswith("@")
    page.goto(page.url)
    settle(page)
    expect(page.get_by_text(SELECTED)).to_have_text(f"Selected: {len(demo.pairs())} moments")
    page.get_by_role("button", name="Clear", exact=True).click()
    settle(page)
    expect(page.get_by_text("Clusters at a glance")).to_be_visible()
    assert "sel" not in address_of(page)


def test_add_gathers_moments_one_after_the_other(map_page: Page) -> None:
    page = map_page
    traces = page.locator(".st-key-map-holder .scatterlayer .trace")
    for number in (0, 1):
        box = traces.nth(number).locator("path.point").last.bounding_box()
        assert box
        page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        settle(page)
        if number == 0:  # the tools stand where something is selected
            page.locator("[class*=st-key-view-effect]").get_by_text("Add", exact=True).click()
            settle(page)
    expect(page.get_by_text(SELECTED)).to_have_text("Selected: 2 moments")
    assert len(address_of(page)["sel"].split(",")) == 2


def test_a_click_on_a_curve_sets_k(map_page: Page) -> None:
    page = map_page
    point = page.locator("[class*=st-key-curve-silhouette] .scatterlayer path.point").nth(1)
    point.scroll_into_view_if_needed()
    box = point.bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    settle(page)
    assert address_of(page)["k"] == "3"
    expect(page.get_by_role("slider", name=re.compile("Number of clusters"))).to_have_value("3")


def test_thumbnails_belong_to_their_points(map_page: Page, demo: Project) -> None:
    page = map_page
    click_a_point(page)
    expect(page.get_by_text("Nearest moments")).to_be_visible()
    settle(page)
    pairs = demo.pairs().set_index("pair_id")
    buttons = page.locator("[class*=st-key-near-video]")
    expect(buttons).to_have_count(8)
    for index in range(3):
        key = re.search(r"st-key-near-(\S+)", buttons.nth(index).get_attribute("class") or "")
        assert key
        pair = pairs.loc[key[1]]
        column = page.locator("[data-testid=stColumn]", has=page.locator(f".st-key-near-{key[1]}")).last
        source = column.locator("img").first.get_attribute("src") or ""
        shown = page.request.get(source if source.startswith("http") else page.url.split("/Map")[0] + source)
        drawn = np.asarray(Image.open(io.BytesIO(shown.body())).convert("RGB"), dtype=np.float32)
        stored = Image.open(demo.thumbnail(pair["video_id"], int(pair["frame_row"]))).convert("RGB")
        assert np.abs(drawn - np.asarray(stored.resize(drawn.shape[1::-1]), dtype=np.float32)).mean() < 4


def test_a_stretch_of_time_goes_to_the_map(page: Page, address: str) -> None:
    page.goto(f"{address}/Clusters?project=demo&show=time")
    plot = page.locator("[class*=st-key-ribbon] .nsewdrag").first
    expect(plot).to_be_visible(timeout=LIMIT_MS)
    settle(page)
    box = plot.bounding_box()
    assert box
    middle = box["y"] + box["height"] * 0.53
    page.mouse.move(box["x"] + box["width"] * 0.3, middle)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.6, middle, steps=10)
    page.mouse.up()
    settle(page)
    counted = page.get_by_text(re.compile(r"^\d+ moments of .+, \d+:\d\d to \d+:\d\d$"))
    expect(counted).to_be_visible(timeout=LIMIT_MS)
    number = int(counted.inner_text().split()[0])
    assert 10 <= number <= 22
    page.get_by_role("link", name="See them on the map").click()
    expect(page.get_by_text(f"Selected: {number} moments")).to_be_visible(timeout=LIMIT_MS)


def test_a_search_and_a_name_are_kept(page: Page, address: str) -> None:
    page.set_default_timeout(LIMIT_MS)
    page.goto(f"{address}/Clusters?project=demo&show=search&search=meaning")
    field = page.get_by_role("textbox", name="Words or a sentence, in English or Chinese")
    field.fill("vaccine")
    field.press("Enter")
    settle(page)
    expect(page.get_by_text("疫苗 (0.").first).to_be_visible(timeout=LIMIT_MS)
    assert address_of(page)["find"] == "vaccine"
    page.goto(f"{address}/Clusters?project=demo&k=4")
    settle(page)
    page.get_by_role("button", name="Edit").click()
    page.get_by_role("textbox", name="Name").fill("Studio <b>one</b>")
    page.get_by_role("button", name="Save").click()
    settle(page)
    expect(page.get_by_text("Studio <b>one</b>").first).to_be_visible(timeout=LIMIT_MS)
    page.goto(f"{address}/Map?project=demo&k=4")
    expect(page.locator(".st-key-map-holder .legendtext").first).to_have_text(
        "Studio <b>one</b>", timeout=LIMIT_MS
    )
