"""File names out of texts that people typed."""

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crvae_core.file_names import MOST_BYTES, cut_to_bytes, file_name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\films\\news.mp4", "news.mp4"),
        ("a/b:c*?.srt", "b_c__.srt"),
        ("新闻.srt", "新闻.srt"),
        ("", "file"),
        ("...", "file"),
        ("CON", "_CON"),
        ("nul.tar.gz", "_nul.tar.gz"),
        ("com¹.txt", "_com¹.txt"),
        ("console.txt", "console.txt"),
    ],
)
def test_names_are_safe_on_every_system(text: str, name: str) -> None:
    assert file_name(text) == name


@pytest.mark.parametrize(
    "text", ["新" * 300 + ".srt", "é" * 300, "😀" * 300 + ".json3", "x" * 5_000 + ".mp4"]
)
def test_names_are_cut_by_bytes_between_letters(text: str, tmp_path: object) -> None:
    name = file_name(text, MOST_BYTES)
    assert len(name.encode()) <= MOST_BYTES
    assert text.startswith(name.rpartition(".")[0] or name) or "_" in name
    assert name.endswith(os.path.splitext(text)[1])  # noqa: PTH122
    (tmp_path / name).touch()  # type: ignore[operator]


@given(st.text(), st.integers(0, 300))
def test_texts_are_cut_between_letters(text: str, most: int) -> None:
    cut = cut_to_bytes(text, most)
    assert len(cut.encode("utf-8", "replace")) <= most
    assert text.startswith(cut) or any(0xD800 <= ord(sign) < 0xE000 for sign in text)


@given(st.text())
def test_any_text_gives_one_part_of_a_path(text: str) -> None:
    name = file_name(text)
    assert name
    assert not set(name) & set('/\\:*?"<>|\0')
    assert name.strip(". ") == name
    assert len(name.encode("utf-8", "replace")) <= 201
