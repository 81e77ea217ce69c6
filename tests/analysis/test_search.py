"""Search by letters and by meaning: several words, unknown ones, films with words of their own."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from crvae_core.analysis.search import near_in_meaning, query_words, said
from crvae_core.project.project import Project
from crvae_core.text.vocabulary import Vocabulary


@pytest.fixture
def project(make_project: Callable[..., Project]) -> Project:
    """Ten moments of the words of tests/fakes.py, of which doctor and people have vectors of known angles."""
    made = make_project((10, 6))
    axes = np.eye(6, dtype=np.float32)
    words = ["the", "doctor", "street", "people", "mask", "vaccine", "today", "again"]
    rows = np.array([axes[5], axes[0], axes[1], axes[0] + axes[1], axes[2], axes[3], axes[4], axes[5]])
    origin = ["exact"] * 7 + ["unknown"]
    Vocabulary(words, rows, origin).save(made.video_folder("v0"))
    return made


def test_letters_are_found_in_small_and_capital_ones(project: Project) -> None:
    pairs = project.pairs()
    expected = [row for row, text in enumerate(pairs["text"]) if "street" in text]
    assert said(pairs, " STREET ").tolist() == expected
    assert len(expected) > 2
    assert said(pairs, "[(").tolist() == []
    assert said(pairs, "  ").tolist() == []


@pytest.mark.parametrize(
    "odd",
    ["ＤＯＣＴＯＲ", "doc\u00adtor", "doctor—street", "doctor…", "“Doctor”", "doc\u200btor", "doctor\u3000"],
)
def test_questions_may_be_spelled_oddly(odd: str, project: Project) -> None:
    pairs = project.pairs()
    assert "doctor" in [word.lower() for word in query_words(odd)]
    found, plainly = (
        near_in_meaning(project, pairs, odd),
        near_in_meaning(project, pairs, odd.replace("—street", "")),
    )
    assert found is not None
    assert plainly is not None
    assert plainly.rows.tolist() == near_in_meaning(project, pairs, "doctor").rows.tolist()  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("caption", "question"),
    [
        ("the cafe\u0301 opens", "Café"),
        ("the café opens", "CAFE\u0301"),
        ("it’s cold", "it's"),
        ("it's cold", "it’s"),
        ("ＣＣＴＶ新闻", "cctv新闻"),
        ("the hos\u00adpital", "hospital"),
        ("flu—the worst", "flu - the"),
        ("flu - the worst", "flu—the"),
    ],
)
def test_letters_are_found_however_they_are_spelled(caption: str, question: str) -> None:
    pairs = pd.DataFrame({"text": ["nothing", caption]})
    assert said(pairs, question).tolist() == [1]


def test_one_word_finds_what_is_near_the_nearest_first(project: Project) -> None:
    pairs = project.pairs()
    found = near_in_meaning(project, pairs, "Doctor")
    assert found is not None
    assert found.likeness.tolist() == sorted(found.likeness.tolist(), reverse=True)
    for row, words, likeness in zip(found.rows.tolist(), found.words, found.likeness, strict=True):
        assert words[0] in pairs["tokens"].iloc[row]
        assert (words[0], round(likeness, 2)) in {("doctor", 1.0), ("people", 0.71)}
    silent = set(range(10)) - set(found.rows.tolist())
    assert all(not {"doctor", "people"} & set(pairs["tokens"].iloc[row]) for row in silent)


def test_of_several_words_each_has_its_nearest_and_the_mean_decides(project: Project) -> None:
    pairs = project.pairs()
    found = near_in_meaning(project, pairs, "doctor, street")
    assert found is not None
    best = found.rows[0]
    assert {"doctor", "street"} <= set(pairs["tokens"].iloc[best])
    assert found.likeness[0] == pytest.approx(1.0)
    assert found.words[0] == ("doctor", "street")
    alone = near_in_meaning(project, pairs, "doctor")
    assert alone is not None
    assert found.likeness.tolist() != alone.likeness.tolist()


def test_words_without_a_vector_are_named_and_the_others_sought(project: Project) -> None:
    found = near_in_meaning(project, project.pairs(), "doctor xqzzv")
    assert found is not None
    assert found.unknown == ("xqzzv",)
    alone = near_in_meaning(project, project.pairs(), "doctor")
    assert alone is not None
    assert found.rows.tolist() == alone.rows.tolist()
    assert near_in_meaning(project, project.pairs(), "xqzzv again") is None
    assert near_in_meaning(project, project.pairs(), "  ") is None


def test_a_question_is_cut_into_words_that_mean_something() -> None:
    assert query_words("the doctor's mask, the mask") == ["doctor's", "mask"]
    assert query_words("接种疫苗的护士") == ["接种", "疫苗", "护士"]
    assert query_words("the") == ["the"]
    assert query_words("?!") == []
