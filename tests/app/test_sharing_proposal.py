"""Pages propose that a caption's later frames share its words, and keep what a person decides."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from crvae_core.material.ingest import add_video
from crvae_core.material.rebuild import alignment_settings
from crvae_core.project.new_project import create_project
from crvae_core.project.project import Project, open_project
from tests.app.conftest import LINES
from tests.clips import grey_steps, write_clip
from tests.fakes import bound, texts
from tests.media.caption_files import srt

pytestmark = pytest.mark.filterwarnings("default")
WHY = "6 of 10 frames have no words: captions last 5 s, frames come every 2 s"
LONG = srt([(5.0 * row, 5.0 * row + 5, text) for row, text in enumerate(LINES[:4])])
OpenPage = Callable[..., AppTest]


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with a film of ten frames and four captions of five seconds."""
    folder = tmp_path_factory.mktemp("long-captions")
    clip = write_clip(folder / "clip.mp4", grey_steps(10), size=(64, 48), rate=2)
    (folder / "captions.srt").write_text(LONG)
    project, _ = add_video(create_project(folder / "project", "Long"), clip, folder / "captions.srt")
    return project.folder


@pytest.fixture
def project(workspace: Path, template: Path) -> Project:
    shutil.copytree(template, workspace / "project")
    return open_project(workspace / "project")


def _decided(project: Project) -> bool | None:
    return alignment_settings(open_project(project.folder).videos[0]).share_words


def test_the_page_videos_says_what_no_caption_took(project: Project, open_page: OpenPage) -> None:
    said = texts(open_page("pages/1_Videos.py", project="project"))
    assert "6 of 10 frames are in no moment: no caption took them. Captions last much longer" in said


@pytest.mark.parametrize(
    ("button", "decided", "pairs"), [("accept-sharing", True, 10), ("decline-sharing", False, 4)]
)
def test_a_person_accepts_or_declines(
    project: Project, open_page: OpenPage, button: str, decided: bool, pairs: int
) -> None:
    app = open_page("pages/2_Pairs.py", project="project")
    assert "6 of 10 frames are in no moment" in texts(app)
    app = bound(app.get("button_group"), "pairs").set_value("alignment").run()
    assert WHY in texts(app)
    assert _decided(project) is None
    app.button(key=button).click().run()
    assert not app.exception
    assert WHY not in texts(app)
    assert (_decided(project), len(project.pairs())) == (decided, pairs)
    taken = {metric.label: metric.value for metric in app.metric}["Frames no caption took"]
    assert taken == ("0" if decided else "6")


def test_it_is_proposed_before_the_film_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "captions.srt").write_text(LONG)
    monkeypatch.setenv("CAPTIONS_OF_TEST", str(tmp_path / "captions.srt"))

    def script() -> None:
        import os
        from pathlib import Path

        import streamlit as st

        from app.components.videos import words_to_share
        from crvae_core.material.ingest import IngestSettings
        from crvae_core.media.alignment import AlignmentSettings
        from crvae_core.media.captions import read_captions

        every = st.number_input("every", 0.5, 60.0, 2.0)
        spoken, settings = read_captions(Path(os.environ["CAPTIONS_OF_TEST"])), IngestSettings(every_s=every)
        found = words_to_share.show(spoken, settings, AlignmentSettings(), "key")
        st.session_state["decided"] = found.share_words

    app = AppTest.from_function(script).run()
    assert "captions last 5 s, frames come every 2 s" in texts(app)
    assert app.session_state["decided"] is True
    app.toggle[0].set_value(False).run()
    assert app.session_state["decided"] is False
    app.number_input[0].set_value(5.0).run()
    assert app.session_state["decided"] is None
