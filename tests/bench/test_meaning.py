"""The bench of meaning: its sentence pairs, and what it counts."""

from collections import Counter

import numpy as np
import pytest

from crvae_core.bench import meaning
from crvae_core.bench.meaning import as_markdown, demo_captions, measure_meaning, written_pairs


def test_two_hundred_pairs_of_ten_topics() -> None:
    pairs = written_pairs()
    assert set(Counter(pairs.english_kinds).values()) == {20}
    assert len(set(pairs.english)) == len(set(pairs.chinese)) == 200
    assert all(any("\u4e00" <= letter <= "\u9fff" for letter in text) for text in pairs.chinese)


def test_every_caption_of_the_demo_has_a_kind() -> None:
    found = demo_captions()
    assert len(found.english) == len(found.english_kinds) > 40
    assert len(set(found.chinese_kinds)) == 7


def test_translations_are_counted_both_ways(monkeypatch: pytest.MonkeyPatch) -> None:
    def likeness(first: list[str], second: list[str]) -> np.ndarray:
        found = np.eye(len(first), len(second))
        found[0] = np.arange(len(second)) / 10 + 2  # the first text finds its own last of all
        return found

    monkeypatch.setattr(meaning, "_ways", lambda: {"made up": likeness})
    found = measure_meaning()
    assert found["rows"][0]["en_to_zh_first_1"] == found["rows"][0]["en_to_zh_first_10"] == 0.995
    assert found["rows"][0]["zh_to_en_first_1"] == 0.005  # its column is the best of every text
    assert found["rows"][0]["zh_to_en_first_10"] == 1
    assert as_markdown(found).startswith("| read by | en to zh first 1 |")
