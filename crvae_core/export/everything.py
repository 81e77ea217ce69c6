"""Taking out in one call, as the command, the pages and notebooks do it."""

import dataclasses
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from crvae_core.errors import ConfigError
from crvae_core.export.formats import format_of, take_out
from crvae_core.export.moments_table import moments_table
from crvae_core.export.selection import EVERYTHING, Selection
from crvae_core.export.settings import USUAL_FILES, USUAL_LOOK, FileSettings, LookSettings
from crvae_core.progress import Progress, unheard
from crvae_core.runs.run import Run


def export_run(
    run: Run,
    to: str,
    out: Path,
    selection: Selection = EVERYTHING,
    settings: Mapping[str, Any] | None = None,
    progress: Progress = unheard,
) -> list[Path]:
    """Take moments of a run out in a format; gives the files.

    Args:
        run: the run. to: one of formats.FORMATS. out: a file, or a folder. selection: which moments.
        settings: any of LookSettings and FileSettings, by their names.

    Raises InputError where something can't be done; nothing half done is left.
    """
    format_of(to)
    look, files = split_settings(settings or {})
    progress("Collecting moments", 0.0)
    table = moments_table(run, selection, look, agreement=files.agreement)
    table = dataclasses.replace(table, with_latents=files.latents)
    return take_out(table, to, out, files, progress)


def split_settings(values: Mapping[str, Any]) -> tuple[LookSettings, FileSettings]:
    """Settings by their names, sorted into how moments are looked at and what files are like; raises ConfigError."""
    looks = {field.name for field in dataclasses.fields(LookSettings)}
    files = {field.name for field in dataclasses.fields(FileSettings)}
    for name in values:
        if name not in looks | files:
            raise ConfigError(
                f"there is no setting {name!r}; the settings are: {', '.join(sorted(looks | files))}"
            )
    return (
        USUAL_LOOK.with_overrides({name: value for name, value in values.items() if name in looks}),
        USUAL_FILES.with_overrides({name: value for name, value in values.items() if name in files}),
    )
