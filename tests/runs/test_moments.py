"""Vectors belong to their moments, whatever happens to the project after, or while, a run is trained."""

import shutil
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from crvae_core.api import evaluate
from crvae_core.decoding.decode import encode_pairs
from crvae_core.decoding.encode_again import encode_again
from crvae_core.errors import CheckpointError, RunError
from crvae_core.files import read_json, write_array, write_json
from crvae_core.project.keeping import remove_video
from crvae_core.project.project import Project, open_project, save_pairs
from crvae_core.runs.left_out import LeftOut
from crvae_core.runs.moments import Moments, moments_of
from crvae_core.runs.run import Run, open_run
from crvae_core.runs.run_words import load_run_pairs
from crvae_core.text.vectors import Vocabulary
from crvae_core.training.loop import train
from crvae_core.work import locks


@pytest.fixture
def trained(make_project, tiny, train_once) -> Run:
    return train_once(make_project((6, 6), (5, 6)), "one", overrides=tiny, epochs=1)


def shown(run: Run) -> Moments:
    """The moments of a run, each with the vector of its own frame and words."""
    run = open_run(open_project(run.project.folder), run.name)
    moments = moments_of(run)
    if len(moments):
        mu, _ = encode_pairs(run.load_model(), load_run_pairs(run, moments.pairs))
        np.testing.assert_allclose(moments.latents, mu.numpy(), atol=1e-5)
    return moments


def say(project: Project, row: int, tokens: list[str], name: str | None = None) -> None:
    table = project.pairs()
    table.at[row, "tokens"] = tokens
    if name:
        table.at[row, "pair_id"] = name
    save_pairs(project, table)


def show_another_film(project: Project, video_id: str) -> None:
    """Other frames under the names of those that were there."""
    folder = project.video_folder(video_id)
    write_array(folder / "frames.npy", 255 - np.asarray(project.frames(video_id)))
    (folder / "frame_hashes.npy").unlink(missing_ok=True)  # written when they are first asked for


def test_all_moments_of_an_unchanged_project_are_shown(trained) -> None:
    moments = shown(trained)
    assert moments.pair_ids == trained.project.pairs()["pair_id"].tolist()
    assert moments.trained.all()
    assert moments.left_out == LeftOut()
    assert moments.left_out.notes == ()


def test_corrected_words_are_left_out(trained) -> None:
    say(trained.project, 2, ["mask", "again"], "v0-other")
    say(trained.project, 7, ["mask"])  # a table from elsewhere: the name is the same, the words are not
    moments = shown(trained)
    assert not {"v0-002", "v0-other", "v1-001"} & set(moments.pair_ids)
    assert moments.left_out == LeftOut(changed=2, later=1)
    assert moments.left_out.sentence == (
        "Moments of this run that are not shown: 2 whose words or frame were changed since. 1 moment came later and has no "
        "vector in it: train it further, or encode it again, to have them."
    )


def test_other_frames_and_other_word_vectors_are_left_out(trained) -> None:
    project = trained.project
    show_another_film(project, "v0")
    assert shown(trained).left_out == LeftOut(changed=6)
    vocabulary = project.vocabulary("v1")
    Vocabulary(vocabulary.words, vocabulary.matrix + 1, vocabulary.origin).save(project.video_folder("v1"))
    assert shown(trained).left_out == LeftOut(changed=11)
    assert len(shown(trained)) == 0


def test_removed_and_dropped_moments_are_told_apart(trained) -> None:
    project = remove_video(trained.project, "v1")
    table = project.pairs()
    table.loc[:1, "kept"] = False
    save_pairs(project, table)
    moments = shown(trained)
    assert moments.pair_ids == ["v0-002", "v0-003", "v0-004", "v0-005"]
    assert moments.left_out == LeftOut(removed=5, dropped=2)
    assert "5 of videos that were removed and 2 that were left out by hand." in moments.left_out.sentence


def test_runs_of_before_are_compared_by_name_and_say_so_once(trained, caplog) -> None:
    (trained.folder / "moments.parquet").unlink()
    moments = shown(trained)
    assert len(moments) == 11
    assert moments.left_out == LeftOut(unchecked=True)
    shown(trained)
    assert caplog.text.count("found by their names alone") == 1
    remove_video(trained.project, "v0")
    assert shown(trained).left_out == LeftOut(removed=6, unchecked=True)


def test_a_run_is_encoded_again(trained) -> None:
    (trained.folder / "moments.parquet").unlink()
    (trained.folder / "latents.npy").write_bytes(b"nothing")
    say(trained.project, 2, ["mask", "again"], "v0-other")
    moments = encode_again(open_run(trained.project, "one"))
    assert moments.left_out == LeftOut()
    assert shown(trained).pair_ids == trained.project.pairs()["pair_id"].tolist()
    assert moments.trained.tolist() == [row != 2 for row in range(11)]
    assert evaluate(trained.project, "one")["pairs"] == 10
    with (
        locks.held(trained.lock_path, RunError("taken")),
        pytest.raises(RunError, match="being trained by another process"),
    ):
        encode_again(trained)


