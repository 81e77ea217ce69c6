"""Presets as commands take them, by name or from a file, and the command that shows them."""

import functools
import json
from pathlib import Path
from typing import Any

import click

from crvae_core.commands.device_option import DEVICE
from crvae_core.errors import ConfigError
from crvae_core.json_text import write_json_text
from crvae_core.terminal import command_output, opened

MOST_SEEDS = 10


def _as_settings(result: dict[str, Any]) -> str:
    """One preset as JSON to copy, a list as lines."""
    from crvae_core.wording import bytes_text

    if "presets" not in result:
        return write_json_text(result, indent=2)
    return "\n".join(
        f"{name}: {line['weights'] / 1e6:,.1f} M weights, {bytes_text(line['memory_bytes'])} of memory, "
        f"{bytes_text(line['disk_bytes'])} on the disk\n    {line['description']}"
        for name, line in result["presets"].items()
    )


@click.command()
@click.argument("name", required=False)
@click.argument("project", required=False)
@click.option(
    "--seeds", default=1, type=click.IntRange(1, MOST_SEEDS), help="With PROJECT: of so many trainings."
)
@DEVICE
@functools.partial(command_output, shown=_as_settings)
def presets(name: str | None, project: str | None, seeds: int, device: str) -> dict[str, Any]:
    """List all presets, or print the preset NAME in full; with PROJECT also what training it there will take.

    The JSON of a preset can be kept in a file, changed, and trained with `train --preset FILE`.
    """
    from crvae_core.forecast.expectation import expect, need_of
    from crvae_core.model.presets import PRESETS, get_preset

    if name is None:
        return {
            "presets": {
                preset.name: _line(preset.description, need_of(preset)) for preset in PRESETS.values()
            }
        }
    preset = get_preset(name)
    if project is None:
        return preset.to_json()
    return preset.to_json() | {"expected": expect(opened(project), preset, device, trainings=seeds).to_json()}


def _line(description: str, need: Any) -> dict[str, Any]:
    return {
        "description": description,
        "weights": need.weights,
        "memory_bytes": need.total_bytes,
        "disk_bytes": need.disk_bytes,
    }


def read_preset(text: str) -> tuple[str, dict[str, Any]]:
    """The name of a preset and the settings that differ from it; a file holds what `presets NAME` printed, changed."""
    from crvae_core.model.presets import PRESETS, get_preset

    path = Path(text)
    if text in PRESETS or not (path.suffix == ".json" or path.is_file()):
        return text, {}
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
        settings = {**stored["model"], **stored["training"]}
        preset = get_preset(str(stored["preset"]))
    except OSError as error:
        raise ConfigError(f"there is no file {text}: check the path, or give the name of a preset") from error
    except (ValueError, KeyError, TypeError) as error:
        raise ConfigError(
            f"{text} holds no preset: write one with `presets NAME`, then change its values"
        ) from error
    before = preset.model.to_json() | preset.training.to_json()
    return preset.name, {
        key: value for key, value in settings.items() if key not in before or value != before[key]
    }


def eyeless(preset: str) -> dict[str, Any]:
    """What has to differ from a preset so that it trains without an eye; nothing where it has none."""
    from crvae_core.model.presets import get_preset
    from crvae_core.training.eye_targets import WITHOUT, uses_eye

    return WITHOUT if uses_eye(get_preset(preset)) else {}
