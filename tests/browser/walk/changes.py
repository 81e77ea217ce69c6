"""What a person can choose on a page: every widget that shows a part of the view, on every page and in every popover."""

import re
from collections.abc import Callable
from contextlib import suppress

from playwright.sync_api import Locator, TimeoutError

from tests.browser.walk.looks import opened
from tests.browser.walk.visitor import Facts, Mismatch, NothingHere, Visitor, Widget

ALIGNMENT = ("strategy", "anchor", "frames", "period", "offset", "share", "silent")
# what is chosen together with a part
ALSO = {"by": ("group_a", "group_b"), "film": ALIGNMENT, "sel": ("panel",)}
WORDS = ("the", "people", "no such word")
CHOSEN_IN = {  # popovers in which something of the view can be chosen
    "Map": ("More",), "Clusters": ("How they are made",), "Reconstructions": ("Words",), "Compare": ("What is compared",),
}  # fmt: skip


def choices(visitor: Visitor, facts: Facts) -> dict[str, Callable[[], None]]:
    """What can be chosen from here."""
    found: dict[str, Callable[[], None]] = {
        f"choose {one.part}": lambda one=one: choose(visitor, one)
        for one in facts.widgets
        if not one.over and is_open(one)
    }
    for name in CHOSEN_IN.get(visitor.where, ()):
        if name in facts.popovers:
            found[f"in {name}"] = lambda name=name: choose_in(visitor, name)
    return found


def is_open(widget: Widget) -> bool:
    """Whether a widget leaves a choice."""
    return widget.kind not in {"tabs", "rounds"} or widget.most > 1


def choose(visitor: Visitor, widget: Widget) -> None:
    """Choose something else by a widget."""
    if not visitor.trail[-1].endswith(f"choose {widget.part}"):
        visitor.did(f"choose {widget.part}")
    WAYS[widget.kind](visitor, widget.part)


def choose_in(visitor: Visitor, name: str) -> None:
    """Choose something in a popover and close it."""
    with opened(visitor, name):
        inside = [one for one in visitor.facts().widgets if one.over and is_open(one)]
        if inside:
            with suppress(NothingHere):  # a list of one: then it was looked into
                choose(visitor, visitor.random.choice(inside))


def choose_tab(visitor: Visitor, part: str) -> None:
    """Choose one of the buttons side by side."""
    buttons = visitor.widget(part).get_by_role("radio").all()
    others = [button for button in buttons if button.get_attribute("aria-checked") != "true"]
    _click(visitor, part, visitor.random.choice(others))


def choose_round(visitor: Visitor, part: str) -> None:
    """Choose one of the round buttons below each other."""
    buttons = visitor.widget(part).locator("label:has(input[type=radio]:not(:checked))").all()
    _click(visitor, part, visitor.random.choice(buttons))


def switch(visitor: Visitor, part: str) -> None:
    """Turn a toggle."""
    _click(visitor, part, visitor.widget(part).locator("label").first)


def move(visitor: Visitor, part: str) -> None:
    """Move a slider by a key."""
    slider = visitor.widget(part).locator("input[type=range]")
    low, high = float(slider.get_attribute("min") or 0), float(slider.get_attribute("max") or 1)
    value = float(slider.input_value())
    right = value <= low or (value < high and visitor.random.random() < 0.5)
    before = visitor.chosen.get(part)
    slider.focus()
    slider.press("ArrowRight" if right else "ArrowLeft")
    _until(visitor, part, before)


def step(visitor: Visitor, part: str) -> None:
    """Change a number by one step."""
    field, before = visitor.widget(part).locator("input"), visitor.chosen.get(part)
    field.focus()
    field.press("ArrowUp")
    field.press("Enter")
    _until(visitor, part, before)


def pick(visitor: Visitor, part: str) -> None:
    """Choose another option of a list."""
    before = visitor.chosen.get(part)
    box = visitor.widget(part).get_by_role("combobox")
    options = _unfold(visitor, box)
    others = [one for one in options.all() if one.get_attribute("aria-selected") != "true"]
    if not others:
        box.press("Escape")
        raise NothingHere
    option = visitor.random.choice(others[:6])
    visitor.trail[-1] += f" {option.inner_text()!r}"
    option.click()
    _until(visitor, part, before)


def pick_several(visitor: Visitor, part: str) -> None:
    """Take one of several chosen options out, or another one in."""
    before, holder = visitor.chosen.get(part), visitor.widget(part)
    chosen = holder.get_by_role("button", name=re.compile("^Remove "))
    if chosen.count() > 1 or (chosen.count() and visitor.random.random() < 0.5):
        button = chosen.nth(visitor.random.randrange(chosen.count()))
        visitor.trail[-1] += f" {button.get_attribute('aria-label')!r}"
        button.click()
    else:
        _unfold(visitor, holder.get_by_role("combobox")).first.click()
        visitor.page.keyboard.press("Escape")
    _until(visitor, part, before)


def _unfold(visitor: Visitor, box: Locator) -> Locator:
    """The options of a list, which is clicked again where it was folded by what was drawn meanwhile."""
    options = visitor.page.get_by_role("option")
    for _ in range(5):
        box.click()
        with suppress(TimeoutError):
            options.first.wait_for(state="visible", timeout=3000)
            return options
    raise Mismatch(f"{visitor.told()}: the list does not unfold")


def write(visitor: Visitor, part: str) -> None:
    """Write something else into a field."""
    before = visitor.chosen.get(part)
    field = visitor.widget(part).locator("input")
    word = visitor.random.choice([one for one in (*WORDS, "") if one != field.input_value()])
    field.fill(word)
    field.press("Enter")
    _until(visitor, part, before)


def _click(visitor: Visitor, part: str, button: object) -> None:
    before = visitor.chosen.get(part)
    label = re.sub(r"\s+", " ", button.inner_text()).strip()  # type: ignore[attr-defined]
    visitor.trail[-1] += f" {label!r}"
    button.click()  # type: ignore[attr-defined]
    _until(visitor, part, before)


def _until(visitor: Visitor, part: str, before: str | None) -> None:
    visitor.until_changed(part, before, ALSO.get(part, ()))


WAYS = {  # how a widget of each kind is changed
    "slider": move, "number": step, "switch": switch, "tabs": choose_tab, "rounds": choose_round, "list": pick,
    "several": pick_several, "text": write,
}  # fmt: skip
