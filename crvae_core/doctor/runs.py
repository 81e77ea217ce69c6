"""Whether the files of a project's runs are whole."""

from pathlib import Path

from crvae_core.analysis import cluster_notes
from crvae_core.doctor.finding import Findings
from crvae_core.errors import InputError
from crvae_core.files import read_json
from crvae_core.project.project import Project
from crvae_core.runs.evaluation import Evaluation
from crvae_core.runs.run import Run
from crvae_core.runs.run_config import check_status
from crvae_core.runs.run_words import VOCABULARY_FILE
from crvae_core.runs.weights import read_tensors


def check_runs(project: Project, found: Findings) -> None:
    """Check all runs of a project, but those that are being trained."""
    for name in project.odd_runs():
        found.add(
            f"runs/{name}",
            "no run can have this name, so it is passed over",
            remedy="Give the folder a name of letters, digits, dots, dashes and underscores, or remove it.",
            serious=False,
        )
    for name in project.run_folders():
        run = Run(project, name)
        if not run.is_busy():
            check_run(run, found)


def check_run(run: Run, found: Findings) -> None:
    """Check the files of one run."""
    if not run.file("config.json").exists() and not run.file("model.safetensors").exists():
        return  # it waits for its turn, or failed before it began
    _check_config(run, found)
    _check_status(run, found)
    if not run.was_never_saved():
        _check_weights(run, found)
        _check_vectors(run, found)
        _check_evaluation(run, found)
    _check_course(run, found)
    _check_notes(run, found)


def _add(run: Run, found: Findings, name: str, what: object, lost: str, remedy: str, mend: str = "") -> None:
    found.add(f"runs/{run.name}/{name}", what, lost=lost, remedy=remedy, mend=mend, subject=run.name)


def _check_config(run: Run, found: Findings) -> None:
    try:
        run.config  # noqa: B018, read and checked
        run.new_model()
    except InputError as error:
        lost = "what the networks are made of: the run can't be looked at"
        _add(run, found, "config.json", error, lost, "It is taken from the file of the weights.", "config")


def _check_status(run: Run, found: Findings) -> None:
    try:
        check_status(read_json(run.folder / "status.json"))
    except (OSError, ValueError) as error:
        what = f"it is missing or damaged ({error})"
        _add(run, found, "status.json", what, "how the training ended", "It is made anew.", "status")


def _check_weights(run: Run, found: Findings) -> None:
    try:
        run.load_model()
    except InputError as error:
        if any(finding.mend == "config" and finding.subject == run.name for finding in found.all):
            try:
                read_tensors(run.file("model.safetensors"))
                return  # the file is whole, what it is for is missing
            except InputError:
                pass
        lost = "the trained networks: vectors and figures stay, nothing new can be encoded or drawn"
        remedy = "They are taken from the saved state of the training; where that is gone, train a new run."
        _add(run, found, "model.safetensors", error, lost, remedy, "weights")
    state = run.folder / "resume.safetensors"
    try:
        if state.exists():
            read_tensors(state)
    except InputError as error:
        lost = "the way to train the run further; the run itself is whole"
        _add(run, found, state.name, error, lost, "The file is put aside.", "state")
    words = run.folder / VOCABULARY_FILE
    try:
        if words.exists():
            read_json(words)["words"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        lost = "which words the trained vectors belong to"
        _add(
            run, found, VOCABULARY_FILE, error, lost, "They are taken from the file of the weights.", "words"
        )


def _check_vectors(run: Run, found: Findings) -> None:
    try:
        run.vectors()
    except InputError as error:
        if any(finding.mend == "config" and finding.subject == run.name for finding in found.all):
            return
        lost = "the vectors of the moments: no map, no clusters"
        _add(
            run,
            found,
            "latents.npy",
            error,
            lost,
            "They are encoded again with the run's networks.",
            "vectors",
        )


def _check_evaluation(run: Run, found: Findings) -> None:
    path = run.file("evaluation.json")
    try:
        Evaluation.from_json(read_json(path))
    except (OSError, ValueError, InputError) as error:
        what = "it is missing" if not path.exists() else f"it is damaged ({error})"
        _add(run, found, path.name, what, "the figures of the run", "They are measured again.", "evaluation")


def _check_course(run: Run, found: Findings) -> None:
    """The curve and the pictures of the training."""
    path = run.folder / "metrics.jsonl"
    try:
        lines = len([line for line in path.read_bytes().splitlines() if line.strip()]) if path.exists() else 0
    except OSError as error:
        _add(run, found, path.name, error, "the curve of the training", "The file is put aside.", "metrics")
        return
    if len(run.metrics_lines()) < lines:
        remedy = "What can be read of it stays."
        _add(run, found, path.name, "it is damaged", "a part of the curve of the training", remedy, "metrics")
    broken = [picture.name for picture in run.samples() if not is_png(picture)]
    if broken:
        what = f"{len(broken)} pictures are damaged"
        _add(run, found, "samples", what, "how moments looked while training", "They are removed.", "samples")


def _check_notes(run: Run, found: Findings) -> None:
    if cluster_notes.is_damaged(run.folder):
        lost = "names, colours and notes of clusters that can't be read"
        remedy = "Bring the file back from a copy; else it is put aside, and what can be read of it stays."
        _add(run, found, cluster_notes.FILE, "it is damaged", lost, remedy, "notes")


def is_png(path: Path) -> bool:
    try:
        data = path.read_bytes()
    except OSError:
        return False
    return data.startswith(b"\x89PNG\r\n\x1a\n") and data.rstrip(b"\0").endswith(b"IEND\xaeB`\x82")
