"""Unknown words are made of parts that mean something, and of nothing where there are none."""

import time

import numpy as np
import pytest

from crvae_core.text.composition import compose, parts_of
from crvae_core.text.vocabulary import KnownWords, WordVectors

ENGLISH = """vaccinologist vaccine vaccinate vaccinated allergy stop run variant hospital wide therapy the her rap ist ape
sunflower hospitalized over react immune cat gas mother conversation contract contrast paris anti know knowledge"""
GERMAN = "Impfstoff verteilung Krankenhaus Bett Regierung Sprecher Gesundheit Minister Land Rat haus der"
RANDOM = np.random.default_rng(0)


def lexicon(*words: str) -> KnownWords:
    return KnownWords(WordVectors("test", words, RANDOM.normal(size=(len(words), 8)).astype(np.float32)))


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("vaccinologists", ["vaccinologist"]),  # the longest stem, not "vaccin..."
        ("allergies", ["allergy"]),
        ("vaccinating", ["vaccinate"]),
        ("stopped", ["stop"]),
        ("cats", ["cat"]),
        ("unvaccinated", ["vaccinated"]),
        ("overreacting", ["over", "react"]),
        ("hospitalwide", ["hospital", "wide"]),
        ("hospitalised", ["hospital"]),
        ("vaccinology", ["vaccinologist"]),  # a relative
        ("Vaccinologists", ["Vaccinologist"]),
    ],
)
def test_english_forms_and_compounds(word: str, parts: list[str]) -> None:
    assert parts_of(word, lexicon(*ENGLISH.split())) == parts


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("Impfstoffverteilung", ["Impfstoff", "verteilung"]),
        ("impfstoffverteilungen", ["impfstoff", "verteilung"]),
        ("Krankenhausbett", ["Krankenhaus", "bett"]),  # not "haus"
        ("Regierungssprecher", ["Regierung", "sprecher"]),
        ("Gesundheitsministerin", ["Gesundheit", "minister"]),
        ("Krankenhauses", ["Krankenhaus"]),
    ],
)
def test_german_compounds(word: str, parts: list[str]) -> None:
    assert parts_of(word, lexicon(*GERMAN.split())) == parts


@pytest.mark.parametrize(
    "word", ["therapist", "gasp", "mothra", "contri", "parish", "qwerty", "ruin", "landrat", "cath", "xthe"]
)
def test_no_nonsense_from_small_pieces(word: str) -> None:
    assert parts_of(word, lexicon(*(w for w in ENGLISH.split() if w not in ("therapy",)))) == []


def test_rare_short_words_are_no_parts() -> None:
    filler = [f"w{number}" for number in range(100_000)]
    words = WordVectors("big", ["hospital", *filler, "wide"], np.ones((100_002, 2), np.float32))
    assert parts_of("hospitalwide", KnownWords(words)) == []


def test_what_words_are_made_of() -> None:
    known = lexicon("疫苗", "接", "种", "variant", "5")
    for word, made in (("疫苗接种", "characters"), ("变异", None), ("variant-5", "subwords"), ("--", None)):
        found = compose(word, known)
        assert (found[1] if found else None) == made
    both = compose("variant5", known)
    assert both is not None
    one, five = known.find("variant"), known.find("5")
    assert one is not None
    assert five is not None
    assert np.linalg.norm(both[0]) == pytest.approx(
        (np.linalg.norm(one) + np.linalg.norm(five)) / 2, rel=1e-5
    )


def test_long_tokens_take_no_time() -> None:
    known = lexicon(*ENGLISH.split(), "aaaa", "aaaaa", "aaaaaa")
    start = time.monotonic()
    for word in ("a" * 40, "a" * 5000, "ab" * 20, "vaccine" * 5 + "xx"):
        compose(word, known)
    assert time.monotonic() - start < 3
