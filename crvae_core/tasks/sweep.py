"""The curves over k of a run, measured beside everything else and kept in the project."""

from dataclasses import dataclass
from typing import Any

from crvae_core.analysis.k_selection import known_sweep, stored_sweep
from crvae_core.errors import WorkError
from crvae_core.project.project import Project, open_project
from crvae_core.runs.moments import moments_of
from crvae_core.runs.run import open_run
from crvae_core.tasks.kinds import begin
from crvae_core.work.item import WorkItem, items_of
from crvae_core.work.lanes import light
from crvae_core.work.report import Report

FEWEST_K = 2
KIND = "sweep"


@dataclass(frozen=True)
class SweepOrder:
    """Which curves are asked for: of a run, with the picture's weight, by a method, for k up to `most`."""

    run: str
    weight: float
    method: str
    most: int

    @property
    def subject(self) -> str:
        """What the work is found by."""
        return f"{self.run} {self.weight:g} {self.method} {self.most}"

    @property
    def ks(self) -> range:
        """The numbers of clusters."""
        return range(FEWEST_K, self.most + 1)


def start_sweep(project: Project, order: SweepOrder) -> WorkItem | None:
    """Start the measuring; None where another one of this project is under way: one at a time."""
    if any(item.state().active for item in items_of(project.folder) if item.kind == KIND):
        return None
    title = f"Comparing numbers of clusters of {order.run}"
    return begin(project.folder, KIND, title, vars(order), order.subject)


def newest_sweep(project: Project, order: SweepOrder) -> WorkItem | None:
    """The work on these curves that was started last."""
    items = (item for item in items_of(project.folder) if item.kind == KIND)
    return next((item for item in items if item.subject == order.subject), None)


def measure_sweep(report: Report, **arguments: Any) -> dict[str, Any]:
    """Measure the curves and keep them in the project's analysis/."""
    order = SweepOrder(**arguments)
    with report.turn(light(KIND)):
        run = open_run(open_project(report.item.home), order.run)
        folder, vectors = run.project.folder / "analysis", moments_of(run).vectors(order.weight)
        stored_sweep(
            folder,
            vectors,
            order.ks,
            progress=lambda share: report("Comparing numbers of clusters", share),
            method=order.method,
        )
    if known_sweep(folder, vectors, order.ks, method=order.method) is None:
        raise WorkError(
            f"the curves can't be kept in {folder}: make room, or ask for the right to write there"
        )
    return {"run": order.run, "weight": order.weight, "method": order.method, "most": order.most}
