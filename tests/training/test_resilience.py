"""A training that is killed, interrupted, or finds the disk or the memory full."""

import errno
import itertools
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import torch

from crvae_core.errors import RunError
from crvae_core.forecast import memory
from crvae_core.forecast.memory import check_memory, estimate_memory
from crvae_core.model.presets import PRESETS, get_preset
from crvae_core.project.project import save_pairs
from crvae_core.runs import weights
from crvae_core.runs.pair_data import held_out_rows
from crvae_core.runs.run import Run, open_run
from crvae_core.training import loop
from crvae_core.training.interrupts import stopping_gently
from crvae_core.training.job import start_job
from crvae_core.training.loop import train

SMALL = {
    "hidden": 6,
    "latent_size": 5,
    "encoder_layers": "12",
    "decoder_layers": "12",
    "channels": "4,4,4",
    "batch_size": 4,
    "save_every": 10,
}
CPU = torch.device("cpu")
TWENTY = """
import sys, time
from crvae_core.project.project import open_project
from crvae_core.training.job import start_job
from crvae_core.training.loop import train
overrides = dict(part.split("=") for part in sys.argv[3:])
def slow(line):
    time.sleep(0.05 if line["epoch"] <= 10 else 60)
train(open_project(sys.argv[1]), "killed", sys.argv[2], overrides, epochs=20, device="cpu", on_epoch=slow)
"""


@pytest.mark.parametrize("preset", ["crvae-lstm-tf", "default"])
def test_twenty_epochs_are_ten_a_kill_and_ten(project, tiny, preset: str) -> None:
    overrides = SMALL if preset != "default" else tiny | {"save_every": 10}
    whole = train(project, "whole", preset, overrides, epochs=20, device="cpu")
    script = [sys.executable, "-c", TWENTY, str(project.folder), preset]
    environment = os.environ | {"PYTHONPATH": str(Path(loop.__file__).parents[2])}
    process = subprocess.Popen([*script, *(f"{k}={v}" for k, v in overrides.items())], env=environment)
    state = project.run_folder("killed") / "resume.safetensors"
    deadline = time.monotonic() + 120
    while not state.exists() and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.wait()
    killed = open_run(project, "killed")
    assert killed.status()["state"] == "failed"
    resumed = train(project, "killed", resume=True, device="cpu")
    assert list(resumed.metrics()["epoch"]) == list(range(1, 21))
    # another process may have another number of threads: sums in another order
    np.testing.assert_allclose(resumed.metrics()["loss"], whole.metrics()["loss"], rtol=1e-4)


def test_a_signal_ends_the_training_after_its_epoch_and_it_can_go_on(project) -> None:
    def terminate(line) -> None:
        if line["epoch"] == 2:
            os.kill(os.getpid(), signal.SIGTERM)

    whole = train(project, "whole", "crvae-rnn-tf", SMALL, epochs=4)
    run = train(project, "asked", "crvae-rnn-tf", SMALL, epochs=4, on_epoch=terminate)
    assert run.status()["state"] == "stopped"
    assert run.status()["epoch"] == 2
    resumed = train(project, "asked", resume=True)
    assert list(resumed.metrics()["loss"]) == list(whole.metrics()["loss"])


def test_the_second_signal_interrupts_at_once() -> None:
    asked = []
    before = signal.getsignal(signal.SIGINT)

    def ask_twice() -> None:
        with stopping_gently(lambda: asked.append(1)):
            os.kill(os.getpid(), signal.SIGINT)
            os.kill(os.getpid(), signal.SIGINT)

    with pytest.raises(KeyboardInterrupt):
        ask_twice()
    assert asked == [1]
    assert signal.getsignal(signal.SIGINT) is before


@pytest.mark.parametrize("saved_before", [True, False])
def test_a_full_disk_ends_the_run_cleanly(project, monkeypatch, saved_before: bool) -> None:
    """The last checkpoint stays as it was, the message says what to do, and the run can be resumed."""
    original, saves = weights.save_file, []

    def full(tensors, path, metadata) -> None:
        saves.append(path)
        if len(saves) > int(saved_before):
            Path(path).write_bytes(b"half of a file")
            raise OSError(errno.ENOSPC, "No space left on device")
        original(tensors, path, metadata)

    monkeypatch.setattr(weights, "save_file", full)
    overrides = SMALL | {"save_every": 2}
    with pytest.raises(RunError, match=r"the disk is full .* make room"):
        train(project, "full", "crvae-rnn-tf", overrides, epochs=6)
    run = open_run(project, "full")
    assert run.status()["state"] == "failed"
    assert (run.folder / "resume.safetensors").exists() == saved_before
    assert not list(run.folder.glob(".tmp-*"))
    monkeypatch.setattr(weights, "save_file", original)
    assert len(train(project, "full", resume=True).metrics()) == 6  # anew, where nothing was saved


@pytest.mark.parametrize("kind", ["nothing", "half a line", "no status", "a broken config"])
def test_a_run_ended_before_its_first_save_begins_anew(project, tiny, kind: str) -> None:
    """What a kill leaves before anything is saved neither keeps the name nor needs to be cleared by hand."""
    run = _began(project, tiny)
    if kind == "half a line":
        (run.folder / "metrics.jsonl").write_text('{"epoch": 1, "lo', encoding="utf-8")
        (run.folder / "stop").touch()
        (run.folder / "samples").mkdir()
        (run.folder / "samples" / "000001.png").touch()
    if kind == "no status":
        (run.folder / "status.json").unlink()
    assert open_run(project, "killed").status()["state"] == "failed"
    if kind == "a broken config":
        (run.folder / "config.json").write_text("{")
        with pytest.raises(RunError, match="damaged"):
            train(project, "killed", resume=True)
        again = train(project, "killed", overrides=tiny, epochs=2)
    else:
        again = train(project, "killed", resume=True)
    assert again.status()["state"] == "done"
    assert again.metrics()["epoch"].tolist() == [1, 2]
    assert again.config["model"]["text_hidden"] == tiny["text_hidden"]  # its own settings
    assert [path.stem for path in again.samples()] == ["000001", "000002"]


