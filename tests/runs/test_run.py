import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file

from crvae_core.decoding import decode
from crvae_core.decoding.encode_again import encode_again
from crvae_core.errors import CheckpointError, RunError
from crvae_core.files import write_json
from crvae_core.runs.run import open_run
from crvae_core.training.loop import train
from crvae_core.work import locks


@pytest.fixture
def run(project, tiny, train_once):
    return train_once(project, overrides=tiny, epochs=1)


def test_truncated_weights_are_refused(run) -> None:
    path = run.folder / "model.safetensors"
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(CheckpointError, match="damaged"):
        run.load_model()


def test_foreign_bytes_are_refused(run) -> None:
    (run.folder / "model.safetensors").write_bytes(b"\x80\x04not a checkpoint" * 10)
    with pytest.raises(CheckpointError, match="not a checkpoint"):
        run.load_model()


def test_missing_weights_are_named(run) -> None:
    (run.folder / "model.safetensors").unlink()
    with pytest.raises(CheckpointError, match="missing"):
        run.load_model()


def test_weights_of_another_model_are_refused(project, tiny, run, train_once) -> None:
    other = train_once(project, overrides=tiny | {"text_hidden": 9}, epochs=1)
    (run.folder / "model.safetensors").write_bytes((other.folder / "model.safetensors").read_bytes())
    with pytest.raises(CheckpointError, match="another model"):
        run.load_model()


def test_weights_that_are_no_numbers_are_refused(run) -> None:
    path = run.folder / "model.safetensors"
    weights = load_file(path)
    next(iter(weights.values()))[...] = torch.nan
    save_file(weights, path)
    with pytest.raises(CheckpointError, match=r"no numbers.*train the run again"):
        run.load_model()


def test_parts_that_the_model_lacks_are_refused(run) -> None:
    write_json(run.folder / "config.json", run.config | {"latent_parts": {"shared": [0, 3]}})
    with pytest.raises(CheckpointError, match=r"parts of the latent.*repair"):
        encode_again(run)


@pytest.mark.parametrize("scale", [0.0, -1.0, 1e300, "1"])
def test_a_scale_of_words_that_none_can_be_is_refused(run, scale) -> None:
    write_json(run.folder / "config.json", run.config | {"word_scale": scale})
    with pytest.raises(RunError, match=r"word_scale.*repair"):
        run.load_model()


def test_vectors_that_are_no_numbers_reach_no_file(run, monkeypatch) -> None:
    before = run.latents()
    nothing = torch.full((10, 4), torch.nan)
    monkeypatch.setattr(decode, "_encode", lambda model, batch: (nothing, nothing))
    with pytest.raises(CheckpointError, match=r"no numbers.*train a new run"):
        encode_again(run)
    np.testing.assert_array_equal(run.latents(), before)


@pytest.mark.parametrize("content", [b"", b"not a state of a training", None])
def test_a_broken_resume_state_is_refused(project, run, content) -> None:
    path = run.folder / "resume.safetensors"
    # the weights alone are a sound safetensors file, but not a state of a training
    path.write_bytes((run.folder / "model.safetensors").read_bytes() if content is None else content)
    with pytest.raises(CheckpointError):
        train(project, run.name, resume=True, epochs=2)
    assert run.status()["state"] == "done"


def test_damaged_config_and_latents(run, project) -> None:
    (run.folder / "latents.npy").write_bytes(b"nothing")
    with pytest.raises(CheckpointError, match="damaged"):
        run.latents()
    (run.folder / "config.json").write_text("{", encoding="utf-8")
    with pytest.raises(RunError, match="damaged"):
        _ = open_run(project, run.name).config


def test_pickled_latents_are_not_read(run) -> None:
    np.save(run.folder / "latents.npy", np.array([{"a": 1}], dtype=object), allow_pickle=True)
    with pytest.raises(CheckpointError):
        run.latents()


@pytest.mark.parametrize("name", ["nowhere", "../../etc", ""])
def test_unknown_runs(project, name) -> None:
    with pytest.raises(RunError):
        open_run(project, name)


def test_a_dead_training_reads_as_failed(run) -> None:
    run.write_status("running", pid=1)
    assert run.status()["state"] == "failed"
    with locks.held(run.lock_path, RunError("busy")):
        assert run.status()["state"] == "running"


def test_a_half_written_line_of_metrics_is_left_out(run) -> None:
    with (run.folder / "metrics.jsonl").open("a", encoding="utf-8") as stream:
        stream.write('{"epoch": 2, "lo')
    assert list(run.metrics()["epoch"]) == [1]


def test_weights_are_small_on_disk(run) -> None:
    weights = run.evaluation()["weights"]
    assert (run.folder / "model.safetensors").stat().st_size < 2 * weights + 20_000
