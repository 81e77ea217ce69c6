"""What a film is called after the file that was uploaded."""

import pytest

from app.uploads import title_of


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("evening-news.mp4", "evening-news"),
        ("a %22river%22, two.mp4", 'a "river", two'),
        ("100 %.mov", "100 %"),
        ("晚间新闻 🎬.mkv", "晚间新闻 🎬"),
        (".mp4", ".mp4"),
        ("two%0D%0Alines.mp4", "two lines"),
    ],
)
def test_a_film_is_called_as_its_file(name: str, title: str) -> None:
    assert title_of(name) == title


def test_a_long_name_is_cut_between_words() -> None:
    title = title_of("A documentary about the river and " * 5 + ".mp4")
    assert len(title) <= 80
    assert title.endswith("…")
    assert title[:-1] in "A documentary about the river and " * 5
