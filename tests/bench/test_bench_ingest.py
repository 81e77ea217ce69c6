"""The measuring itself, on a film of a few frames: it is complete, and says what is missing."""

import json
from pathlib import Path

import av
import pytest
from click.testing import CliRunner

from crvae_core.bench import films, ingest
from crvae_core.cli import main
from crvae_core.errors import InputError


@pytest.fixture
def short_film(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(films, "UNIT_FRAMES", 6)


@pytest.mark.usefixtures("short_film")
def test_a_film_is_repeated_to_its_length(tmp_path: Path) -> None:
    unit = films.write_unit(tmp_path / "unit.mp4")
    film = films.repeat_film(unit, tmp_path / "film.mp4", 0.5)
    with av.open(str(film)) as container:
        times = [frame.time for frame in container.decode(video=0)]
    assert times == pytest.approx([number / 30 for number in range(len(times))], abs=0.001)
    assert 15 <= len(times) <= 17


@pytest.mark.usefixtures("short_film")
def test_both_are_timed_and_the_memory_is_compared(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    fake = tmp_path / "ffmpeg"
    fake.write_text("#!/bin/sh\nsleep 0.2\necho ffmpeg version 0\n")
    fake.chmod(0o755)
    monkeypatch.setattr(ingest.shutil, "which", lambda name: str(fake))
    monkeypatch.setattr(ingest, "SHORT_MINUTES", 0.01)
    result = CliRunner().invoke(
        main, ["bench", "ingest", "--pairs", "1", "--minutes", "0.02", "--long-minutes", "0.05", "--json"]
    )
    assert result.exit_code == 0, result.output
    found = json.loads(result.output)
    assert len(found["ours_s"]) == len(found["ffmpeg_s"]) == 1
    assert found["ratio"] == pytest.approx(found["ours_median_s"] / found["ffmpeg_median_s"], rel=1)
    assert found["peak_0.05_min_mb"] > 20
    assert abs(found["memory_growth_mb"]) < 100


def test_a_missing_ffmpeg_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ingest.shutil, "which", lambda name: None)
    with pytest.raises(InputError, match="ffmpeg is not on this machine"):
        ingest.measure_ingest(1, 0.1, 0.1)
