"""What is done on single pages: points and moments that are clicked, clusters named and merged, moments left out, findings."""

import re
from collections.abc import Callable

from playwright.sync_api import Locator, TimeoutError, expect

from tests.browser.walk.checks import check
from tests.browser.walk.looks import go_to
from tests.browser.walk.visitor import Mismatch, NothingHere, Visitor

_CHOSEN = "all => all.map(one => one.ariaChecked || one.ariaPressed || one.getAttribute('kind'))"
Act = Callable[[Visitor], None]


def doings(visitor: Visitor) -> dict[str, Act]:
    """What can be done here, beside choosing; each raises NothingHere where the page has not what it needs."""
    return {
        "Map": {
            "click": click_point,
            "nearest": click_nearest,
            "clear": clear,
            "invert": invert,
            "place": move_place,
            "pin": lambda one: pin(one, "map"),
            "tag": tag_moment,
        },
        "Clusters": {
            "name": name_cluster,
            "merge": merge_and_split,
            "to map": cluster_to_map,
            "turn the page": turn_the_page,
            "pin a chart": quick_pin,
        },
        "Pairs": {
            "leave out": leave_out_and_take_back,
            "turn the page": turn_the_page,
            "pin a moment": quick_pin,
        },
        "Reconstructions": {"turn the page": turn_the_page, "pin a moment": quick_pin},
        "Compare": {
            "play both": play_both,
            "pin": lambda one: pin(one, "compare-"),
            "turn the page": turn_the_page,
        },
        "Findings": {"order": order_findings, "remove": remove_and_bring_back, "back to view": back_to_view},
    }.get(visitor.where, {})


def one_of(visitor: Visitor, found: Locator) -> Locator:
    """One of several things on the page; raises NothingHere where there is none."""
    count = found.count()
    if not count:
        raise NothingHere
    return found.nth(visitor.random.randrange(count))


def key_of(holder: Locator, before: str) -> str:
    """What the key of a thing says behind its kind."""
    found = re.search(rf"st-key-{before}(\S+)", holder.get_attribute("class") or "")
    assert found
    return found[1]


def click_point(visitor: Visitor) -> None:
    """Click a point of the map, with the mouse that picks."""
    if visitor.chosen.get("mouse", "pan") != "pan" or visitor.chosen.get("effect", "new") != "new":
        raise NothingHere
    page = visitor.page
    point = one_of(visitor, page.locator(".st-key-map-holder .scatterlayer path.point"))
    point.scroll_into_view_if_needed()
    box = point.bounding_box()
    assert box
    before = visitor.address().get("sel")
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    hover = page.locator(".st-key-map-holder .hovertext")
    try:
        hover.first.wait_for(state="visible", timeout=3000)
    except TimeoutError:  # a name lies over the point
        raise NothingHere from None
    page.mouse.down()
    page.mouse.up()
    for _ in range(150):  # the selected point may have been clicked again
        if visitor.address().get("sel") != before:
            break
        page.wait_for_timeout(20)
    visitor.idle()
    for part in ("sel", "panel"):
        visitor.note(part, visitor.address().get(part))


def click_nearest(visitor: Visitor) -> None:
    """Go to one of the nearest moments of the selected one."""
    button = one_of(visitor, visitor.page.locator("[class*=st-key-near-]"))
    pair_id = key_of(button, "near-")
    button.get_by_role("button").click()
    visitor.expect_address(sel=pair_id)


def clear(visitor: Visitor) -> None:
    """Select nothing."""
    button = visitor.page.locator(".st-key-map-clear").get_by_role("button")
    if not button.count() or not visitor.chosen.get("sel"):
        raise NothingHere
    button.click()
    visitor.expect_address(sel=None)


def invert(visitor: Visitor) -> None:
    """Select all others: a list that is too long for the address."""
    button = visitor.page.locator(".st-key-map-invert").get_by_role("button")
    if not button.count() or not visitor.chosen.get("sel"):
        raise NothingHere
    before = visitor.chosen["sel"]
    button.click()
    visitor.until_changed("sel", before)


