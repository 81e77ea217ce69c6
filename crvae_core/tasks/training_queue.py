"""Starting, watching and stopping the trainings of a project, whoever began them: the app, a command, a notebook."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from crvae_core.errors import RunError
from crvae_core.model.device import choose_device
from crvae_core.project.project import Project
from crvae_core.runs.run import Run
from crvae_core.tasks.kinds import begin
from crvae_core.tasks.training import KIND, epoch_words
from crvae_core.training.queue import waiting, withdraw
from crvae_core.work.item import WorkItem, items_of


@dataclass(frozen=True)
class TrainingState:
    """How the training of a run stands. `state`: none, queued, starting, running, done, stopped or failed.

    step: what it is at now, in words; share: how far it is with that, 0 to 1.
    """

    state: str
    epoch: int = 0
    epochs: int = 0
    train_seconds: float = 0.0
    seconds_left: float | None = None  # None: not steady yet
    before: int = 0  # trainings on the device that have their turn first
    message: str = ""
    step: str = ""
    share: float = 0.0

    @property
    def active(self) -> bool:
        """Whether a process is at work."""
        return self.state in {"starting", "running"}


@dataclass(frozen=True)
class QueueState:
    """The queue of a project: the run that is trained, those that wait, the next first, and those nobody is to train."""

    running: str | None
    waiting: tuple[str, ...]
    left: tuple[str, ...]

    @property
    def active(self) -> bool:
        """Whether something is trained, or is to be."""
        return self.running is not None or len(self.waiting) > len(self.left)


def start_waiting(project: Project) -> None:
    """Start the work on every run that waits and that nobody is to train; raises WorkError where that can't be."""
    for run in queue_state(project).left:
        _start(project, run, resume=False)


def start_resumed(project: Project, run: str) -> None:
    """Go on with a run that was stopped or broke off; raises RunError if it is being trained."""
    if _is_served(_at_work(project), run) or Run(project, run).is_busy():
        raise RunError(f"the run {run!r} is being trained already: wait for it, or stop it")
    _start(project, run, resume=True)


def stop_run(project: Project, run: str) -> None:
    """Stop the training of a run after its present epoch, it keeps what it learnt; one that waits is withdrawn."""
    alone = [item for item in _at_work(project) if runs_of(item) == [run]]
    for item in alone:
        item.request_cancel()
    if any(entry.run == run for entry in waiting(project)):
        withdraw(project, [run])
    elif not alone:
        Run(project, run).request_stop()


def stop_all(project: Project) -> None:
    """Stop the present training of a project and withdraw all that wait."""
    found = queue_state(project)
    for run in (*found.waiting, *([found.running] if found.running else ())):
        stop_run(project, run)


def is_stopping(project: Project, run: str) -> bool:
    """Whether a training was asked to stop and is still at its last epoch."""
    asked = any(item.is_cancelling for item in _at_work(project) if run in runs_of(item))
    return asked or Run(project, run).is_stopping


def queue_state(project: Project) -> QueueState:
    """How the queue of a project stands."""
    items = _at_work(project)
    names = [entry.run for entry in waiting(project)]
    at_work = [run for item in items for run in runs_of(item)]
    others = [run for run in reversed(project.runs()) if run not in at_work and Run(project, run).is_busy()]
    running = next((run for run in (*at_work, *others) if training_state(project, run, items).active), None)
    waits = tuple(run for run in names if run != running)  # one that is just starting has its plan still
    left = tuple(run for run in waits if not _is_served(items, run))
    return QueueState(running, waits, left)


def training_state(project: Project, name: str, items: Sequence[WorkItem] | None = None) -> TrainingState:
    """How the training of a run stands; "none" if there is no such run. items: the project's trainings, if known."""
    run = Run(project, name)
    try:
        status = run.status()
    except RunError:
        status = {"state": "none"}
    state, message = str(status["state"]), str(status.get("message") or "")
    trainings = _trainings(project) if items is None else items
    item = next((item for item in trainings if name in runs_of(item)), None)
    work = item.state() if item else None
    if item and work and work.active and not run.is_busy():
        its_turn = work.state == "running" and (work.detail == name or runs_of(item) == [name])
        state = "starting" if its_turn else "queued"
    elif work and work.state == "failed" and state in {"failed", "stopped", "queued"}:
        state, message = ("queued" if state == "queued" else "failed"), work.message
    epoch, epochs = int(status.get("epoch") or 0), int(status.get("epochs") or 0)
    found = TrainingState(
        state=state,
        epoch=epoch,
        epochs=epochs,
        train_seconds=float(status.get("train_seconds") or 0.0),
        before=work.before if work and state == "queued" else 0,
        message=message,
        share=min(1.0, epoch / epochs) if epochs else 0.0,
    )
    if state == "running":
        return replace(found, step=epoch_words(epoch, epochs), seconds_left=status.get("seconds_left"))
    if state == "starting" and work:  # it looks at the pictures first, which may take minutes
        return replace(found, step=work.step, share=work.share, seconds_left=work.seconds_left)
    return found


def never_begun(project: Project) -> list[str]:
    """The runs that failed before they began, such as those that did not fit into the memory."""
    folders = (path.parent for path in (project.folder / "runs").glob("*/status.json"))
    missing = [folder.name for folder in folders if not (folder / "config.json").exists()]
    return sorted(name for name in missing if training_state(project, name).state == "failed")


def runs_of(item: WorkItem) -> list[str]:
    """The runs that a piece of work trains, one after the other."""
    runs = item.arguments.get("runs")
    return [str(run) for run in runs] if isinstance(runs, list) else []


def _start(project: Project, run: str, resume: bool) -> None:
    arguments = {"runs": [run], "device": str(choose_device("auto")), "resume": resume}
    begin(project.folder, KIND, f"Training {run}", arguments, run)


def _trainings(project: Project) -> list[WorkItem]:
    """Those of a project, the newest first."""
    return [item for item in items_of(project.folder) if item.kind == KIND]


def _at_work(project: Project) -> list[WorkItem]:
    """The trainings that go on or wait for their turn, the oldest first."""
    return [item for item in reversed(_trainings(project)) if item.state().active]


def _is_served(items: Sequence[WorkItem], run: str) -> bool:
    return any(run in runs_of(item) for item in items)
