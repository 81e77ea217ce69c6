"""The page Reconstructions: words to choose from, orders, halves, and whether the space is worth exploring."""

import json
from collections.abc import Callable

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from app.components.reconstructions.reconstruction_list import order, words_with_candidates
from crvae_core.files import read_json, write_json
from crvae_core.project.project import Project
from crvae_core.text.lexicon import UNKNOWN, Choice
from tests.fakes import bound, texts

OpenPage = Callable[..., AppTest]
PAGE = "pages/4_Reconstructions.py"

pytestmark = pytest.mark.filterwarnings("default")  # the app's own process is not held to pytest's settings


def test_words_are_chosen_and_read_in_the_other_language(trained: Project, open_page: OpenPage) -> None:
    app = open_page(PAGE, project="project")
    for source in ("frequent", "all", "videos"):
        bound(app.radio, "source").set_value(source).run()
        assert not app.exception
        assert not app.error
    bound(app.radio, "source").set_value("frequent").run()
    bound(app.radio, "language").set_value("other").run()
    assert not app.exception
    assert "Read in the other language" in texts(app)


def test_what_no_video_speaks_is_explained(trained: Project, open_page: OpenPage) -> None:
    app = open_page(PAGE, project="project")
    bound(app.radio, "language").set_value("other").run()
    assert not app.exception
    assert "choose frequent words" in texts(app)


def test_every_order_and_the_halves_stand(trained: Project, open_page: OpenPage) -> None:
    app = open_page(PAGE, project="project")
    bound(app.toggle, "halves").set_value(True).run()
    assert "What the picture alone leads one to hear" in texts(app)
    for name in ("odd", "error", "agreement", "time"):
        bound(app.selectbox, "sort").set_value(name).run()
        assert not app.exception
        assert not app.error
    assert "picture and words agree" in texts(app)


def test_gates_are_shown_with_what_to_try(trained: Project, open_page: OpenPage) -> None:
    path = trained.run_folder("first") / "evaluation.json"
    figures = read_json(path)
    figures["gates"][0] |= {"passed": False, "sentence": "It *collapsed*.", "remedy": "Try this."}
    write_json(path, figures)
    said = texts(open_page(PAGE, project="project"))
    assert "What to try: Try this" in said
    assert "It \\*collapsed\\*" in said


def test_an_older_run_is_asked_at_a_click(trained: Project, open_page: OpenPage) -> None:
    path = trained.run_folder("first") / "evaluation.json"
    figures = read_json(path)
    del figures["gates"]
    write_json(path, figures)
    app = open_page(PAGE, project="project")
    next(button for button in app.button if "worth exploring" in button.label).click().run()
    assert not app.exception
    assert len(json.loads(path.read_text())["gates"]) == 7
    assert "The vector is alive" in texts(app)


def test_orders_put_the_worst_first_and_what_has_no_score_last() -> None:
    latents = np.array([[0.0], [0.1], [0.2], [9.0]])
    scores = {"error": np.array([0.1, 0.3, 0.2, 0.1]), "agreement": np.array([0.5, np.nan, -0.1, 0.9])}
    assert order("time", latents, scores).tolist() == [0, 1, 2, 3]
    assert order("error", latents, scores).tolist()[:2] == [1, 2]
    assert order("agreement", latents, scores).tolist() == [2, 0, 3, 1]
    assert order("odd", latents, {"error": None, "agreement": None})[0] == 3
    assert order("error", latents, {"error": None, "agreement": None}).tolist() == [0, 1, 2, 3]


def test_words_of_users_never_become_html() -> None:
    said = [[Choice('<b onclick="x">', 0.5), Choice('"><script>', 0.4)], [Choice(UNKNOWN, 0.1)]]
    found = words_with_candidates(said, ["other", "words", "here"])
    assert "<b" not in found
    assert "<script" not in found
    assert 'title="&lt;b onclick=&quot;x&quot;&gt;  0.50' in found
    assert "(1 missing)" in found
    assert "light-dark(" in found  # wrong words are red, in a red that can be read light and dark
    assert "light-dark(" not in words_with_candidates(said, None)
