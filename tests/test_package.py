"""The package that people install: what is in the wheel, where it lands, and what it asks for."""

import ast
import re
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import crvae_core
from crvae_core.shipped import INSTALLED, shipped

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
LARGEST = 60_000_000  # bytes
# The name under which a package is imported, where it is another one.
IMPORTED_AS = {
    "pillow": "PIL", "opencv-python-headless": "cv2", "scikit-learn": "sklearn", "umap-learn": "umap",
    "scenedetect-headless": "scenedetect",
}  # fmt: skip
EXTRAS = ("requirements-extras.txt", "requirements-lab.txt", "requirements-vectors.txt")
UNDECLARED = {"scipy", "websockets"}  # scikit-learn is built on the one, Streamlit on the other


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, as `python -m build` makes it, without its environment of its own."""
    (path,) = WheelBuilder(str(ROOT)).build(directory=str(tmp_path_factory.mktemp("dist")))
    return Path(path)


@pytest.fixture(scope="module")
def names(wheel: Path) -> set[str]:
    """The names of all files in the wheel."""
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def test_nothing_of_ours_stands_beside_other_packages_but_two_names(names: set[str]) -> None:
    metadata = f"crvae_explorer-{crvae_core.__version__}.dist-info"
    assert {name.split("/")[0] for name in names} == {"crvae_core", INSTALLED, metadata}


def test_all_sources_and_files_are_in(names: set[str]) -> None:
    for folder in ("app", "pages", "assets", "checkpoints", "crvae_core"):
        landed = "" if folder == "crvae_core" else f"{INSTALLED}/"
        files = [path for path in (ROOT / folder).rglob("*") if path.is_file()]
        wanted = {landed + path.relative_to(ROOT).as_posix() for path in files if not _ignored(path)}
        assert wanted
        assert wanted <= names
    assert {
        f"{INSTALLED}/streamlit_app.py",
        f"{INSTALLED}/.streamlit/config.toml",
        "crvae_core/py.typed",
    } <= names


def test_nothing_else_is_in(wheel: Path, names: set[str]) -> None:
    assert not [name for name in names if re.search(r"__pycache__|\.pyc$|/tests?/|node_modules", name)]
    assert wheel.stat().st_size < LARGEST


def test_the_command_and_the_version(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        texts = {
            name.rpartition("/")[2]: archive.read(name).decode()
            for name in archive.namelist()
            if "dist-info" in name
        }
    assert "crvae = crvae_core.cli:main" in texts["entry_points.txt"]
    assert f"Version: {crvae_core.__version__}\n" in texts["METADATA"]


def test_what_is_shipped_is_found_in_both_layouts(wheel: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        for name in archive.namelist():
            if "vectors.npy" not in name and "model.safetensors" not in name:  # large
                archive.extract(name, tmp_path)
    for parts in (
        ("streamlit_app.py",),
        ("assets", "demo", "poster.jpg"),
        ("checkpoints", "demo", "project.json"),
    ):
        assert shipped(*parts) == ROOT.joinpath(*parts)
        installed = shipped(*parts, site=tmp_path)
        assert installed.read_bytes() == ROOT.joinpath(*parts).read_bytes()
        assert installed.is_relative_to(tmp_path / INSTALLED)


def test_every_licence_of_what_is_shipped_is_named() -> None:
    notices = [path.relative_to(ROOT).as_posix() for path in ROOT.glob("assets/*/NOTICE.md")]
    assert len(notices) >= 2
    assert {"LICENSE", *notices} <= set(PROJECT["license-files"])
    assert set(PROJECT["license"].split(" AND ")) == {"MIT", "CC-BY-SA-4.0", "Apache-2.0"}


def test_one_function_knows_where_shipped_files_lie() -> None:
    for path in ROOT.glob("crvae_core/**/*.py"):
        climbs = re.search(r"__file__\)(\.resolve\(\))?\.parent", path.read_text(encoding="utf-8"))
        assert not climbs or path.name == "shipped.py", f"{path} looks for files by itself: use shipped()"


def _pins(file: str) -> dict[str, str]:
    lines = (ROOT / file).read_text(encoding="utf-8").splitlines()
    found = [line.split("#")[0].strip().split("==") for line in lines if "==" in line]
    return {canonicalize_name(name): version for name, version in found}


def _ranges(requirements: list[str]) -> dict[str, Requirement]:
    return {canonicalize_name(found.name): found for found in map(Requirement, requirements)}


def test_the_ranges_of_the_package_hold_the_releases_that_are_tested() -> None:
    """A line in one of the two lists needs its line in the other."""
    extras = [line for lines in PROJECT["optional-dependencies"].values() for line in lines]
    for pins, ranges in (
        (_pins("requirements.txt"), _ranges(PROJECT["dependencies"])),
        ({key: value for file in EXTRAS for key, value in _pins(file).items()}, _ranges(extras)),
    ):
        assert set(pins) == set(ranges)
        for name, version in pins.items():
            assert ranges[name].specifier.contains(version), f"{ranges[name]} leaves out the tested {version}"
            assert not ranges[name].specifier.contains("0.0.1"), f"{ranges[name]} says nothing"
            assert "==" not in str(ranges[name].specifier), f"{ranges[name]} is a pin: give a range"


def test_everything_that_is_imported_is_asked_for() -> None:
    lines = [
        *PROJECT["dependencies"],
        *(line for lines in PROJECT["optional-dependencies"].values() for line in lines),
    ]
    asked = {IMPORTED_AS.get(name, name.replace("-", "_")).lower() for name in _ranges(lines)}
    known = asked | UNDECLARED | set(sys.stdlib_module_names) | {"crvae_core", "app"}
    sources = [
        *ROOT.glob("crvae_core/**/*.py"),
        *ROOT.glob("app/**/*.py"),
        *ROOT.glob("pages/*.py"),
        ROOT / "streamlit_app.py",
    ]
    for path in sources:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            modules = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            modules += [node.module or ""] if isinstance(node, ast.ImportFrom) and not node.level else []
            for module in modules:
                assert module.split(".")[0].lower() in {name.lower() for name in known}, (
                    f"{path.name} imports {module}"
                )


def _ignored(path: Path) -> bool:
    return bool({"__pycache__", "node_modules"} & set(path.parts)) or path.suffix == ".pyc"
