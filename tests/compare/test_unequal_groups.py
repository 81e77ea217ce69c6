"""`compare` on films as people bring them: captions in one group alone, themes with one moment, names of any characters."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
import pytest
from click.testing import CliRunner

from crvae_core.cli import main
from crvae_core.compare.style_effects import OVERALL
from crvae_core.material.ingest import add_video
from crvae_core.project.new_project import create_project
from crvae_core.project.properties import set_properties
from crvae_core.training.loop import train
from tests.clips import grey_steps, write_clip
from tests.fakes import SMALL_CRVAE

SPOKEN, SILENT = 'Nord <b>"&"</b>', "南 | 方"
COUNT = 12  # moments of either film
LINES = [
    f"the {who} {what}"
    for who in ("doctor", "market", "rain")
    for what in ("opens", "ends", "is here", "goes")
]


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of two films, each of its own group, the second without captions, and a run; never changed."""
    folder = tmp_path_factory.mktemp("unequal")
    clip, captions = write_clip(folder / "clip.mp4", grey_steps(COUNT)), folder / "captions.txt"
    captions.write_text("\n".join(LINES))
    project = create_project(folder / "project", "unequal")
    for group, words in ((SPOKEN, captions), (SILENT, None)):
        project, video = add_video(project, clip, words, name=f"film {group}")
        project = set_properties(project, {video.video_id: {"group": group}})
    return train(project, "both", overrides=SMALL_CRVAE, epochs=1).project.folder


@pytest.fixture
def answer(kept: Path, tmp_path: Path) -> Callable[..., dict[str, Any]]:
    """What `compare --json` prints about the project."""
    folder = shutil.copytree(kept, tmp_path / "copy")

    def ask(*options: str) -> dict[str, Any]:
        done = CliRunner().invoke(main, ["compare", str(folder), *options, "--json"])
        assert done.exit_code == 0, done.output
        return json.loads(done.stdout, parse_constant=_no_number)

    return ask


def _no_number(said: str) -> NoReturn:
    raise AssertionError(f"{said} is no JSON")


@pytest.mark.parametrize("switch", [(), ("--without-film-look",)])
def test_captions_in_one_group_alone(answer: Callable[..., dict[str, Any]], switch: tuple[str, ...]) -> None:
    found = answer("--k", "2", "--a", SPOKEN, "--b", SILENT, *switch)
    over_all = found["words"][0]["sentence"]
    assert f"{SILENT} has no words" in over_all
    assert "only style and pictures can be compared" in over_all
    assert not any(words["first"] or words["second"] for words in found["words"])
    assert len([one for one in found["style"] if one["theme"] == OVERALL]) > 3
    told = found["told"]
    assert set(told) == {"both", "picture", "words"}
    for space, counted in (("picture", COUNT), ("both", COUNT), ("words", 0)):
        assert [len(told[space][side]) for side in ("first", "second")] == [counted, counted], space
    assert set(told["words"]["counts"].values()) == {0}
    for one in (told["words"], *found["unlike"].values()):
        assert one["sentence"].startswith(f"{SILENT} has no words, so")
    assert any(note.startswith(f"{SILENT} has no words: themes may part") for note in found["notes"])
    assert "nan" not in found["text"].split()


def test_themes_with_one_moment(answer: Callable[..., dict[str, Any]]) -> None:
    found = answer("--k", "9", "--method", "agglomerative")
    shares = np.array(
        [[one["theme"]["first"]["value"], one["theme"]["second"]["value"]] for one in found["themes"]]
    )
    np.testing.assert_allclose(shares.sum(axis=0), 1)
    single = [at for at, two in enumerate(shares) if round(two.sum() * COUNT) == 1]
    assert single
    for at in single:
        assert found["themes"][at]["verdict"] == "unclear"
        assert "(" in found["themes"][at]["sentence"]
    numbers = {found["themes"][at]["theme"]["number"] for at in single}
    assert not [one for one in found["style"] if one["theme"] in numbers and one["q"] is not None]
    assert len(found["words"]) == 1 + len(found["themes"])
