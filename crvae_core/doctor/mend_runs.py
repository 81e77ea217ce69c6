"""Repairs of a project's runs: each makes one damaged thing anew from what is whole, and says what it did."""

import json
from contextlib import suppress

from crvae_core.analysis import cluster_notes
from crvae_core.errors import CheckpointError, InputError, RunError
from crvae_core.files import atomic_path, put_aside, remove_folder, write_json
from crvae_core.project.project import Project
from crvae_core.runs.run import Run, described, exclusive
from crvae_core.runs.run_config import check_config
from crvae_core.runs.run_words import VOCABULARY_FILE
from crvae_core.runs.saved_moments import MOMENTS_FILE, read_moments
from crvae_core.runs.weights import load_weights, read_about, read_tensors, save_model

STATE_FILE = "resume.safetensors"


def mend_config(project: Project, name: str) -> str:
    """config.json from what the file of the weights says of itself."""
    run = Run(project, name)
    about = read_about(run.file("model.safetensors"))
    about.pop("words", None)
    with suppress(InputError):
        moments = read_moments(run.file(MOMENTS_FILE))
        if moments is not None:
            about["pair_ids"] = moments["pair_id"].astype(str).tolist()
    try:
        config = check_config(about)
        if "model" not in config or "latent_parts" not in config:
            raise ValueError("an earlier version of the program wrote it")
    except ValueError as error:
        raise RunError(
            f"the weights of {name!r} do not tell what the networks are made of ({error}): bring config.json back from a "
            "copy, or train a new run"
        ) from error
    with exclusive(run):
        _aside(run, "config.json")
        write_json(run.file("config.json"), config)
    return "taken from the file of the weights"


def mend_status(project: Project, name: str) -> str:
    """status.json from the figures and the curve of the training."""
    run = Run(project, name)
    lines = run.metrics_lines()
    values: dict[str, object] = {"epoch": lines[-1]["epoch"] if lines else 0}
    values["epochs"] = int(run.config.get("epochs", values["epoch"]) or 0)
    values["train_seconds"] = lines[-1].get("seconds") or 0.0 if lines else 0.0
    with suppress(InputError):
        found = run.evaluation()
        values["epoch"] = found.epochs or values["epoch"]
        values["train_seconds"] = found.train_seconds or values["train_seconds"]
    whole = run.file("model.safetensors").exists() and run.file("latents.npy").exists()
    state = "done" if whole and values["epoch"] == values["epochs"] else "stopped" if whole else "failed"
    with exclusive(run):
        _aside(run, "status.json")
        run.write_status(state, **values, message="")
    return f"made anew: {state}, epoch {values['epoch']} of {values['epochs']}"


def mend_weights(project: Project, name: str) -> str:
    """The weights from the saved state of the training; vectors and figures are made anew, so that they go with them."""
    run = Run(project, name)
    path = run.folder / STATE_FILE
    if not path.exists():
        raise CheckpointError(
            f"the weights of {name!r} and the saved state of its training are gone: train a new run"
        )
    tensors = read_tensors(path)
    model = run.new_model()
    load_weights(model, {key[6:]: value for key, value in tensors.items() if key.startswith("model.")}, path)
    with exclusive(run):
        save_model(run.file("model.safetensors"), model, described(run))
    return f"taken from the saved state; {mend_vectors(project, name)}; {mend_evaluation(project, name)}"


def mend_words(project: Project, name: str) -> str:
    """The words of trained vectors, from the file of the weights."""
    run = Run(project, name)
    words = read_about(run.file("model.safetensors")).get("words")
    if not isinstance(words, list) or len(words) != run.config.get("vocabulary_size"):
        raise RunError(f"the weights of {name!r} do not tell their words: train a new run")
    with exclusive(run):
        _aside(run, VOCABULARY_FILE)
        write_json(run.folder / VOCABULARY_FILE, {"words": [str(word) for word in words]})
    return "taken from the file of the weights"


def mend_vectors(project: Project, name: str) -> str:
    """The vectors of all pairs, encoded again."""
    from crvae_core.decoding.encode_again import encode_again

    run = Run(project, name)
    try:
        read_moments(run.file(MOMENTS_FILE))
    except CheckpointError:
        with exclusive(run):
            put_aside(run.file(MOMENTS_FILE))
    return f"{len(encode_again(run))} moments encoded again"


def mend_evaluation(project: Project, name: str) -> str:
    """The figures, measured again."""
    from crvae_core.evaluation.evaluation import evaluate

    evaluate(Run(project, name))
    return "measured again"


def mend_state(project: Project, name: str) -> str:
    """The damaged state is put aside, so that nothing goes on from it."""
    _aside(Run(project, name), STATE_FILE)
    return "put aside: the run is whole, but can't be trained further"


def mend_metrics(project: Project, name: str) -> str:
    """The lines of the curve that can be read."""
    run = Run(project, name)
    lines, path = run.metrics_lines(), run.folder / "metrics.jsonl"
    with exclusive(run):
        _aside(run, path.name)
        with atomic_path(path) as temporary:
            temporary.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return f"{len(lines)} epochs of the curve stay"


def mend_samples(project: Project, name: str) -> str:
    """Damaged pictures are removed."""
    from crvae_core.doctor.runs import is_png

    run = Run(project, name)
    broken = [picture for picture in run.samples() if not is_png(picture)]
    for picture in broken:
        if picture.is_dir():
            remove_folder(picture)
        else:
            picture.unlink(missing_ok=True)
    return f"{len(broken)} removed"


def mend_notes(project: Project, name: str) -> str:
    """Damaged notes are put aside, what can be read of them stays."""
    cluster_notes.mend(Run(project, name).folder)
    return "the file is put aside, what can be read of it stays"


def _aside(run: Run, name: str) -> None:
    path = run.file(name)
    if path.exists():
        put_aside(path)
