import numpy as np
import pytest
import torch

from crvae_core.errors import ConfigError, RunError
from crvae_core.project.project import save_pairs
from crvae_core.runs.pair_data import first_equal_row, load_pairs, load_training_pairs


def test_pairs_become_tensors(project) -> None:
    data = load_pairs(project)
    table = project.pairs()
    assert data.images.shape == (10, 3, 120, 200)
    assert data.images.dtype == torch.uint8
    np.testing.assert_array_equal(data.images[3].permute(1, 2, 0), project.frames("v0")[3])
    assert data.texts() == [list(tokens) for tokens in table["tokens"]]
    assert data.pair_ids == list(table["pair_id"])
    assert len(load_training_pairs(project)) == 9


def test_a_batch_is_cut_to_its_longest_text(project) -> None:
    data = load_pairs(project)
    batch = data.batch(torch.tensor([0, 1]))
    assert batch.tokens.shape == (2, 2, 6)
    assert batch.images.max() <= 1
    torch.testing.assert_close(batch.tokens[1, 0], data.matrix[data.words.index("doctor")])
    assert (batch.tokens[0, 1] == 0).all()
    assert data.batch(torch.tensor([9])).tokens.shape == (1, 1, 6)


def test_vectors_are_brought_to_mean_norm_one(project) -> None:
    data = load_pairs(project)
    assert (data.matrix * data.word_scale).norm(dim=1).mean().item() == pytest.approx(1)


def test_words_that_share_a_vector_are_one(project) -> None:
    matrix = np.array([[1, 2], [3, 4], [1, 2], [3, 4], [0, 0]], dtype=np.float32)
    assert first_equal_row(matrix).tolist() == [0, 1, 0, 1, 4]


def test_vocabularies_are_pooled(make_project) -> None:
    project = make_project((5, 6), (5, 6))
    data = load_pairs(project)
    assert len(data.words) == 16  # the same words with other vectors stay apart
    np.save(project.video_folder("v1") / "vocabulary.npy", project.vocabulary("v0").matrix)
    assert len(load_pairs(project).words) == 8


def test_different_sizes_are_refused(make_project) -> None:
    with pytest.raises(ConfigError, match="video v0: 6, video v1: 4"):
        load_pairs(make_project((5, 6), (5, 4)))


def test_a_word_without_a_vector_is_named(project) -> None:
    table = project.pairs()
    table.at[0, "tokens"] = ["unheard"]
    save_pairs(project, table)
    with pytest.raises(RunError, match="unheard"):
        load_pairs(project)


def test_no_pairs(project) -> None:
    with pytest.raises(RunError, match="no pairs"):
        load_pairs(project, project.pairs().iloc[:0])
