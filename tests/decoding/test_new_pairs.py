"""Pairs that a run has not seen come into its space; vectors of another space are refused."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from crvae_core.analysis.latent_files import read_latents
from crvae_core.api import encode_new
from crvae_core.decoding import new_pairs
from crvae_core.errors import ConfigError, InputError, ProjectError, RunError
from crvae_core.export.latents import write_latents
from crvae_core.project.new_project import create_project
from crvae_core.project.project import open_project, save_pairs, save_project
from crvae_core.text.vectors import Vocabulary
from tests.fakes import SMALL_REPORT


@pytest.mark.parametrize("preset", ["default", "crvae-lstm-tf", "text-only", "dense-cvae"])
def test_a_pair_of_another_project_gets_the_same_latent(
    make_project, tiny, preset: str, monkeypatch, train_once
) -> None:
    project, copy = make_project((10, 6)), make_project((10, 6), folder="copy")
    save_pairs(copy, copy.pairs().iloc[[4, 2, 7]])
    run = train_once(
        project, preset=preset, overrides=tiny if preset == "default" else SMALL_REPORT, epochs=2
    )
    monkeypatch.setattr(new_pairs, "CHUNK", 2)
    found = encode_new(project, source=copy)
    assert list(found.pairs["pair_id"]) == ["v0-004", "v0-002", "v0-007"]
    np.testing.assert_allclose(found.latents, run.latents()[[4, 2, 7]], atol=1e-5)
    assert (found.errors is None) == (preset == "text-only")


def test_trained_vectors_go_along(make_project, train_once) -> None:
    project, copy = make_project((10, 6)), make_project((10, 6), folder="copy")
    run = train_once(
        project, preset="crvae-lstm-tf", overrides=SMALL_REPORT | {"embeddings": "trainable"}, epochs=2
    )
    np.testing.assert_allclose(encode_new(project, source=copy).latents, run.latents(), atol=1e-5)


def test_a_video_that_came_later_is_encoded(make_project, tiny, train_once) -> None:
    project = make_project((10, 6), (6, 6))
    table = project.pairs()
    save_project(replace(project, videos=project.videos[:1]))
    save_pairs(project, table[table["video_id"] == "v0"])
    run = train_once(open_project(project.folder), overrides=tiny, epochs=2)
    save_project(project)
    save_pairs(project, table)
    found = encode_new(project, run.name, video_ids=["v1"])
    assert found.latents.shape == (6, 12)
    assert set(found.pairs["video_id"]) == {"v1"}
    np.testing.assert_allclose(encode_new(project).latents[:10], run.latents(), atol=1e-5)


def test_other_vectors_are_refused(make_project, tiny, train_once) -> None:
    project, longer = make_project((10, 6)), make_project((5, 8), folder="longer")
    train_once(project, overrides=tiny, epochs=1)
    with pytest.raises(ConfigError, match=r"8 values.*with 6"):
        encode_new(project, source=longer)
    elsewhere = make_project((5, 6), folder="elsewhere")
    save_project(replace(elsewhere, videos=(replace(elsewhere.videos[0], vectors="glove"),)))
    with pytest.raises(ConfigError, match=r"glove.*with test"):
        encode_new(project, source=open_project(elsewhere.folder))


def test_pairs_without_words_need_no_vectors(make_project, tiny, train_once) -> None:
    project, silent = make_project((10, 6)), make_project((5, 8), folder="silent")
    table = silent.pairs()
    table["tokens"] = [[] for _ in range(5)]
    save_pairs(silent, table)
    Vocabulary([], np.zeros((0, 8), np.float32), []).save(silent.video_folder("v0"))
    train_once(project, overrides=tiny, epochs=1)
    assert np.isfinite(encode_new(project, source=silent).latents).all()


def test_nothing_to_encode_is_told(make_project, tiny, tmp_path, train_once) -> None:
    project = make_project((10, 6))
    train_once(project, overrides=tiny, epochs=1)
    with pytest.raises(RunError, match="no pairs to encode"):
        encode_new(project, source=create_project(tmp_path / "empty"))
    with pytest.raises(ProjectError, match="no video"):
        encode_new(project, video_ids=["v9"])


@pytest.mark.parametrize("name", ["out.npy", "out.csv", "out.parquet"])
def test_files_hold_vectors_and_moments(project, tmp_path, name: str) -> None:
    pairs, latents = project.pairs(), np.random.default_rng(0).normal(size=(10, 3)).astype(np.float32)
    pairs.at[2, "text"] = 'a "quoted", 流感\nline'
    files = write_latents(tmp_path / name, pairs, latents, np.arange(10.0))
    table = pd.read_parquet(files[0]) if name.endswith("parquet") else pd.read_csv(files[-1])
    assert list(table["pair_id"]) == list(pairs["pair_id"])
    assert table.at[2, "text"] == pairs.at[2, "text"]
    assert table["picture_error"].tolist() == list(range(10))
    np.testing.assert_allclose(read_latents(files[0]), latents, rtol=1e-6)


def test_places_that_can_not_be_written_are_told(project, tmp_path) -> None:
    with pytest.raises(InputError, match=r"\.npy, \.csv, \.parquet"):
        write_latents(tmp_path / "out.txt", project.pairs(), np.zeros((10, 2)), None)
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="can't be written"):
        write_latents(tmp_path / "file" / "out.csv", project.pairs(), np.zeros((10, 2)), None)