def move_place(visitor: Visitor) -> None:
    """Move the place that is decoded."""
    slider = one_of(visitor, visitor.page.locator("[class*=st-key-place-] input[type=range]"))
    before = visitor.chosen.get("at")
    slider.focus()
    slider.press("ArrowRight" if float(slider.input_value()) <= 0 else "ArrowLeft")
    visitor.until_changed("at", before)


def pin(visitor: Visitor, key: str) -> None:
    """Pin what is shown, with a note; the form closes."""
    button = one_of(visitor, visitor.page.locator(f"[class*='st-key-popover-pin-{key}'] button:visible"))
    button.click()
    body = visitor.page.locator("[data-testid=stPopoverBody]").first
    body.get_by_label("Note").fill("seen on a walk")
    body.get_by_role("button", name="Pin it").click()
    expect(visitor.page.get_by_text("Pinned as finding").first).to_be_visible()
    expect(body).to_be_hidden()
    visitor.idle()
    visitor.pinned.append((visitor.chosen["project"], visitor.where, _view(visitor.chosen)))


def quick_pin(visitor: Visitor) -> None:
    """Pin a moment or a chart at once."""
    one_of(visitor, visitor.page.locator("[class*=st-key-quick-pin-] button:visible")).click()
    expect(visitor.page.get_by_text("Pinned as finding").first).to_be_visible()
    visitor.idle()
    visitor.pinned.append((visitor.chosen["project"], visitor.where, _view(visitor.chosen)))


def tag_moment(visitor: Visitor) -> None:
    """Put a tag on the selected moment, or take it off: it is marked so at once, and nothing else changes."""
    tags = visitor.page.locator("[class*=st-key-tags-] button:visible")
    before = tags.evaluate_all(_CHOSEN)
    if not before:
        raise NothingHere
    number = visitor.random.randrange(len(before))
    tags.nth(number).click()
    visitor.idle()
    after = tags.evaluate_all(_CHOSEN)
    if [now != then for now, then in zip(after, before, strict=True)].count(True) != 1:
        raise Mismatch(
            f"{visitor.told()}: tags were {before}, and are {after} after tag {number} was clicked"
        )


def turn_the_page(visitor: Visitor) -> None:
    """Go to the next part of a long list, or back; a list that begins anew after a choice is none of its own."""
    buttons = visitor.page.locator("[class*=-next] button:enabled, [class*=-back] button:enabled")
    before = visitor.address().get("page", "1")
    one_of(visitor, buttons.filter(has_text=re.compile("Next|Back"))).click()
    visitor.until(lambda now: now.get("page", "1") != before, "another page of the list")


def name_cluster(visitor: Visitor) -> None:
    """Give the cluster a name, which stands among the others at once; the form closes."""
    _open_form(visitor, "edit")
    name = f"name {len(visitor.trail)}"
    body = visitor.page.locator("[data-testid=stPopoverBody]").first
    body.get_by_label("Name").fill(name)
    body.get_by_role("button", name="Save").click()
    expect(visitor.widget("cluster").get_by_text(name)).to_be_visible()
    expect(body).to_be_hidden()
    visitor.idle()


def merge_and_split(visitor: Visitor) -> None:
    """Show the cluster as one with another, and apart again; k stays what it is."""
    buttons = visitor.widget("cluster").get_by_role("radio")
    before = buttons.count()
    if before < 3:
        raise NothingHere
    _open_form(visitor, "merge")
    body = visitor.page.locator("[data-testid=stPopoverBody]").first
    merge = body.get_by_role("button", name="Merge", exact=True)
    if merge.count():
        merge.click()
        expect(buttons).to_have_count(before - 1)
        expect(body).to_be_hidden()
        visitor.idle()
        visitor.note("cluster", visitor.address().get("cluster"))
        check(visitor)
        _open_form(visitor, "merge")
    body.get_by_role("button", name="Split again").click()
    expect(buttons).to_have_count(before)
    expect(body).to_be_hidden()
    visitor.idle()


