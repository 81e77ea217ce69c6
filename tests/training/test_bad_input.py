"""Material that gives a model little or nothing: it trains, or says why not; nothing is ever "not a number"."""

import json

import numpy as np
import pytest

from crvae_core.analysis.oddness import oddness
from crvae_core.api import evaluate, verbalise
from crvae_core.decoding.loaded import load
from crvae_core.decoding.points import decode_point
from crvae_core.decoding.scores import agreement, picture_errors
from crvae_core.errors import RunError
from crvae_core.files import write_array
from crvae_core.project.project import Project, save_pairs
from crvae_core.text.lexicon import UNKNOWN
from crvae_core.text.vectors import Vocabulary
from crvae_core.training.loop import train
from tests.fakes import WORDS


def freeze_picture(project: Project) -> None:
    """Every frame of the first video is the same one."""
    frames = np.array(project.frames("v0"))
    write_array(project.video_folder("v0") / "frames.npy", np.repeat(frames[:1], len(frames), axis=0))


def say(project: Project, *texts: list[str]) -> None:
    """The pairs say these words, in turn."""
    table = project.pairs()
    for row in range(len(table)):
        table.at[row, "tokens"] = texts[row % len(texts)]
    save_pairs(project, table)


def give_vectors(project: Project, matrix: np.ndarray) -> None:
    """The words of the first video have these vectors, none of them known."""
    words = list(WORDS)
    Vocabulary(words, matrix.astype(np.float32), ["unknown"] * len(words)).save(project.video_folder("v0"))


def finished(project: Project, tiny: dict) -> dict[str, dict]:
    """Train and look at everything that a run can tell; gives the gates by name."""
    run = train(project, "bad", overrides=tiny, epochs=2)
    assert "NaN" not in (run.folder / "metrics.jsonl").read_text()
    assert np.isfinite(run.latents()).all()
    figures = evaluate(project)
    json.dumps(figures.to_json(), allow_nan=False)
    found = agreement(run, project.pairs())
    assert found is None or np.isfinite(found[project.pairs()["tokens"].map(len) > 0]).all()
    wrong = picture_errors(run, project.pairs())
    assert wrong is not None
    assert np.isfinite(wrong).all()
    assert np.isfinite(oddness(run.latents(), wrong)).all()
    loaded = load(run)
    decode_point(loaded.model, loaded.data, np.random.default_rng(0).normal(size=(2, 12)))
    return {gate["name"]: gate for gate in figures["gates"]}


@pytest.fixture
def project(make_project) -> Project:
    return make_project((8, 6))


@pytest.mark.parametrize("pairs", [1, 3])
def test_too_few_pairs_are_refused(make_project, tiny, pairs: int) -> None:
    with pytest.raises(RunError, match="at least 4"):
        train(make_project((pairs, 6)), overrides=tiny, epochs=1)


@pytest.mark.parametrize("pairs", [4, 5])
def test_the_fewest_pairs_train(make_project, tiny, pairs: int) -> None:
    gates = finished(make_project((pairs, 6)), tiny)
    assert gates["beyond_time"]["passed"] is None


def test_a_run_is_evaluated_on_what_is_left_of_its_pairs(project, tiny) -> None:
    train(project, overrides=tiny, epochs=1)
    table = project.pairs()
    for kept in (2, 1):
        table["kept"] = np.arange(len(table)) < kept
        save_pairs(project, table)
        json.dumps(evaluate(project).to_json(), allow_nan=False)
    table["kept"] = False
    save_pairs(project, table)
    with pytest.raises(RunError, match="no pairs"):
        evaluate(project)


def test_one_repeated_frame_is_told(project, tiny) -> None:
    freeze_picture(project)
    gates = finished(project, tiny)
    assert gates["informative"]["passed"] is False
    assert "nearly the same" in gates["informative"]["sentence"]
    assert gates["better_than_pca"]["passed"] is None


def test_one_moment_over_and_over_collapses_with_a_warning(project, tiny, caplog) -> None:
    freeze_picture(project)
    say(project, ["doctor"])
    gates = finished(project, tiny)
    assert gates["alive"]["passed"] is False
    assert "collapsed" in caplog.text


@pytest.mark.parametrize("texts", [[["doctor"]], [["doctor"], ["mask"], ["street"]]])
def test_captions_of_one_word(project, tiny, texts: list[list[str]]) -> None:
    say(project, *texts)
    finished(project, tiny)


def test_a_language_without_vectors(project, tiny) -> None:
    give_vectors(project, np.random.default_rng(0).normal(size=(len(WORDS), 6)))
    finished(project, tiny)


@pytest.mark.parametrize("matrix", [np.zeros((8, 6)), np.ones((8, 6))], ids=["zeros", "equal"])
def test_words_that_can_not_be_told_apart_are_unknown(project, tiny, matrix: np.ndarray) -> None:
    give_vectors(project, matrix)
    finished(project, tiny)
    read = [choices[0].word for moment in verbalise(project) for choices in moment]
    assert set(read) <= {UNKNOWN}


def test_pictures_without_words_and_a_repeated_frame(project, tiny) -> None:
    say(project, [])
    freeze_picture(project)
    assert finished(project, tiny)["text_from_latent"]["passed"] is None
