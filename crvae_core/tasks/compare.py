"""All answers of a comparison of two groups, worked out beside everything else and kept in the project."""

from dataclasses import dataclass
from typing import Any

from crvae_core.compare.comparison import Comparison, compare_run
from crvae_core.compare.report import answer_all
from crvae_core.errors import WorkError
from crvae_core.project.project import Project, open_project
from crvae_core.runs.run import Run, open_run
from crvae_core.tasks.kinds import begin
from crvae_core.work.item import WorkItem, items_of
from crvae_core.work.lanes import light
from crvae_core.work.report import Report

KIND = "compare"


@dataclass(frozen=True)
class CompareOrder:
    """What is compared: two groups of a run by a property of videos (see compare.groups), in the clusters of Map and Clusters
    (weight, method, k), with glosses for a reader, with or without each film's own look; tag: of the moments that have it."""

    run: str
    weight: float
    method: str
    k: int
    reader: str
    by: str
    first: str
    second: str
    without_look: bool = False
    tag: str = ""

    @property
    def subject(self) -> str:
        """What the work is found by."""
        return repr(self)


def start_comparison(project: Project, order: CompareOrder) -> WorkItem:
    """Start to work out all answers."""
    title = f"Comparing {order.first} with {order.second}"
    return begin(project.folder, KIND, title, vars(order), order.subject)


def newest_comparison(project: Project, order: CompareOrder) -> WorkItem | None:
    """The work on this comparison that was started last."""
    items = (item for item in items_of(project.folder) if item.kind == KIND)
    return next((item for item in items if item.subject == order.subject), None)


def compare_groups(report: Report, **arguments: Any) -> dict[str, Any]:
    """Work out all answers and keep them in the project's analysis/."""
    order = CompareOrder(**arguments)
    with report.turn(light(KIND)):
        report("Grouping the moments", 0.0)
        comparison = ordered_comparison(open_run(open_project(report.item.home), order.run), order)
        answer_all(comparison, report)
        if not comparison.is_known("style"):
            raise WorkError(
                "the answers can't be kept in the project: make room, or ask for the right to write there"
            )
    return {"run": order.run, "first": order.first, "second": order.second}


def ordered_comparison(run: Run, order: CompareOrder) -> Comparison:
    """The comparison that an order asks for, in the very clusters that the pages show."""
    names = (order.first, order.second)
    return compare_run(
        run, order.by, names, order.k, order.weight, order.method, order.reader, order.without_look, order.tag
    )
