"""What is said of letterboxes and logos in films of two groups."""

import pytest

from crvae_core.compare.film_marks import _films


@pytest.mark.parametrize(
    ("marked", "total", "told"),
    [(1, 1, "the one film"), (0, 1, "no film"), (0, 2, "0 of 2 films"), (1, 2, "1 of 2 films")],
)
def test_marked_films_are_counted_in_words(marked: int, total: int, told: str) -> None:
    assert _films(marked, total) == told
