"""How pages speak to a newcomer: a line under every title, one way on, plain words, groups of settings, both ends of a list."""

import ast
import re
import shutil
from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

import app
from app import state
from app.components.train.setting_groups import GROUPS, grouped
from app.components.videos import video_list
from app.figures import cluster_figures
from app.frame import STEPS
from crvae_core.model.presets import PRESETS
from crvae_core.project.project import Project, open_project, save_pairs
from crvae_core.shipped import shipped
from tests.fakes import texts

OpenPage = Callable[..., AppTest]
SPECIALIST = re.compile(r"\bmedoid|\bits mean\b|each half alone|\bdrop(ped)?\b", re.IGNORECASE)


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.title)
def test_a_page_says_what_it_is_for_in_plain_words(trained: Project, open_page: OpenPage, step) -> None:
    app = open_page(step.page, project="project")
    said = texts(app)
    assert step.purpose
    assert step.purpose in said
    assert not SPECIALIST.findall("\n".join([said, *(button.label for button in app.button)]))
    chosen_from = [*app.selectbox, *app.multiselect, *app.radio]
    assert all(str(option).strip() for one in chosen_from for option in one.options)  # no line without a name


def _shown_texts(path: Path) -> list[str]:
    """The texts of a source file that may stand on a page: all that are no docstrings and hold more than a name."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    bodies = [
        node.body for node in ast.walk(tree) if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef)
    ]
    told = {id(body[0].value) for body in bodies if body and isinstance(body[0], ast.Expr)}
    constants = (node for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in told)
    return [node.value for node in constants if isinstance(node.value, str) and " " in node.value.strip()]


def test_a_pair_is_a_frame_with_its_words_and_all_else_is_a_moment() -> None:
    """Where frames and captions meet, pages speak of pairs; everywhere else of moments, with words or without."""
    root = Path(app.__file__).parent
    sources = [*root.rglob("*.py"), *(root.parent / "pages").glob("*.py"), root.parent / "streamlit_app.py"]
    meet = ("components/pairs/", "components/videos/", "work_list.py")
    wrong = [
        (path.name, text)
        for path in sources
        for text in _shown_texts(path)
        if re.search(r"\bpairs?\b|Pairs of", text) and not any(part in path.as_posix() for part in meet)
    ]
    assert len(sources) > 100
    assert not wrong


def test_the_start_page_counts_moments_without_words_too(trained: Project, open_page: OpenPage) -> None:
    pairs = trained.pairs()
    pairs.loc[:4, "text"] = ""
    save_pairs(trained, pairs)
    assert "10 moments" in texts(open_page("streamlit_app.py"))


def test_every_setting_stands_in_one_group_that_says_what_it_does() -> None:
    for preset in PRESETS.values():
        for settings in (preset.model, preset.training):
            names = [field.name for field in fields(settings)]
            shown = [name for group, own in grouped(names) for name in own if group.says]
            assert sorted(shown) == sorted(names)
    everywhere = [name for group in GROUPS for name in group.names]
    assert len(everywhere) == len(set(everywhere))
    known = {
        field.name for one in PRESETS.values() for part in (one.model, one.training) for field in fields(part)
    }
    assert set(everywhere) <= known


def test_how_thorough_sets_the_epochs(trained: Project, open_page: OpenPage) -> None:
    app = open_page("pages/3_Train.py", project="project")

    def epochs() -> int:
        return next(one.value for one in app.number_input if one.label == "Epochs")

    normal = epochs()
    app.button_group(key="pace").set_value("quick").run()
    quick = epochs()
    app.button_group(key="pace").set_value("thorough").run()
    assert quick < normal < epochs()


def test_a_long_list_is_paged_at_both_ends(trained: Project, open_page: OpenPage, monkeypatch) -> None:
    monkeypatch.setattr("app.components.shared.gallery.show.__defaults__", (None, None, 4, 4))
    app = open_page("pages/2_Pairs.py", project="project")
    following = [button for button in app.button if button.label == "Next"]
    assert len(following) == 2
    following[1].click().run()
    assert app.query_params["page"] in ("2", ["2"])


def test_a_moment_plays_where_its_picture_stood(trained: Project, open_page: OpenPage) -> None:
    app = open_page("pages/2_Pairs.py", project="project")
    before = len(app.get("video"))
    next(button for button in app.button if button.key.startswith("play-")).click().run()
    assert len(app.get("video")) == before + 1
    assert not app.exception


def test_a_video_is_copied_removed_and_had_back(trained: Project, open_page: OpenPage) -> None:
    page = open_page("pages/1_Videos.py", project="project")
    first = trained.videos[0].video_id
    page.button(key=f"copy-{first}").click().run()
    assert not page.exception
    assert len(open_project(trained.folder).videos) == 2
    page.button(key=f"remove-{first}").click().run()
    (twin,) = open_project(trained.folder).videos
    assert twin.name.endswith("(copy)")
    next(button for button in page.button if button.label == "Bring back").click().run()
    assert {video.video_id for video in open_project(trained.folder).videos} == {first, twin.video_id}


def test_where_there_is_no_project_the_steps_stand_in_pictures(workspace, open_page: OpenPage) -> None:
    said = texts(open_page("streamlit_app.py"))
    assert f"{len(STEPS)} pages from a film to your findings" in said
    assert all(step.purpose in said for step in STEPS)
    assert {path.stem for path in shipped("assets", "steps").glob("*.webp")} == {
        step.title.lower() for step in STEPS
    }


def test_two_projects_of_one_name_are_told_apart(trained: Project, open_page: OpenPage) -> None:
    assert "folder" not in texts(open_page("streamlit_app.py"))
    shutil.copytree(trained.folder, state.workspace() / "twin")
    said = texts(open_page("streamlit_app.py"))
    assert "folder project" in said
    assert "folder twin" in said


def test_strips_of_films_of_different_length_share_an_axis() -> None:
    stretches = pd.DataFrame({"start_s": [0.0], "end_s": [4.0]})
    short, long = (cluster_figures.strip_figure(stretches, "#123456", end, 90.0) for end in (30.0, 90.0))
    assert short.layout.xaxis.range == long.layout.xaxis.range
    assert (short.layout.shapes[0].x1, long.layout.shapes[0].x1) == (30.0, 90.0)


def test_a_film_without_captions_brings_frames_and_not_no_pairs(trained: Project) -> None:
    spoken = trained.videos[0]
    silent = replace(spoken, captions_name="", pair_count=0)
    assert video_list._added(spoken) == "10 pairs of a frame and its words"
    assert video_list._added(silent) == f"{spoken.frame_count} frames, no words"


def test_what_is_chosen_from_buttons_is_never_out_of_sight() -> None:
    """In a column rows of buttons scroll sideways, and labels of switches are cut, where they are not told to wrap."""
    drawn = [
        call
        for path in Path(app.__file__).parent.rglob("*.py")
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr in {"pills", "segmented_control", "toggle", "checkbox"}
    ]
    assert len(drawn) >= 20
    assert all("wrap" in {one.arg for one in call.keywords} for call in drawn)
