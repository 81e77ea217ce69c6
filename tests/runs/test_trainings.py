"""Runs that differ by their seed alone are compared, others are not; every one is told how far they agree."""

import json
from collections.abc import Callable

import numpy as np
import pytest

from crvae_core.api import evaluate
from crvae_core.cli import main
from crvae_core.evaluation.repeatable import AGREES, repeatable_gate
from crvae_core.files import write_json
from crvae_core.model.presets import get_preset
from crvae_core.project.project import Project
from crvae_core.runs.run import Run, open_run
from crvae_core.runs.trainings import Trainings, siblings, trainings_of
from crvae_core.training.loop import train
from crvae_core.training.queue import Planned, with_seeds
from tests.fakes import blobs


def test_seeds_alone_may_differ(project: Project, tiny: dict, train_once: Callable[..., Run]) -> None:
    first = train_once(project, "first", overrides=tiny, epochs=1)
    assert len(trainings_of(first)) == 1
    assert by_name(evaluate(first))["repeatable"].passed is None
    train(project, "other", overrides=tiny | {"words_size": 5}, epochs=1, device="cpu")
    train(project, "longer", overrides=tiny, epochs=2, device="cpu")
    assert siblings(first) == []
    again = train(project, "again", overrides=tiny | {"seed": 7}, epochs=1, device="cpu")
    assert [run.name for run in siblings(first)] == ["again"]
    for run in (first, again):  # both know by now
        gate = by_name(run.evaluation())["repeatable"]
        assert gate.number is not None
        assert "2 trainings agree best" in gate.sentence
    found = trainings_of(again)
    assert [vectors.shape for vectors in found.vectors] == [(9, 12), (9, 12)]
    kept = found.agreement([2, 3])
    assert trainings_of(first).known_agreement([2, 3]).equals(kept)
    config = again.folder / "config.json"
    before = config.read_bytes()
    write_json(config, again.config | {"eye": {"name": "lite0", "digest": "another"}})
    assert siblings(first) == []
    config.write_bytes(before)
    (project.run_folder("again") / "latents.npy").write_bytes(b"damaged")
    assert len(trainings_of(first)) == 1


def by_name(found) -> dict:
    return {gate.name: gate for gate in found.gates}


@pytest.mark.parametrize("same", [True, False])
def test_the_gate_passes_where_trainings_agree(project: Project, tiny: dict, train_once, same: bool) -> None:
    run = train_once(project, "first", overrides=tiny, epochs=1)
    vectors, _ = blobs(4)
    other = vectors[::-1].copy() if same is False else 3 * vectors
    gate = repeatable_gate(
        Trainings([run, run], [str(row) for row in range(80)], np.arange(80), [vectors, other])
    )
    assert gate.passed is same
    assert (gate.number >= AGREES) is same
    assert bool(gate.remedy) is not same


def test_moments_that_another_training_lacks_come_into_the_nearest_cluster(
    project: Project, tiny: dict, train_once
) -> None:
    run = train_once(project, "first", overrides=tiny, epochs=1)
    vectors, true = blobs(4)
    collapsed = np.zeros((78, 2))  # has no say
    rows = np.arange(2, 80)
    both = Trainings([run] * 3, [str(row) for row in rows], rows, [vectors[2:], vectors[2:] * 2, collapsed])
    found = both.agreed(vectors, 4)
    assert len(set(zip(found.labels.tolist(), true.tolist(), strict=True))) == found.k == 4
    assert found.notes == (
        "The clusters that 2 trainings agree on best.",
        "2 moments that another training lacks: in the nearest cluster.",
    )


def test_a_wish_is_repeated_with_other_seeds_and_names(project: Project, tiny: dict) -> None:
    found = with_seeds(project, Planned("", "default", tiny | {"seed": 4}, 2), 3)
    assert [one.run for one in found] == ["default-1", "default-1-seed-5", "default-1-seed-6"]
    assert [one.settings().training.seed for one in found] == [4, 5, 6]
    assert with_seeds(project, Planned("mine", "default"), 1) == [Planned("mine", "default")]
    assert get_preset("default").training.seed == 0


def test_the_command_trains_several_and_clusters_by_all(project: Project, tiny: dict, capsys) -> None:
    sets = [part for key, value in tiny.items() for part in ("--set", f"{key}={value}")]
    folder = str(project.folder)
    told = called(capsys, "train", folder, "--run", "r", "--seeds", "2", "--epochs", "1", *sets)
    assert told["runs"] == {"r": "done", "r-seed-1": "done"}
    assert set(told["agreement"]["r"]) <= {str(k) for k in range(3, 10)}
    agreed = called(capsys, "cluster", folder, "--run", "r", "--k", "2", "--consensus")
    assert agreed["k"] == 2
    assert agreed["runs"] == ["r", "r-seed-1"]
    assert len(agreed["labels"]) == len(agreed["pair_ids"]) == 9
    train(project, "alone", overrides=tiny | {"text_hidden": 9}, epochs=1, device="cpu")
    assert "--seeds 3" in called(capsys, "cluster", folder, "--run", "alone", "--consensus", code=2)["error"]
    assert open_run(project, "r-seed-1").training_settings.seed == 1


def called(capsys, *arguments: str, code: int = 0) -> dict:
    with pytest.raises(SystemExit) as ended:
        main([*arguments, "--json"])
    assert (ended.value.code or 0) == code
    return json.loads(capsys.readouterr().out)
