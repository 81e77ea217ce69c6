"""Curves over k measured in the background: kept where the pages look for them, one measuring of a project at a time."""

import pytest

from crvae_core.analysis.k_selection import known_sweep
from crvae_core.errors import RunError, WorkError
from crvae_core.project.project import Project
from crvae_core.runs.moments import moments_of
from crvae_core.tasks import sweep
from crvae_core.tasks.kinds import KINDS
from crvae_core.tasks.sweep import SweepOrder, newest_sweep, start_sweep
from crvae_core.training.loop import train
from crvae_core.work.item import create
from crvae_core.work.serving import at_work
from tests.waiting import wait_for_work


def test_curves_are_measured_and_found(project: Project, tiny: dict) -> None:
    run = train(project, "first", overrides=tiny, epochs=1)
    order = SweepOrder("first", 0.9, "kmeans", 3)
    item = start_sweep(project, order)
    assert item is not None
    assert item.state().active
    assert start_sweep(project, SweepOrder("first", 0.5, "kmeans", 3)) is None  # one at a time
    assert wait_for_work(item).state == "done", item.log_tail()
    assert known_sweep(project.folder / "analysis", moments_of(run).vectors(0.9), order.ks) is not None
    assert newest_sweep(project, order) == item
    assert newest_sweep(project, SweepOrder("first", 0.5, "kmeans", 3)) is None


def test_what_is_missing_is_said(project: Project) -> None:
    item = create(project.folder, "sweep", "", vars(SweepOrder("nowhere", 0.9, "kmeans", 3)))
    with pytest.raises(RunError, match="no run 'nowhere'"), at_work(item) as report:
        KINDS["sweep"].load()(report, **item.arguments)
    assert "no run 'nowhere'" in item.state().message


def test_curves_that_can_not_be_kept_are_not_measured_for_ever(
    project: Project, tiny: dict, monkeypatch
) -> None:
    train(project, "first", overrides=tiny, epochs=1)
    item = create(project.folder, "sweep", "", vars(SweepOrder("first", 0.9, "kmeans", 3)))
    monkeypatch.setattr(sweep, "stored_sweep", lambda *_, **__: None)  # as on a full disk: given, not kept
    with pytest.raises(WorkError, match="can't be kept"), at_work(item) as report:
        sweep.measure_sweep(report, **item.arguments)
    assert item.state().state == "failed"


def test_every_kind_can_be_loaded() -> None:
    assert all(callable(kind.load()) for kind in KINDS.values())
