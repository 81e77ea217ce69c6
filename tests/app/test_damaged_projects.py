"""Damaged projects on every page: nothing breaks, what is wrong is said, and a button repairs it."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from tests.damage import DAMAGES, THOROUGH, make_template
from tests.every_damage import EVERY, damage
from tests.fakes import texts
from tests.file_faults import fault_at

PAGES = (
    "streamlit_app.py", "pages/1_Videos.py", "pages/2_Pairs.py", "pages/3_Train.py", "pages/4_Reconstructions.py",
    "pages/5_Map.py", "pages/6_Clusters.py",
)  # fmt: skip
PAIRS = [(damage, page) for damage in DAMAGES for page in PAGES]
SOME = [(damage, PAGES[(3 * place) % len(PAGES)]) for place, damage in enumerate(DAMAGES)][::2]
EVERYWHERE = [(number, *one) for number, one in enumerate(EVERY)]
WRITES = {
    "Open the demo", "Rename", "Copy", "Remove", "Save the name", "Remove this video", "Leave out", "Restore", "Start training",
    "Save", "Merge",
}  # fmt: skip
# damage, a page that needs the file, what it says
TOLD = (
    ("latents halved", "pages/5_Map.py", "latents of 'first' are damaged"),
    ("latents too few", "pages/6_Clusters.py", "latents of 'first' are damaged"),
    ("config empty", "pages/5_Map.py", "config.json of the run 'first' is damaged"),
    ("model gone", "pages/4_Reconstructions.py", "model.safetensors is missing"),
    ("frames empty", "pages/4_Reconstructions.py", "frames of clip"),
    ("info halved", "pages/1_Videos.py", "info.json of clip"),
    ("evaluation halved", "pages/4_Reconstructions.py", "figures"),
)
OpenPage = Callable[..., AppTest]


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a project that nobody changes."""
    return make_template(tmp_path_factory.mktemp("damage"))


@pytest.fixture
def folder(template: Path, workspace: Path) -> Path:
    """A copy of it, to be damaged."""
    st.cache_data.clear()
    st.cache_resource.clear()
    return Path(shutil.copytree(template, workspace / "project"))


@pytest.mark.parametrize(("name", "page"), PAIRS if THOROUGH else SOME)
def test_no_page_breaks_on_damage(folder: Path, open_page: OpenPage, name: str, page: str) -> None:
    DAMAGES[name].damage(folder)
    assert not open_page(page, project="project").exception


@pytest.mark.parametrize(("number", "name", "state"), EVERYWHERE if THOROUGH else EVERYWHERE[9::40])
def test_pages_meet_any_file_in_any_state(
    folder: Path, open_page: OpenPage, number: int, name: str, state: str
) -> None:
    damage(folder, name, state)
    for page in (PAGES[number % len(PAGES)], PAGES[(3 * number + 4) % len(PAGES)]):
        app = open_page(page, project="project")
        assert not app.exception, page
        told = [expander.label for expander in app.expander]
        assert not app.error or "What is damaged, and what helps" in told or "project" in app.error[0].value


@pytest.mark.parametrize(("name", "page", "said"), TOLD)
def test_damage_is_told_and_repaired_by_a_button(
    folder: Path, open_page: OpenPage, name: str, page: str, said: str
) -> None:
    DAMAGES[name].damage(folder)
    app = open_page(page, project="project")
    assert said.replace("_", r"\_") in texts(app).replace("\\", "")
    assert "What is damaged, and what helps" in [expander.label for expander in app.expander]
    next(button for button in app.button if button.label == "Repair").click().run()
    assert not app.exception
    assert not app.error
    assert said not in texts(app)


def test_pairs_and_word_vectors_come_back_by_themselves(folder: Path, open_page: OpenPage) -> None:
    DAMAGES["pairs halved"].damage(folder)
    DAMAGES["vocabulary words halved"].damage(folder)
    app = open_page("pages/2_Pairs.py", project="project")
    assert not app.exception
    assert not app.error
    assert "made anew" in app.toast[0].value
    assert "a mask for the doctor" in texts(app)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("kind", ["read-only", "full"])
def test_every_page_opens_where_nothing_can_be_written(
    folder: Path, open_page: OpenPage, page: str, kind: str
) -> None:
    shutil.rmtree(folder / "analysis")
    with fault_at(folder.parent, kind, 1):
        app = open_page(page, project="project")
    assert not app.exception
    assert not app.error


@pytest.mark.parametrize("page", PAGES if THOROUGH else (PAGES[1], PAGES[6]))
@pytest.mark.parametrize("kind", ["read-only", "full"] if THOROUGH else ["read-only"])
def test_every_button_says_why_nothing_can_be_written(
    folder: Path, open_page: OpenPage, page: str, kind: str
) -> None:
    app = open_page(page, project="project")
    places = {button.label: place for place, button in enumerate(app.button) if not button.disabled}
    for label, place in places.items():
        app = open_page(page, project="project")
        with fault_at(folder.parent, kind, 1):
            app.button[place].click().run()
        assert not app.exception, label
        if label in WRITES:
            told = ("can only be read", "is full", "can\\'t be written")
            assert any(words in app.error[0].value for words in told), label


def test_a_project_that_can_not_be_opened_is_named_on_the_start_page(
    folder: Path, open_page: OpenPage
) -> None:
    shutil.copytree(folder, folder.parent / "other")
    DAMAGES["project.json halved"].damage(folder)
    app = open_page("streamlit_app.py")
    assert not app.exception
    assert "project\\.json is damaged" in texts(app)
    assert "Open" in [button.label for button in app.button]
