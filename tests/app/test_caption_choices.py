"""What can be chosen about captions before they are added: the tier, the start of their clock, their frame rate."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.media.caption_files import long_grid, srt


@pytest.fixture
def shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """The preview of tmp_path/captions, whose options are kept in the session."""
    monkeypatch.setenv("CAPTIONS_OF_TEST", str(tmp_path / "captions"))

    def script() -> None:
        import os
        from pathlib import Path

        import streamlit as st

        from app.components.videos import caption_source

        choice = caption_source.preview(Path(os.environ["CAPTIONS_OF_TEST"]), 0)
        if choice is not None and choice.spoken is not None:
            st.session_state["read"] = [(segment.start, segment.text) for segment in choice.spoken.segments]
            st.session_state["options"] = choice.options

    return AppTest.from_function(script)


def test_the_tier_with_the_words_is_chosen(tmp_path: Path, shown: AppTest) -> None:
    grid = long_grid(
        {"Ann": [(0.0, 1.0, "hello there you")], "Bo": [(2.0, 3.0, "good bye")], "bell": [(1.5, None, "")]}
    )
    (tmp_path / "captions").write_text(grid)
    shown.run()
    (tiers,) = (box for box in shown.selectbox if box.label == "Which tier holds the words")
    assert (tiers.value, tiers.options) == ("Ann", ["Ann (3 words)", "Bo (2 words)", "bell (0 words)"])
    tiers.select("Bo").run()
    assert shown.session_state["read"] == [(2.0, "good bye")]
    assert shown.session_state["options"].tier == "Bo"


def test_the_start_of_the_clock_is_offered(tmp_path: Path, shown: AppTest) -> None:
    (tmp_path / "captions").write_text(srt([(36_002.0, 36_003.0, "hello"), (36_004.0, 36_005.0, "you")]))
    shown.run()
    (start,) = (toggle for toggle in shown.toggle if toggle.label == "The captions' clock starts at 10:00:00")
    assert shown.session_state["read"] == [(2.0, "hello"), (4.0, "you")]
    start.set_value(False).run()
    assert shown.session_state["read"] == [(36_002.0, "hello"), (36_004.0, "you")]
    assert shown.session_state["options"].start_s == 0.0


def test_the_start_at_one_hour_is_left_to_the_film(tmp_path: Path, shown: AppTest) -> None:
    (tmp_path / "captions").write_text(srt([(3602.0, 3603.0, "hello"), (3604.0, 3605.0, "you")]))
    shown.run()
    (start,) = (toggle for toggle in shown.toggle if toggle.label == "The captions' clock starts at 1:00:00")
    assert (start.value, shown.session_state["options"].start_s) == (False, None)
    start.set_value(True).run()
    assert shown.session_state["read"] == [(2.0, "hello"), (4.0, "you")]


def test_a_start_that_was_taken_off_can_be_kept(tmp_path: Path, shown: AppTest) -> None:
    (tmp_path / "captions").write_text(srt([(3600.0, 3601.0, "hello"), (3602.0, 3603.0, "you")]))
    shown.run()
    assert shown.session_state["read"] == [(0.0, "hello"), (2.0, "you")]
    (keep,) = (toggle for toggle in shown.toggle if toggle.label.startswith("Keep the captions' clock"))
    keep.set_value(True).run()
    assert shown.session_state["read"] == [(3600.0, "hello"), (3602.0, "you")]


def test_the_frame_rate_can_be_given(tmp_path: Path, shown: AppTest) -> None:
    (tmp_path / "captions").write_text("00:00:01:12 00:00:02:00\nhello\n\n00:00:03:00 00:00:04:00\nyou\n")
    shown.run()
    assert shown.session_state["read"][0] == (1.48, "hello")
    (rate,) = shown.number_input
    rate.set_value(24.0).run()
    assert shown.session_state["read"][0] == (1.5, "hello")
