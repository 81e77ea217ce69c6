"""The demo films as they lie in assets/, and the script that draws them."""

import itertools
from pathlib import Path

import av
import numpy as np
import pytest

from crvae_core.demo import demo_kinds, lettering, load_labels
from crvae_core.demo.build import BULLETINS
from crvae_core.demo.captions import as_srt, timed_lines
from crvae_core.demo.encode import FRAME_RATE, encode_film
from crvae_core.demo.labels import bulletin_labels
from crvae_core.demo.render import render_frame
from crvae_core.demo.story import Bulletin
from crvae_core.errors import InputError

ASSETS = Path(__file__).parents[2] / "assets" / "demo"
LARGEST = 3_000_000  # bytes
FAR = 10  # seconds between two returns of a kind that count as distant

each_bulletin = pytest.mark.parametrize("bulletin", BULLETINS, ids=lambda bulletin: bulletin.video_id)


@each_bulletin
def test_the_film_has_the_promised_form(bulletin: Bulletin) -> None:
    path = ASSETS / f"{bulletin.video_id}.mp4"
    assert path.stat().st_size <= LARGEST
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        assert (stream.codec_context.name, stream.width, stream.height) == ("h264", 640, 360)
        assert container.duration is not None
        seconds = container.duration / 1_000_000
        assert stream.frames == bulletin.seconds * FRAME_RATE
    assert 90 <= seconds <= 120
    assert seconds == pytest.approx(bulletin.seconds, abs=0.1)


@each_bulletin
def test_labels_cover_the_film_every_two_seconds(bulletin: Bulletin) -> None:
    labels = load_labels(ASSETS / f"{bulletin.video_id}.labels.json")
    assert [label.start_s for label in labels] == list(range(0, bulletin.seconds, 2))
    assert labels == bulletin_labels(bulletin)
    assert {label.kind for label in labels} == set(demo_kinds())


@each_bulletin
def test_every_kind_returns_at_three_distant_times(bulletin: Bulletin) -> None:
    assert len(demo_kinds()) >= 6
    for kind in demo_kinds():
        moments = [label.start_s for label in bulletin_labels(bulletin) if label.kind == kind]
        returns = 1 + sum(later - earlier >= FAR for earlier, later in itertools.pairwise(moments))
        assert returns >= 3, kind


@each_bulletin
def test_captions_are_sorted_and_inside_their_shots(bulletin: Bulletin) -> None:
    lines = timed_lines(bulletin)
    assert (ASSETS / f"{bulletin.video_id}.srt").read_text(encoding="utf-8") == as_srt(lines)
    assert all(line.start < line.end <= later.start for line, later in itertools.pairwise(lines))
    assert lines[0].start >= 0
    assert lines[-1].end <= bulletin.seconds
    for line in lines:
        begin, shot = bulletin.shot_at(line.start)
        nearest_sample = 2 * round(line.start / 2)
        assert begin <= nearest_sample < begin + shot.seconds
        assert line.end <= begin + shot.seconds
    assert len({line.text for line in lines}) == len(lines)


def test_a_moment_is_always_drawn_the_same_way() -> None:
    english = BULLETINS[0]
    first = render_frame(english, 5.5)
    render_frame(english, 13.0)
    assert first.shape == (360, 640, 3)
    assert first.dtype == np.uint8
    assert np.array_equal(first, render_frame(english, 5.5))
    assert not np.array_equal(first, render_frame(english, 5.75))  # things move


def test_every_kind_of_scene_can_be_drawn() -> None:
    english = BULLETINS[0]
    means = {}
    for begin, shot in zip(english.starts, english.shots, strict=True):
        if shot.kind not in means:
            means[shot.kind] = tuple(render_frame(english, begin + 1.0).mean((0, 1)).round(1))
    assert len(set(means.values())) == len(demo_kinds())


def test_a_film_is_written_with_exact_times(tmp_path: Path) -> None:
    frames = [np.full((48, 64, 3), 20 * number, np.uint8) for number in range(12)]
    encode_film(tmp_path / "short.mp4", frames, frozenset({0, 6}), 64, 48)
    with av.open(str(tmp_path / "short.mp4")) as container:
        shown = [(frame.time, frame.key_frame) for frame in container.decode(video=0)]
    assert [time for time, _ in shown] == pytest.approx([number / FRAME_RATE for number in range(12)])
    assert [number for number, (_, key) in enumerate(shown) if key] == [0, 6]


def test_a_missing_chinese_font_names_the_package(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(lettering, "_font_folders", lambda: [tmp_path])
    lettering.find_chinese_font.cache_clear()
    try:
        with pytest.raises(InputError, match="fonts-noto-cjk"):
            lettering.find_chinese_font()
    finally:
        lettering.find_chinese_font.cache_clear()


def test_a_damaged_label_file_is_the_users_to_mend(tmp_path: Path) -> None:
    (tmp_path / "x.labels.json").write_text('{"labels": [{}]}', encoding="utf-8")
    with pytest.raises(InputError, match="build the demo again"):
        load_labels(tmp_path / "x.labels.json")