def cluster_to_map(visitor: Visitor) -> None:
    """Select the members of a cluster and see them on the map."""
    button = visitor.page.locator(".st-key-cluster-to-map").get_by_role("button")
    if not button.count():
        raise NothingHere
    button.click()
    expect(visitor.page.get_by_role("heading", name="Map", exact=True)).to_be_visible()
    visitor.where = "Map"
    visitor.idle(300)
    visitor.note("sel", visitor.address().get("sel"))


def leave_out_and_take_back(visitor: Visitor) -> None:
    """Leave a moment out, look at the map, which keeps its k and all else, and take the moment back."""
    if {"pairs", "filter", "letters"} & set(visitor.chosen) or visitor.address().get("page", "1") != "1":
        raise NothingHere
    holder = one_of(visitor, visitor.page.locator("[class*=st-key-drop-]"))
    same = visitor.page.locator(f".st-key-drop-{key_of(holder, 'drop-')}")
    same.get_by_role("button", name="Leave out").click()
    expect(same.get_by_role("button", name="Restore")).to_be_visible()
    visitor.idle()
    check(visitor)
    go_to(visitor, "Map")
    check(visitor)
    go_to(visitor, "Pairs")
    same.get_by_role("button", name="Restore").click()
    expect(same.get_by_role("button", name="Leave out")).to_be_visible()
    visitor.idle()


def play_both(visitor: Visitor) -> None:
    """Play a moment beside its counterpart: it is selected then."""
    button = one_of(visitor, visitor.page.get_by_role("button", name="Play both"))
    before = visitor.chosen.get("sel")
    button.click()
    for _ in range(150):  # it may have been the selected one
        if visitor.address().get("sel") != before:
            break
        visitor.page.wait_for_timeout(20)
    visitor.idle()
    visitor.note("sel", visitor.address().get("sel"))


def order_findings(visitor: Visitor) -> None:
    """Move a finding up or down in their order."""
    buttons = visitor.page.locator(
        "[class*=st-key-finding-up-] button:enabled, [class*=st-key-finding-down-] button:enabled"
    )
    titles = visitor.page.locator("[class*=st-key-finding-title-] input")
    before = [one.input_value() for one in titles.all()]
    one_of(visitor, buttons).click()
    visitor.idle()
    after = [one.input_value() for one in titles.all()]
    if sorted(before) != sorted(after):
        raise Mismatch(f"{visitor.told()}: the findings were {before}, and are {after} now")


def remove_and_bring_back(visitor: Visitor) -> None:
    """Remove a finding and bring it back."""
    cards = visitor.page.locator("[class*=st-key-finding-remove-]")
    before = cards.count()
    one_of(visitor, cards).get_by_role("button").click()
    expect(cards).to_have_count(before - 1)
    visitor.page.get_by_role("button", name="Bring it back").click()
    expect(cards).to_have_count(before)
    visitor.idle()


def back_to_view(visitor: Visitor) -> None:
    """Go back to the view of a finding: it is exactly the one from which it was pinned."""
    button = one_of(visitor, visitor.page.locator("[class*=st-key-finding-open-]"))
    page = button.inner_text().strip().removeprefix("Back to ").split()[-1]
    button.get_by_role("button").click()
    expect(visitor.page.get_by_role("heading", name=page, exact=True)).to_be_visible()
    visitor.where = page
    visitor.idle(300)
    project, there = visitor.chosen["project"], _view(visitor.address())
    if (project, page, there) not in visitor.pinned:
        raise Mismatch(f"{visitor.told()}: nothing was pinned on {page} with the view {there}")
    visitor.chosen = {"project": project, **there}


def _view(address: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in address.items() if name not in {"project", "page"}}


def _open_form(visitor: Visitor, kind: str) -> None:
    one_of(visitor, visitor.page.locator(f"[class*=st-key-popover-{kind}-] button:visible")).click()
    expect(visitor.page.locator("[data-testid=stPopoverBody]").first).to_be_visible()
    visitor.idle()
