"""The Pairs page: another alignment, corrected captions, dropped pairs, words without a vector."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from crvae_core.material.rebuild import alignment_settings
from crvae_core.project.corrections import read_steps
from crvae_core.project.project import Project, open_project
from tests.fakes import bound, texts

OpenPage = Callable[..., AppTest]
pytestmark = pytest.mark.filterwarnings("default")


def view(open_page: OpenPage, name: str) -> AppTest:
    """The page with one of its views chosen."""
    app = open_page("pages/2_Pairs.py", project="project")
    return bound(app.get("button_group"), "pairs").set_value(name).run()


def button(app: AppTest, label: str) -> object:
    """The button of that label."""
    return next(found for found in app.button if found.label == label)


def test_an_alignment_is_previewed_and_then_used(trained: Project, open_page: OpenPage) -> None:
    app = view(open_page, "alignment")
    assert not app.exception
    assert button(app, "Use this alignment").disabled
    app.selectbox[0].set_value("spread").run()
    app.number_input[0].set_value(2).run()
    assert "Not stored yet" in texts(app)
    assert not trained.pairs()["frame_row"].duplicated().any()
    button(app, "Use this alignment").click().run()
    assert not app.exception
    assert "The pairs were made anew" in texts(app)
    changed = open_project(trained.folder)
    assert alignment_settings(changed.video(changed.videos[0].video_id)).frames_per_segment == 2


def test_an_alignment_that_does_not_fit_is_explained(trained: Project, open_page: OpenPage) -> None:
    app = view(open_page, "alignment")
    app.selectbox[0].set_value("window").run()
    assert not app.exception
    assert "the captions have no times" in texts(app)
    assert not [found for found in app.button if found.label == "Use this alignment"]


def test_a_caption_is_corrected_and_the_correction_taken_back(trained: Project, open_page: OpenPage) -> None:
    app = view(open_page, "captions")
    assert not app.exception
    app.text_area[2].set_value("a mask for the elderly")
    button(app, "Save the corrections").click().run()
    assert not app.exception
    assert "1 correction saved" in texts(app)
    assert "a mask for the elderly" in open_project(trained.folder).pairs()["text"].tolist()
    button(app, "Undo the last step").click().run()
    assert "taken back" in texts(app)
    assert read_steps(trained, trained.videos[0].video_id) == []
    assert "a mask for everyone" in trained.pairs()["text"].tolist()
    button(app, "Save the corrections").click().run()
    assert "Nothing was changed" in texts(app)


def test_pairs_are_dropped_and_restored(trained: Project, open_page: OpenPage) -> None:
    app = open_page("pages/2_Pairs.py", project="project")
    button(app, "Leave out").click().run()
    assert not app.exception
    assert "9 moments with words · 1 moment left out by hand: not in maps" in texts(app)
    assert trained.pairs()["kept"].tolist() == [False] + [True] * 9
    videos = open_page("pages/1_Videos.py", project="project")
    assert [(found.label, found.value) for found in videos.metric if found.label == "Pairs"] == [
        ("Pairs", "9")
    ]
    button(app, "Restore").click().run()
    assert trained.pairs()["kept"].all()


def test_the_words_page_shows_where_vectors_come_from(trained: Project, open_page: OpenPage) -> None:
    app = view(open_page, "words")
    assert not app.exception
    shown = app.dataframe[0].value
    assert set(shown["word"]) >= {"doctor", "vaccine"}
    assert shown["times"].sum() == trained.pairs()["tokens"].map(len).sum()
