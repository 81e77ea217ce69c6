"""Several presets queued: each gets its turn, also behind one that fails."""

from crvae_core.training.checkpoints import Run, open_run
from crvae_core.training.queue import Planned, plan_presets, train_in_turn


def test_runs_wait_and_are_trained_in_turn(project, tiny) -> None:
    small = {"hidden": 6, "latent_size": 5, "encoder_layers": "8", "decoder_layers": "8", "channels": "4,4,4"}
    waiting = plan_presets(project, ["default", "crvae-rnn-tf"], epochs=2)
    assert [entry.run for entry in waiting] == ["default-1", "crvae-rnn-tf-1"]
    assert Run(project, "default-1").status()["state"] == "queued"
    planned = [
        Planned("default-1", "default", tiny, 2),
        Planned("bad", "crvae-rnn-tf", {"hidden": -1}, 2),
        Planned("crvae-rnn-tf-1", "crvae-rnn-tf", small, 2),
    ]
    seen = []
    results = train_in_turn(project, planned, on_epoch=lambda name, line: seen.append((name, line["epoch"])))
    assert results["default-1"] == results["crvae-rnn-tf-1"] == "done"
    assert "hidden=-1 must be at least" in results["bad"]
    assert seen == [("default-1", 1), ("default-1", 2), ("crvae-rnn-tf-1", 1), ("crvae-rnn-tf-1", 2)]
    assert open_run(project, "default-1").evaluation()["pairs"] == 9
