"""What a text means is given back from its words part alone."""

import pytest
import torch

from crvae_core.project.project import Project
from crvae_core.runs.pair_data import Batch, PairData, load_training_pairs
from crvae_core.runs.run import Run
from crvae_core.training.loop import train
from crvae_core.training.objective import batch_loss


@pytest.fixture
def run(project: Project, tiny: dict) -> Run:
    return train(project, "meaning", overrides=tiny | {"give_meaning": True}, epochs=2, device="cpu")


@pytest.fixture
def data(project: Project) -> PairData:
    return load_training_pairs(project)


def meaning_of(
    run: Run, batch: Batch, data: PairData, weight: float = 1.0
) -> tuple[torch.Tensor, torch.nn.Module]:
    model, settings = run.load_model(), run.training_settings.with_overrides({"meaning_weight": weight})
    torch.manual_seed(0)
    outcome = batch_loss(model.train(), batch, data.matrix, data.same_word, settings, 1.0)
    outcome.loss.backward()
    return outcome.terms["meaning"], model


def test_it_is_learnt_by_the_words_part_alone(run: Run, data: PairData) -> None:
    batch = data.batch(slice(None))
    grads = []
    for weight in (0.0, 1e4):
        _, model = meaning_of(run, batch, data, weight)
        grads.append(
            [layer.weight.grad.norm() for layer in (model.text_head, model.scene_head, model.image_head)]
        )
    assert grads[1][0] > 10 * grads[0][0]
    torch.testing.assert_close(grads[1][1:], grads[0][1:])


def test_moments_without_words_add_nothing(run: Run, data: PairData) -> None:
    batch = data.batch(slice(None))
    silent = Batch(**{**vars(batch), "mask": torch.zeros_like(batch.mask), "weights": 0 * batch.weights})
    assert meaning_of(run, silent, data)[0] == 0
    assert meaning_of(run, batch, data)[0] > 0


def test_a_run_of_before_has_none(project: Project, tiny: dict) -> None:
    run = train(project, "before", overrides=tiny | {"give_meaning": False}, epochs=1, device="cpu")
    assert (run.metrics()["meaning"] == 0).all()
    assert run.load_model().text_meaning is None
