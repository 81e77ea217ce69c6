"""The figures that the default preset must reach: on the evaluation videos, and on the demo that is shipped."""

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from sklearn.metrics import normalized_mutual_info_score

from crvae_core.api import encode, evaluate
from crvae_core.cli import main
from crvae_core.demo.labels import demo_kinds, load_labels
from crvae_core.demo.opening import BULLETINS, CHECKPOINT_FOLDER, MEDIA_FOLDER, open_demo


def command(*arguments: object) -> dict:
    """Run a command with --json and give its object."""
    done = CliRunner().invoke(main, [*(str(argument) for argument in arguments), "--json"])
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


@pytest.mark.slow
@pytest.mark.timeout(1800)  # on a machine that has other work
@pytest.mark.parametrize(
    ("video", "captions", "choices", "report_image_mse"),
    [
        ("us", "captions.json", (), 0.0222),
        ("cn", "captions.txt", ("--language", "zh", "--align", "blocks"), 0.0115),
    ],
)
def test_the_default_preset_beats_the_report(
    tmp_path: Path,
    shared_data: Path,
    video: str,
    captions: str,
    choices: tuple[str, ...],
    report_image_mse: float,
) -> None:
    folder = shared_data / video
    project = tmp_path / video
    command("ingest", project, "--video", folder / "video.mp4", "--captions", folder / captions, *choices)
    command("train", project)
    found = command("evaluate", project)
    print(json.dumps(found))
    assert found["image_mse"] < report_image_mse
    assert found["token_accuracy_free"] >= 0.99
    assert found["latent_dim"] <= 192
    assert found["image_mse"] < found["baseline_mean_image_mse"]


def test_the_shipped_demo_agrees_with_its_labels(tmp_path: Path) -> None:
    project = open_demo(tmp_path)
    pairs = project.pairs()
    labels = {
        video.video_id: [label.kind for label in load_labels(MEDIA_FOLDER / f"{stem}.labels.json")]
        for video, stem in zip(project.videos, BULLETINS, strict=True)
    }
    kinds = [labels[pair.video_id][pair.frame_row] for pair in pairs.itertuples()]
    found = command("cluster", project.folder, "--k", len(demo_kinds()))["labels"]
    assert normalized_mutual_info_score(kinds, found) >= 0.9
    for video in project.videos:
        here = (pairs["video_id"] == video.video_id).to_numpy()
        assert normalized_mutual_info_score(np.array(kinds)[here], np.array(found)[here]) >= 0.9


def test_the_shipped_weights_give_the_shipped_vectors(tmp_path: Path) -> None:
    project = open_demo(tmp_path)
    shipped = np.load(project.run_folder("demo") / "latents.npy", allow_pickle=False)
    assert np.allclose(encode(project, "demo"), shipped, atol=0.02)
    found = evaluate(project, "demo")
    assert found["token_accuracy_free"] >= 0.99


def test_the_shipped_demo_is_small_and_names_no_machine() -> None:
    files = [path for path in CHECKPOINT_FOLDER.rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files) <= 15_000_000
    assert all(path.stat().st_size <= 3_000_000 for path in MEDIA_FOLDER.glob("*.mp4"))
    for path in files:
        if path.suffix in {".json", ".jsonl"}:
            assert not any(
                place in path.read_text(encoding="utf-8") for place in ("/tmp", "/home", "/work", "/root")
            )
