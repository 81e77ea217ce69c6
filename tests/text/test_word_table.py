"""Words on disk are found by their row, by themselves, and by how they begin."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crvae_core.text.word_table import WordTable, write_word_table

WORDS = ["the", "疫苗", "vaccine", "vaccines", "été", ",", "vacant", "Vaccine"]


@pytest.fixture(params=["memory", "disk"])
def table(request: pytest.FixtureRequest, tmp_path: Path) -> WordTable:
    if request.param == "memory":
        return WordTable.of(WORDS)
    write_word_table(tmp_path, [word.encode() for word in WORDS])
    return WordTable.open(tmp_path)


def test_words_by_row_and_rows_by_word(table: WordTable) -> None:
    assert len(table) == len(WORDS)
    assert list(table) == WORDS
    assert table[1:3] == WORDS[1:3]
    assert table[-1] == "Vaccine"
    assert [table.find(word) for word in WORDS] == list(range(len(WORDS)))
    for word in ("", "vacc", "zzz", "\n", "\ud800", "vaccine\n"):
        assert table.find(word) is None
        assert word not in table
    assert None not in table
    with pytest.raises(IndexError):
        table[len(WORDS)]


def test_words_by_their_beginning(table: WordTable) -> None:
    assert table.beginning_with("vac", 9) == ["vacant", "vaccine", "vaccines"]
    assert table.beginning_with("vac", 2) == ["vacant", "vaccine"]
    assert table.beginning_with("疫", 9) == ["疫苗"]
    assert table.beginning_with("x", 9) == []


@given(st.lists(st.text(st.characters(exclude_characters="\n")), unique=True), st.text())
def test_any_words_are_found(words: list[str], other: str) -> None:
    table = WordTable.of(words)
    assert [table.find(word) for word in words] == list(range(len(words)))
    assert (table.find(other) is not None) == (other in words)


def test_of_equal_words_the_first_is_found() -> None:
    assert WordTable.of(["b", "a", "b"]).find("b") == 0


def test_a_damaged_table(tmp_path: Path) -> None:
    write_word_table(tmp_path, [b"a", b"b"])
    np.save(tmp_path / "order.npy", np.arange(3))
    with pytest.raises(ValueError, match="do not belong together"):
        WordTable.open(tmp_path)
