"""The steps of a walk: each changes something and then looks somewhere; and the workspace in which it is walked.

After both the address and every widget that is on the screen must say what the visitor chose, and nothing else.
"""

import os
import random
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
from playwright.sync_api import Page, expect

from crvae_core.analysis.k_selection import stored_sweep
from crvae_core.demo.opening import open_demo
from crvae_core.project.project import Project, open_project, save_project
from crvae_core.project.properties import set_properties
from crvae_core.runs.moments import moments_of
from crvae_core.runs.run import open_run
from crvae_core.runs.saved_moments import LATENTS_FILE, MOMENTS_FILE, read_moments, write_moments
from tests.browser.walk import roads
from tests.browser.walk.changes import choices
from tests.browser.walk.checks import check
from tests.browser.walk.doings import doings
from tests.browser.walk.looks import look
from tests.browser.walk.visitor import LIMIT_MS, Facts, Visitor

OTHER = "other"  # the second project
SHARES = {"choose": 70, "do": 14, "back": 7, "reload": 3, "new browser": 3, "second tab": 2, "project": 1}


def step(visitor: Visitor, facts: Facts) -> Facts:
    """Change something and look somewhere; gives what is on the page then."""
    kind, name, act = _change(visitor, facts)
    visitor.did(f"{visitor.where}: {kind} {name}".rstrip())
    act()
    facts = check(visitor)
    look(visitor, facts)
    return check(visitor)


def _change(visitor: Visitor, facts: Facts) -> tuple[str, str, Callable[[], None]]:
    """What is changed next: its kind, its name, the change."""
    ways = {
        "back": lambda: roads.back(visitor),
        "reload": lambda: roads.reload(visitor),
        "new browser": lambda: roads.new_browser(visitor),
        "second tab": lambda: roads.second_tab(visitor),
        "project": lambda: roads.another_project(visitor),
    }
    here = choices(visitor, facts)
    done = {name: (lambda act=act: act(visitor)) for name, act in doings(visitor).items()}
    shares = {
        kind: share for kind, share in SHARES.items() if kind in ways or {"choose": here, "do": done}[kind]
    }
    kind = visitor.random.choices(list(shares), list(shares.values()))[0]
    if kind in ways:
        return kind, "", ways[kind]
    among: dict[str, Callable[[], None]] = {"choose": here, "do": done}[kind]
    name = visitor.random.choice(sorted(among))
    return "", name, among[name]


def prepare(workspace: Path) -> Project:
    """The demo with its curves measured, a second run with fewer moments, groups to compare; and another project."""
    project = open_demo(workspace)
    for number, video in enumerate(project.videos):
        project = set_properties(project, {video.video_id: {"group": "AB"[number % 2]}})
    stored_sweep(project.folder / "analysis", moments_of(open_run(project)).vectors())
    shutil.copytree(project.folder, workspace / OTHER)
    save_project(replace(open_project(workspace / OTHER), name="Another one"))
    _run_of_fewer(project)
    return project


def _run_of_fewer(project: Project) -> None:
    """A run that was trained before a quarter of the moments was there."""
    run, fewer = open_run(project), project.run_folder("fewer")
    shutil.copytree(run.folder, fewer)
    moments, latents = read_moments(fewer / MOMENTS_FILE), np.load(fewer / LATENTS_FILE)
    assert moments is not None
    kept = np.arange(len(moments)) % 4 > 0
    write_moments(fewer, moments[kept], latents[kept])
    os.utime(fewer / "config.json", (0, 0))  # an older one: the newest run is shown where none is chosen


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
