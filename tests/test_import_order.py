"""Imports run one way; the design page draws it. Read from the source, nothing is imported."""

from pathlib import Path

import pytest

from tests.source_imports import imports, module, sources

# A module may import its own layer's package and the layers after it.
LAYERS = {
    "pages": 0, "streamlit_app": 0, "app": 1,
    "crvae_core.__main__": 2, "crvae_core.cli": 2,
    "crvae_core.api": 3, "crvae_core.commands": 3, "crvae_core.bench": 3, "crvae_core.demo": 4, "crvae_core.tasks": 4,
    "crvae_core.terminal": 3, "crvae_core.doctor": 4, "crvae_core.export": 4, "crvae_core.compare": 5,
    "crvae_core.training": 6, "crvae_core.evaluation": 7, "crvae_core.decoding": 8,
    "crvae_core.forecast": 9, "crvae_core.runs": 10,
    "crvae_core.material": 11, "crvae_core.analysis": 11, "crvae_core.sight": 11, "crvae_core.notes": 11,
    "crvae_core.project": 12, "crvae_core.model": 12,
    "crvae_core.hearing": 13, "crvae_core.media": 13, "crvae_core.text": 14,
    "crvae_core.work": 15, "crvae_core.config": 15, "crvae_core.files": 16, "crvae_core.progress": 16, "crvae_core.errors": 16,
    "crvae_core.shipped": 16, "crvae_core.home": 16,
    "crvae_core.wording": 16, "crvae_core.spreadsheets": 16,
    "crvae_core.json_text": 16, "crvae_core.file_names": 16,
}  # fmt: skip
BARE_MACHINE_LACKS = {"av", "jieba", "streamlit", "plotly", "pysubs2", "webvtt", "umap"}


def _layer(name: str) -> int | None:
    matches = [room for room in LAYERS if name == room or name.startswith(f"{room}.")]
    return LAYERS[max(matches, key=len)] if matches else None


@pytest.mark.parametrize("path", sources(), ids=module)
def test_imports_never_run_back_up(path: Path) -> None:
    own = _layer(module(path))
    if module(path) == "crvae_core":
        return  # the package's front door offers what lies behind it
    assert own is not None, f"{module(path)} has no place in the layout"
    for name in imports(path):
        other = _layer(name)
        assert other is None or other >= own, f"{module(path)} imports {name}, which lies above it"


@pytest.mark.parametrize("path", [path for path in sources() if "crvae_core" in path.parts], ids=module)
def test_the_core_never_imports_streamlit(path: Path) -> None:
    assert not any(name.split(".")[0] in {"streamlit", "app", "pages"} for name in imports(path))


def test_training_and_analysis_import_on_a_bare_machine() -> None:
    rooms = {"training", "evaluation", "decoding", "forecast", "runs", "analysis", "model", "sight"}
    benches = {f"{name}.py" for name in ("train", "table1", "latent", "retrieval", "sharpness", "ablation")}
    start = [
        path
        for path in sources()
        if rooms & set(path.parts) or ("bench" in path.parts and path.name in benches)
    ]
    seen: set[Path] = set()
    while start:
        path = start.pop()
        if path in seen:
            continue
        seen.add(path)
        for name in imports(path, top_level_only=True):
            assert name.split(".")[0] not in BARE_MACHINE_LACKS, f"{module(path)} imports {name}"
            start += [found for found in sources() if module(found) in {name, name.rpartition(".")[0]}]