def test_a_name_without_anything_saved_is_free(project, tiny) -> None:
    _began(project, tiny)
    assert len(train(project, "killed", overrides=tiny | {"text_hidden": 9}, epochs=1).metrics()) == 1
    assert open_run(project, "killed").config["model"]["text_hidden"] == 9
    with pytest.raises(RunError, match="already a run"):
        train(project, "killed", overrides=tiny, epochs=1)


def test_what_was_begun_stays_where_the_next_one_can_not_begin(project, tiny, monkeypatch) -> None:
    run = _began(project, tiny)
    before = (run.folder / "config.json").read_bytes()
    with monkeypatch.context() as patch:
        patch.setattr(memory, "free_memory", lambda device: 1000)
        with pytest.raises(RunError, match="of memory"):
            train(project, "killed", resume=True)
    assert (run.folder / "config.json").read_bytes() == before
    assert len(train(project, "killed", resume=True).metrics()) == 2


def _began(project, tiny) -> Run:
    """A run of two epochs whose process was ended in its first one."""
    run = Run(project, "killed")
    run.folder.mkdir(parents=True)
    start_job(run, get_preset("default").with_overrides(tiny), 2, CPU)
    return run


def test_weights_that_are_no_numbers_do_not_replace_sound_ones(project, monkeypatch) -> None:
    original = loop._save_state

    def spoil(job) -> None:
        if job.epoch == 4:
            with torch.no_grad():
                next(iter(job.model.parameters())).fill_(torch.nan)
        original(job)

    monkeypatch.setattr(loop, "_save_state", spoil)
    with pytest.raises(RunError, match="the weights are no longer numbers"):
        train(project, "nan", "crvae-rnn-tf", SMALL | {"save_every": 2}, epochs=6)
    state = weights.read_tensors(project.run_folder("nan") / "resume.safetensors")
    assert all(torch.isfinite(value).all() for value in state.values())
    monkeypatch.undo()
    assert len(train(project, "nan", resume=True).metrics()) == 6


def test_too_little_memory_is_said_before_anything_starts(project, monkeypatch) -> None:
    monkeypatch.setattr(memory, "free_memory", lambda device: 1_000_000_000)
    with pytest.raises(RunError, match=r"needs about 5\.\d GB of memory .* choose the preset") as caught:
        train(project, "large", "crvae-lstm-tf", epochs=1)
    assert "M weights and the optimizer" in str(caught.value)
    assert not project.run_folder("large").exists()


def test_too_small_a_disk_is_said_before_anything_starts(project, monkeypatch) -> None:
    class Usage:
        free = 1_000_000

    monkeypatch.setattr(memory.shutil, "disk_usage", lambda folder: Usage)
    with pytest.raises(RunError, match="on the disk for its checkpoints"):
        train(project, "large", "crvae-lstm-tf", epochs=1)


def test_the_suggested_preset_is_the_largest_that_fits(tmp_path, monkeypatch) -> None:
    big = get_preset("dense-cvae")
    need = estimate_memory(big, 100)
    assert need.weights == pytest.approx(432e6, rel=0.01)
    monkeypatch.setattr(memory, "free_memory", lambda device: need.total_bytes - 1)
    with pytest.raises(RunError, match="choose the preset crvae-cgan"):
        check_memory(need, big, CPU, tmp_path, 100)
    monkeypatch.setattr(memory, "free_memory", lambda device: 1000)
    with pytest.raises(RunError, match="close other programs, or train on a machine with more memory"):
        check_memory(need, big, CPU, tmp_path, 100)


def test_memory_that_cannot_be_told_stops_nobody(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(memory, "free_memory", lambda device: None)
    check_memory(estimate_memory(PRESETS["default"], 100), PRESETS["default"], CPU, tmp_path, 100)
    assert memory._available() is None or memory._available() > 0


def test_held_out_pairs_come_in_blocks_and_by_the_seed() -> None:
    rows = held_out_rows(100, 0.2, 3)
    assert len(rows) == 20
    assert rows == held_out_rows(100, 0.2, 3)
    assert rows != held_out_rows(100, 0.2, 4)
    neighbours = sum(later == earlier + 1 for earlier, later in itertools.pairwise(rows))
    assert neighbours >= 14
    assert held_out_rows(100, 0.0, 3) == []


def test_held_out_pairs_are_not_trained_on(project, tiny) -> None:
    run = train(project, overrides=tiny | {"holdout": 0.3}, epochs=1)
    assert len(run.held_out) == 3
    assert set(run.held_out) <= set(run.pair_ids)
    assert run.latents().shape[0] == 10
    assert len(train(project, run.name, resume=True, epochs=2).metrics()) == 2
    table = project.pairs()
    table.loc[5:, "kept"] = False
    save_pairs(project, table)
    with pytest.raises(RunError, match="hold fewer out"):
        train(project, "few", overrides=tiny | {"holdout": 0.5}, epochs=1)
