"""Tags on cards and moments, by keys, as colours and as a filter of every page; who codes; the codebook and agreement."""

from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from app.components.tags import tag_editor, tag_keys
from crvae_core.notes.codebook import add_tag, read_codebook
from crvae_core.notes.marks import cluster_place, moment_place, put_marks, read_marks, stretch_place
from crvae_core.project.project import Project
from tests.fakes import bound, texts, told

Open = Callable[..., AppTest]
EVERY_PAGE = [
    ("pages/2_Pairs.py", {}), ("pages/2_Pairs.py", {"pairs": "coding"}), ("pages/4_Reconstructions.py", {}),
    ("pages/5_Map.py", {"colour": "tag"}), ("pages/6_Clusters.py", {"part": "members"}),
    ("pages/6_Clusters.py", {"part": "glance"}), ("pages/6_Clusters.py", {"part": "words"}),
    ("pages/6_Clusters.py", {"show": "time"}), ("pages/6_Clusters.py", {"show": "time", "time": "order"}),
    ("pages/6_Clusters.py", {"show": "words", "word": "doctor"}), ("pages/6_Clusters.py", {"show": "search", "find": "doctor"}),
    ("pages/7_Compare.py", {"by": "tag"}),
    ("pages/8_Findings.py", {"board": "codebook"}), ("pages/8_Findings.py", {"board": "agreement"}),
]  # fmt: skip


@pytest.fixture
def coded(trained: Project) -> Project:
    """Two coders, two tags, on moments 0, 1 and over a stretch."""
    add_tag(trained, "mask <i>", "worn")
    add_tag(trained, "笑")
    pairs = trained.pairs()
    put_marks(trained, [moment_place(pairs.iloc[0])], "mask-i", coder="Ada")
    put_marks(trained, [moment_place(pairs.iloc[0])], "mask-i", "look *here*", coder="Bo")
    put_marks(trained, [moment_place(pairs.iloc[1])], "笑", coder="Ada")
    return trained


@pytest.mark.parametrize(("page", "address"), EVERY_PAGE)
@pytest.mark.parametrize("tag", ["mask-i", "no-such-tag"])
def test_every_page_stands_with_each_filter(
    coded: Project, open_page: Open, page: str, address: dict[str, str], tag: str
) -> None:
    app = open_page(page, project="project", tag=tag, **address)
    assert not app.exception
    assert not app.error


def test_a_filter_leaves_the_moments_with_the_tag(coded: Project, open_page: Open) -> None:
    app = open_page("pages/2_Pairs.py", project="project")
    bound(app.selectbox, "tag").set_value("mask-i")
    app = app.run()
    assert "1 of 10" in texts(app)
    assert told(app, "tag") == "mask-i"
    assert "the doctor speaks" in texts(app)
    assert "people wait outside" not in texts(app)
    assert "look \\*here\\*" in texts(app)


def test_a_tag_is_put_and_taken_off_on_a_card_by_who_codes(coded: Project, open_page: Open) -> None:
    app = open_page("pages/2_Pairs.py", project="project")
    next(one for one in app.text_input if one.label == "Your name as a coder").set_value("Cy\nlon")
    app = app.run()
    pair_id = coded.pairs()["pair_id"][2]
    pills: Any = next(one for one in app.button_group if f"tags-{pair_id}" in (one.key or ""))
    app = pills.set_value(["笑"]).run()
    mine = [mark for mark in read_marks(coded).rows if mark.coder == "Cy lon"]
    assert [(mark.tag, mark.place.pair_id) for mark in mine] == [("笑", pair_id)]
    next(one for one in app.button_group if f"tags-{pair_id}" in (one.key or "")).set_value([]).run()
    assert len(read_marks(coded).rows) == 3


def test_keys_put_tags_and_stretches_each_press_once(coded: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tag_keys.st, "session_state", {})
    monkeypatch.setattr(tag_keys.project_data, "pairs", lambda project: project.pairs())
    monkeypatch.setattr(tag_keys.coder, "name", lambda: "Di")
    pairs = coded.pairs()
    video, looked = pairs["video_id"][0], str(pairs["pair_id"][4])
    presses = [["a-1", 1, False, pairs["frame_time_s"][3] + 0.1, True], ["a-2", 1, False, 0.0, False], ["a-3", 7, False, 0, True],
               ["a-4", 2, True, 1.0, True], ["a-5", 2, True, 4.0, True], ["odd"], ["a-6", "x", 1, 1, 1]]  # fmt: skip
    for _ in range(2):  # the browser tells all of them again with the next one
        for press in tag_keys._new(presses):
            assert tag_keys._do(coded, str(video), looked, press)
    mine = [
        (mark.tag, mark.place.on, mark.place.pair_id) for mark in read_marks(coded).rows if mark.coder == "Di"
    ]
    assert mine == [
        ("mask-i", "moment", pairs["pair_id"][3]), ("mask-i", "moment", looked), ("笑", "stretch", ""),
    ]  # fmt: skip


def test_the_codebook_is_edited_in_the_app(coded: Project, open_page: Open) -> None:
    app = open_page("pages/8_Findings.py", project="project", board="codebook")
    app.text_input(key="new-tag-name").set_value("gown")
    app = next(one for one in app.button if one.label == "Add").click().run()
    assert [tag.name for tag in read_codebook(coded).tags] == ["mask <i>", "笑", "gown"]
    app = app.button(key="tag-up-gown").click().run()
    app = app.button(key="tag-remove-笑").click().run()
    assert [tag.name for tag in read_codebook(coded).tags] == ["mask <i>", "gown"]
    app.text_input(key="new-tag-name").set_value("GOWN")
    app = next(one for one in app.button if one.label == "Add").click().run()
    assert "already" in texts(app)


def test_agreement_is_shown_by_moment_and_by_time(coded: Project, open_page: Open) -> None:
    video = str(coded.pairs()["video_id"][0])
    put_marks(coded, [stretch_place(coded, video, 0.0, 8.0)], "mask-i", coder="Bo")
    for by in ("moment", "time"):
        app = open_page("pages/8_Findings.py", project="project", board="agreement", units=by)
        table = app.dataframe[0].value
        assert list(table["Tag"]) == ["All tags together", "mask <i>", "笑"]
        assert table["Kappa"].notna().all()


def test_one_coder_is_told_what_agreement_needs(trained: Project, open_page: Open) -> None:
    assert "needs two" in texts(open_page("pages/8_Findings.py", project="project", board="agreement"))


def test_tags_of_a_cluster_are_those_that_its_coder_put_on_all_of_it(coded: Project) -> None:
    ids = coded.pairs()["pair_id"].tolist()
    put_marks(coded, [cluster_place(coded, "run", 1, "Street", ids[:2])], "mask-i", coder="Ada")
    (mark,) = tag_editor.own_of_cluster(coded, ids[:2], "Ada")
    assert (mark.tag, mark.on) == ("mask-i", "cluster")
    assert tag_editor.own_of_cluster(coded, ids[:2], "Bo") == []
    assert tag_editor.own_of_cluster(coded, ids[:3], "Ada") == []
    assert tag_editor.own_of_cluster(coded, (), "Ada") == []