def test_too_few_latents_are_damaged(trained) -> None:
    write_array(trained.folder / "latents.npy", trained.latents()[:4])
    with pytest.raises(CheckpointError, match="encode the run again"):
        moments_of(trained)


def test_figures_are_of_the_moments_that_were_trained_on(trained) -> None:
    say(trained.project, 0, ["mask"], "v0-other")
    assert evaluate(trained.project, "one")["pairs"] == 10


@pytest.mark.parametrize("change", ["words", "removed", "frames", "dropped"])
def test_a_training_encodes_the_pairs_it_began_with(make_project, tiny, change: str) -> None:
    project = make_project((6, 6), (5, 6))
    before = project.pairs()

    def meanwhile(line) -> None:
        if line["epoch"] != 1:
            return
        if change == "words":
            say(project, 3, ["mask", "mask", "mask"], "v0-other")
        elif change == "removed":
            remove_video(project, "v0")
        elif change == "frames":
            show_another_film(project, "v0")
        else:
            save_pairs(project, before.assign(kept=before.index > 3))

    run = train(project, "one", overrides=tiny, epochs=2, on_epoch=meanwhile)
    assert run.pair_ids == before["pair_id"].tolist()
    moments = shown(run)
    expected = {
        "words": LeftOut(changed=1, later=1),
        "removed": LeftOut(removed=6),
        "frames": LeftOut(changed=6),
        "dropped": LeftOut(dropped=4),
    }[change]
    assert moments.left_out == expected
    assert run.status()["state"] == "done"
    assert run.status()["message"] == replace(expected, later=0).sentence
    assert run.evaluation()["pairs"] == 11


def test_a_run_goes_on_with_what_the_project_has_then(make_project, tiny, caplog, train_once) -> None:
    project = make_project((6, 6), (5, 6))
    one_less = remove_video(project, "v1")
    shutil.copytree(project.video_folder("v0"), project.video_folder("v1"))
    run = train_once(one_less, "one", overrides=tiny, epochs=1)
    table = one_less.pairs()
    more = pd.concat([table, table.assign(video_id="v1", pair_id="v1" + table["pair_id"].str[2:])])
    videos = (*one_less.videos, replace(one_less.videos[0], video_id="v1"))
    _store(replace(one_less, videos=videos), more.reset_index(drop=True))
    say(open_project(project.folder), 1, ["mask"], "v0-other")
    assert shown(run).left_out == LeftOut(changed=1, later=7)
    resumed = train(open_project(project.folder), "one", resume=True, epochs=5)
    assert "7 came and 1 went" in caplog.text
    moments = shown(resumed)
    assert len(moments) == 12
    assert moments.left_out == LeftOut()
    assert read_json(run.folder / "config.json")["pair_ids"] == moments.pair_ids
    assert run.config["videos"] == ["v0", "v1"]  # the object of before reads what is there now
    assert resumed.status() | {"epoch": 5, "state": "done", "message": ""} == resumed.status()


@pytest.mark.parametrize("act", ["resume", "new run", "encode", "evaluate"])
def test_a_project_whose_videos_are_all_gone_is_told(make_project, tiny, train_once, act: str) -> None:
    run = train_once(make_project((6, 6)), "one", overrides=tiny, epochs=1)
    project = remove_video(run.project, "v0")
    acts = {
        "resume": lambda: train(project, "one", resume=True, epochs=2),
        "new run": lambda: train(project, "two", overrides=tiny),
        "encode": lambda: encode_again(open_run(project, "one")),
        "evaluate": lambda: evaluate(project, "one"),
    }
    with pytest.raises(RunError, match=r"add a video|restore some"):
        acts[act]()
    assert project.runs() == ["one"]


def test_held_out_moments_stay_held_out(make_project, tiny, train_once) -> None:
    project = make_project((12, 6))
    run = train_once(project, "one", overrides=tiny | {"holdout": 0.3}, epochs=1)
    first = run.held_out[0]
    resumed = train(open_project(project.folder), "one", resume=True, epochs=2)
    assert resumed.held_out == run.held_out
    moments = moments_of(resumed)
    assert not moments.trained[moments.pair_ids.index(first)]
    assert int(moments.trained.sum()) == 12 - len(run.held_out)


def _store(project: Project, table: pd.DataFrame) -> None:
    stored = read_json(project.folder / "project.json")
    entries = [dict(stored["videos"][0], video_id=entry.video_id) for entry in project.videos]
    write_json(project.folder / "project.json", stored | {"videos": entries})
    save_pairs(project, table)
