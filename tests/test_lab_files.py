"""What docs/lab-server.md and docs/lab/ name exists."""

import re
from pathlib import Path

import pytest
from streamlit import config

from crvae_core.project import lab

ROOT = Path(__file__).parents[1]
FILES = [ROOT / "docs" / "lab-server.md", *sorted((ROOT / "docs" / "lab").iterdir())]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_options_and_variables_are_known(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    options = config.get_config_options()
    variables = {option.env_var for option in options.values()}
    for name in re.findall(r"STREAMLIT_[A-Z][A-Z_]+", text):
        assert name in variables, name
    for name in re.findall(r"(?<![-\w])(?:server|browser)\.(?!md\b)[a-zA-Z]+", text):
        assert name in options, name
    own = Path(lab.__file__).read_text(encoding="utf-8")
    for name in re.findall(r"CRVAE_[A-Z_]+", text):
        assert name in own or name == "CRVAE_HOME", name


def test_images_are_the_usual_ones() -> None:
    images = [
        image
        for path in FILES
        for image in re.findall(
            r"^(?:FROM|\s*image:)\s*(\S+)", path.read_text(encoding="utf-8"), re.MULTILINE
        )
    ]
    assert len(images) == 2
    assert all(re.fullmatch(r"[a-z]+:[a-z0-9.-]+", image) for image in images), images
