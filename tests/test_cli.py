"""The command line: exit codes, exactly one JSON object, no half work."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result
from scipy.spatial.distance import pdist
from sklearn.metrics import calinski_harabasz_score, davies_bouldin_score, silhouette_score

from crvae_core.cli import main
from tests.clips import grey_steps, write_clip
from tests.fakes import blobs
from tests.media.caption_files import long_grid


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def test_every_command_explains_itself() -> None:
    listing = run("--help")
    assert listing.exit_code == 0
    for name in ("ingest", "train", "evaluate", "reconstruct", "cluster", "vectors", "demo"):
        assert name in listing.output
        assert run(name, "--help").exit_code == 0


def test_help_is_quick_to_import() -> None:
    code = "import sys, crvae_core.cli; print({'torch', 'sklearn', 'av', 'jieba'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_ingest_prints_one_object(tmp_path: Path) -> None:
    clip = write_clip(tmp_path / "clip.mp4", grey_steps(6))
    (tmp_path / "captions.txt").write_text("one two\nthree four\nfive six\nseven\n")
    done = run("ingest", tmp_path / "p", "--video", clip, "--captions", tmp_path / "captions.txt", "--json")
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    assert (found["pairs"], found["frames"], found["video_id"][:8]) == (4, 6, "video-1-")
    assert found["frame_numbers"] == [1, 3, 4, 5]  # starts 0, 3, 6, 9 s; 1.5 and 4.5 steps round to even


def test_ingest_takes_a_tier_and_the_start_of_the_captions_clock(tmp_path: Path) -> None:
    clip = write_clip(tmp_path / "clip.mp4", grey_steps(6))
    tiers = {
        name: [(3600.0 + 2 * at, 3601.0 + 2 * at, f"{name} {at}") for at in range(5)] for name in ("a", "b")
    }
    (tmp_path / "a.TextGrid").write_text(long_grid(tiers))
    options = ("--captions", tmp_path / "a.TextGrid", "--tier", "b", "--captions-start", "01:00:00:00")
    done = run("ingest", tmp_path / "p", "--video", clip, *options, "--json")
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    assert found["frame_numbers"] == [1, 2, 3, 4, 5]
    assert "b (10 words) was read, a (10) left out" in found["caption_notes"][0]
    assert found["caption_notes"][1] == "the captions' clock starts at 1:00:00, this start was taken off"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("ingest", "p", "--video", "no.mp4", "--captions", "no.srt"), "check the path"),
        (("ingest", "p", "--captions-start", "soon"), "'soon' is no time: give seconds, or a clock"),
        (
            ("ingest", "p", "--video", "no.mp4", "--captions", "no.srt", "--language", "xx"),
            "one of auto, en, zh",
        ),
        (("train", "p"), "no project"),
        (("evaluate", "p"), "no project"),
        (("cluster",), "either a PROJECT or --latents"),
        (("cluster", "--latents", "no.csv"), "not a file of vectors"),
        (("vectors", "add", "no.txt"), "no.txt"),
    ],
)
def test_input_errors_end_with_2_and_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple, said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CRVAE_HOME", str(tmp_path / "home"))
    done = run(*arguments, "--json")
    assert done.exit_code == 2, done.output
    assert said in json.loads(done.stdout)["error"]
    assert not (tmp_path / "p").exists()


def test_faults_end_with_1(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crvae_core.analysis.clustering.cluster", lambda *_: 1 / 0)
    np.save(tmp_path / "vectors.npy", np.eye(4))
    done = run("cluster", "--latents", tmp_path / "vectors.npy", "--json")
    assert done.exit_code == 1
    assert "ZeroDivisionError" in json.loads(done.stdout)["error"]


@pytest.mark.parametrize("header", [False, True])
def test_any_table_of_vectors_can_be_clustered(tmp_path: Path, header: bool) -> None:
    vectors, truth = blobs(4)
    path = tmp_path / "vectors.csv"
    names = ",".join(f"z{index}" for index in range(vectors.shape[1])) if header else ""
    np.savetxt(path, vectors, delimiter=",", header=names, comments="")
    found = json.loads(run("cluster", "--latents", path, "--k-range", "2-6", "--json").stdout)
    assert found["suggested_k"] == found["k"] == 4
    assert sorted(found["sizes"]) == [20] * 4
    assert [row["k"] for row in found["curves"]] == [2, 3, 4, 5, 6]
    assert len({tuple(pair) for pair in zip(found["labels"], truth.tolist(), strict=True)}) == 4
    curves, labels = found["curves"][2], np.array(found["labels"])
    assert curves["silhouette"] == pytest.approx(silhouette_score(vectors, labels))
    assert curves["calinski_harabasz"] == pytest.approx(calinski_harabasz_score(vectors, labels))
    assert curves["davies_bouldin"] == pytest.approx(davies_bouldin_score(vectors, labels))
    centres = np.array([vectors[labels == number].mean(axis=0) for number in range(4)])
    assert curves["inter_cluster"] == pytest.approx(np.linalg.norm(vectors - centres[labels], axis=1).mean())
    assert curves["cross_cluster"] == pytest.approx(pdist(centres).sum() / (4 * 3))


@pytest.mark.parametrize("content", ["a,b\nx,y\n", "1,2\n3\n4,5,6\n", "", "1,2\n3,inf\n"])
def test_tables_that_are_none_are_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "vectors.csv"
    path.write_text(content)
    assert run("cluster", "--latents", path, "--k", 1).exit_code == 2
