"""Texts that are learnt again between two looks at the pictures: what moves, what does not, and that it is repeatable."""

import numpy as np
import torch

from crvae_core.model.families import build_model
from crvae_core.model.presets import get_preset
from crvae_core.project.project import Project, save_pairs
from crvae_core.runs.pair_data import load_training_pairs
from crvae_core.runs.run import Run
from crvae_core.training.engine import Engine
from crvae_core.training.loop import train


def test_the_text_networks_alone_learn(project: Project, tiny: dict) -> None:
    preset, data = (
        get_preset("default").with_overrides(tiny | {"text_passes": 2}),
        load_training_pairs(project),
    )
    torch.manual_seed(0)
    model = build_model(preset.model, data.embedding_dim, data.word_scale)
    engine = Engine(preset.training, model, data, torch.device("cpu"))
    losses = list(engine.recipe.afterwards(engine.data))
    assert len(losses) == 2 * -(-len(data) // preset.training.batch_size)
    losses[0].backward()
    moved = {
        name.split(".")[0]
        for name, one in model.named_parameters()
        if one.grad is not None and one.grad.any()
    }
    assert moved == {"text_encoder", "text_head", "text_decoder", "text_meaning"}


def test_texts_come_back_sooner_and_a_resumed_training_ends_the_same(project: Project, tiny: dict) -> None:
    def stop(line: dict) -> None:
        if line["epoch"] == 2:
            Run(project, "stopped").request_stop()

    often = tiny | {"text_passes": 6}
    once = train(project, "once", overrides=tiny, epochs=5, device="cpu")
    whole = train(project, "often", overrides=often, epochs=5, device="cpu")
    assert whole.metrics()["text"].iloc[-1] < once.metrics()["text"].iloc[-1]
    train(project, "stopped", overrides=often, epochs=5, device="cpu", on_epoch=stop)
    resumed = train(project, "stopped", resume=True, device="cpu")
    np.testing.assert_allclose(resumed.metrics()["loss"], whole.metrics()["loss"], rtol=1e-4)


def test_without_words_there_is_nothing_to_learn_again(make_project, tiny: dict) -> None:
    project = make_project((6, 4))
    save_pairs(project, project.pairs().assign(tokens=[[]] * 6))
    run = train(project, "silent", overrides=tiny | {"text_passes": 3}, epochs=1, device="cpu")
    assert np.isfinite(run.metrics()["loss"]).all()
