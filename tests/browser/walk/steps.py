"""The steps of a walk: each changes something and then looks somewhere.

After both the address and every widget that is on the screen must say what the visitor chose, and nothing else.
"""

import random
from collections.abc import Callable

from playwright.sync_api import Error, Page, expect

from tests.browser.walk import roads
from tests.browser.walk.changes import choices
from tests.browser.walk.checks import check
from tests.browser.walk.doings import doings
from tests.browser.walk.looks import look
from tests.browser.walk.visitor import LIMIT_MS, Facts, Mismatch, NothingHere, Visitor
from tests.browser.walk.workspace import OTHER

MOST_TOLD = 800  # letters of what a browser says is wrong
SHARES = {"choose": 44, "do": 40, "back": 7, "reload": 3, "new browser": 3, "second tab": 2, "project": 1}


def step(visitor: Visitor, facts: Facts) -> Facts:
    """Change something and look somewhere; gives what is on the page then. Raises Mismatch."""
    try:
        return _step(visitor, facts)
    except (Error, AssertionError) as fault:
        raise (
            fault if isinstance(fault, Mismatch) else Mismatch(f"{visitor.told()}: {str(fault)[:MOST_TOLD]}")
        ) from None


def _step(visitor: Visitor, facts: Facts) -> Facts:
    while not _changed(visitor, facts):
        facts = check(visitor)
    facts = check(visitor)
    look(visitor, facts)
    return check(visitor)


def _changed(visitor: Visitor, facts: Facts) -> bool:
    """Try to change something; whether the page had what is needed for it."""
    name, act = _change(visitor, facts)
    visitor.did(name)
    try:
        act()
    except NothingHere:
        visitor.undid(name)
        return False
    return True


def _change(visitor: Visitor, facts: Facts) -> tuple[str, Callable[[], None]]:
    """What is changed next, and how: what was done least before has the best chances."""
    ways = {
        "back": lambda: roads.back(visitor),
        "reload": lambda: roads.reload(visitor),
        "new browser": lambda: roads.new_browser(visitor),
        "second tab": lambda: roads.second_tab(visitor),
        "project": lambda: roads.another_project(visitor),
    }
    here = choices(visitor, facts)
    done: dict[str, Callable[[], None]] = {
        name: (lambda act=act: act(visitor)) for name, act in doings(visitor).items()
    }
    shares = {
        kind: share for kind, share in SHARES.items() if kind in ways or {"choose": here, "do": done}[kind]
    }
    kind = visitor.random.choices(list(shares), list(shares.values()))[0]
    if kind in ways:
        return kind, ways[kind]
    among: dict[str, Callable[[], None]] = {"choose": here, "do": done}[kind]
    acts = {_called(visitor, name): act for name, act in sorted(among.items())}
    name = visitor.random.choices(list(acts), [1 / (1 + visitor.acts[name]) for name in acts])[0]
    return name, acts[name]


def _called(visitor: Visitor, name: str) -> str:
    """The name of a change with its page, but for what is in the sidebar of all pages."""
    return name if name == "choose tag" else f"{visitor.where}: {name}"


def walk(
    page: Page, url: str, steps: int, seed: int, report: Callable[[int], None] = lambda _: None
) -> Visitor:
    """Walk so many steps; raises Mismatch where the page says something else than what was chosen."""
    page.set_default_timeout(LIMIT_MS)
    expect.set_options(timeout=LIMIT_MS)
    visitor = Visitor(page, url, random.Random(seed), projects=("demo", OTHER))
    visitor.open()
    facts = check(visitor)
    for number in range(1, steps + 1):
        facts = step(visitor, facts)
        report(number)
    return visitor
