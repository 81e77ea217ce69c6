"""Meanings across languages by each other's nearest words, and which tokens can stand for something."""

import numpy as np
import pytest

from crvae_core.text import glossary
from crvae_core.text.content_words import is_word, stands_for_something
from crvae_core.text.glossary import Glossary, make_glossary
from crvae_core.text.vocabulary import Vocabulary

AXES = np.eye(5, dtype=np.float32)


def vocabulary(*words: tuple[str, np.ndarray]) -> Vocabulary:
    return Vocabulary(
        [word for word, _ in words], np.array([row for _, row in words]), ["exact"] * len(words)
    )


@pytest.fixture
def no_frequent_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        glossary, "open_shared_space", lambda language: ([], np.empty((0, 5), dtype=np.float32))
    )


@pytest.mark.usefixtures("no_frequent_words")
def test_two_words_that_are_each_others_nearest_are_one() -> None:
    english = vocabulary(("nurses", AXES[0]), ("winter", AXES[1]), ("the", AXES[2]))
    chinese = vocabulary(("护士", AXES[0] + 0.4 * AXES[3]), ("冬天", AXES[1] + 2 * AXES[4]), ("的", AXES[2]))
    found = make_glossary([("en", english), ("zh", chinese)], "en")
    assert dict(found.meanings) == {"护士": "nurses"}
    assert (found.concept("护士"), found.concept("冬天")) == ("nurses", "冬天")
    assert (found.shown("nurses"), found.shown("冬天")) == ("nurses 护士", "冬天")
    assert make_glossary([("en", english), ("zh", chinese)], "zh").shown("护士") == "护士 nurses"


@pytest.mark.usefixtures("no_frequent_words")
def test_a_word_that_is_nearer_to_another_one_means_nothing() -> None:
    english = vocabulary(("nurses", AXES[0]))
    chinese = vocabulary(("护士", AXES[0]), ("医护", AXES[0] + 0.1 * AXES[1]))
    assert dict(make_glossary([("en", english), ("zh", chinese)]).meanings) == {"护士": "nurses"}


@pytest.mark.usefixtures("no_frequent_words")
def test_words_without_a_vector_and_films_of_one_language_have_no_meanings() -> None:
    unknown = Vocabulary(["护士"], AXES[:1], ["unknown"])
    english = vocabulary(("nurses", AXES[0]))
    assert not make_glossary([("en", english), ("zh", unknown)]).meanings
    assert not make_glossary([("en", english)]).meanings
    assert not make_glossary([]).meanings


def test_what_the_films_do_not_say_is_looked_up_among_frequent_words() -> None:
    words, matrix = glossary.open_shared_space("zh")
    chinese = vocabulary(
        *((word, np.asarray(matrix[words.index(word)], np.float32)) for word in ("疫苗", "数据"))
    )
    assert dict(make_glossary([("zh", chinese)]).meanings) == {"疫苗": "vaccine", "数据": "data"}


def test_a_word_without_a_sure_meaning_is_shown_with_the_nearest_one_or_stays_unread() -> None:
    words, matrix = glossary.open_shared_space("zh")
    said = ("气温", "流感", "疫苗")
    chinese = vocabulary(*((word, np.asarray(matrix[words.index(word)], np.float32)) for word in said))
    found = make_glossary([("zh", chinese)])
    assert [found.shown(found.concept(word)) for word in said] == [
        "气温 (about temperatures)",
        "流感",
        "vaccine 疫苗",
    ]
    assert found.unread == {"流感"}
    assert found.concept("气温") == "气温"  # counted by itself
    assert not make_glossary([("zh", chinese)], "zh").unread


@pytest.mark.parametrize(
    "token",
    [
        "the", "The", "and", "x", "é", "7", "2023", "50%", "?", "...", "的", "雨", "我们", "因为", "<b>", "</i>", "{\\an8}",
        "nbsp", "&amp;", "http", "c:\\films", "font=red",
    ],
)  # fmt: skip
def test_what_stands_for_nothing(token: str) -> None:
    assert not stands_for_something(token)


@pytest.mark.parametrize(
    "sign", [*".,!?;:…—-–'\"()[]%&*/♪♫", *"。，、！？；：“”‘’（）《》【】—…·～", "...", "?!", "——"]
)
def test_punctuation_is_no_word(sign: str) -> None:
    assert not is_word(sign)


@pytest.mark.parametrize("token", ["vaccine", "Covid-19", "疫苗", "élection", "vacuna", "h1n1"])
def test_what_stands_for_something(token: str) -> None:
    assert stands_for_something(token)


def test_an_empty_glossary_shows_words_as_they_are() -> None:
    assert Glossary().shown("mask") == Glossary().concept("mask") == "mask"
