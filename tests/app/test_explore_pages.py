"""Map and Clusters, run without a browser: the view in the address, names of clusters, time, search, bad material."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from app.plain_text import clock
from app.state import SHORT_SELECTION
from crvae_core.analysis.cluster_notes import load_notes
from crvae_core.analysis.named_clusters import NamedClusters
from crvae_core.files import read_json, write_array, write_json
from crvae_core.project.project import Project, save_pairs
from tests.fakes import bound, glanced, texts, told

OpenPage = Callable[..., AppTest]
MAP, CLUSTERS = "pages/5_Map.py", "pages/6_Clusters.py"
VIEWS = ("clusters", "words", "time", "search")

pytestmark = pytest.mark.filterwarnings("default")  # the app's own process is not held to pytest's settings


def ids(project: Project) -> list[str]:
    """All pair ids."""
    return project.pairs()["pair_id"].tolist()


def k_slider(app: AppTest) -> object:
    """The slider of k."""
    return next(slider for slider in app.slider if "clusters" in slider.label)


def test_the_address_gives_the_view(trained: Project, open_page: OpenPage) -> None:
    app = open_page(
        MAP, project="project", k="4", layout="pca", weight="0.25", colour="time", sel=ids(trained)[2]
    )
    assert not app.exception
    assert k_slider(app).value == 4
    assert bound(app.get("button_group"), "layout").value == "pca"
    assert bound(app.slider, "weight").value == 0.25
    assert bound(app.selectbox, "colour").value == "time"
    assert "The moment at 0:02" in texts(app) or "The moment at 0:04" in texts(app)


def test_what_is_changed_goes_into_the_address(trained: Project, open_page: OpenPage) -> None:
    app = open_page(MAP, project="project", sel=ids(trained)[0])
    k_slider(app).set_value(3).run()
    assert told(app, "k") == "3"
    assert told(app, "sel") == ids(trained)[0]
    bound(app.selectbox, "colour").set_value("length").run()
    assert told(app, "colour") == "length"
    bound(app.selectbox, "colour").set_value("cluster").run()
    assert told(app, "colour") is None
    assert told(app, "k") == "3"
    assert not app.exception


@pytest.mark.parametrize(
    "address",
    [
        {"k": "99", "weight": "seven", "layout": "mercator", "colour": "smell", "near": "-1"},
        {"sel": "nobody,<b>", "panel": "cellar", "clusters": "astrology", "kmax": "1e9"},
        {"sel": "@0123456789abcdef", "panel": "between", "at": "nan,inf"},
        {"sel": "@../../x", "k": "nan", "names": "maybe"},
    ],
)
def test_nonsense_in_the_address_is_passed_over(
    trained: Project, open_page: OpenPage, address: dict[str, str]
) -> None:
    for page in (MAP, CLUSTERS):
        app = open_page(page, project="project", **address)
        assert not app.exception
        assert not app.error


def test_clusters_at_a_glance(trained: Project, open_page: OpenPage) -> None:
    app = open_page(MAP, project="project", k="3")
    shown = glanced(app)
    pairs = trained.pairs().set_index("pair_id")
    assert len(shown["clusters"]) == 3
    assert shown["played"] is None
    assert sum(int(cluster["facts"][0].split()[0]) for cluster in shown["clusters"]) == len(pairs)
    moment = shown["clusters"][1]["moments"][0]
    pair = pairs.loc[moment["id"]]
    assert moment["time"] == clock(pair["frame_time_s"])
    assert moment["alt"] == f"Frame at {moment['time']}"
    assert moment["film"] == trained.video(pair["video_id"]).name
    assert moment["said"] == (pair["text"] or "Nothing is said.")
    app.session_state["moment-that-plays"] = ("glance", moment["id"])
    played = glanced(app.run())["played"]
    assert (played["id"], played["start"]) == (moment["id"], int(pair["frame_time_s"]))
    assert played["src"]
    assert played["captions"].startswith("WEBVTT")
    app.session_state["moment-that-plays"] = ("cluster", moment["id"])  # plays elsewhere
    assert glanced(app.run())["played"] is None


def test_a_figure_that_is_kept_is_anothers_where_names_are_others(
    trained: Project, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def legend() -> list[str]:
        (chart,) = [
            json.loads(part.proto.spec)
            for part in open_page(MAP, project="project", k="3", names="").get("plotly_chart")
            if part.proto.alt.startswith("Map of all moments")
        ]
        return [trace["name"] for trace in chart["data"]]

    before = legend()
    assert legend() == before
    others = {number: f"group {number}" for number in range(-1, 3)}  # such as in another reader's language
    monkeypatch.setattr(NamedClusters, "names", property(lambda self: others))
    assert legend() == ["group 0", "group 1", "group 2"] != before


def test_a_long_selection_is_kept_in_the_project(trained: Project, open_page: OpenPage) -> None:
    app = open_page(MAP, project="project", sel=",".join(ids(trained)[:1]))
    app.button(key="map-invert").click().run()
    assert len(ids(trained)) - 1 > SHORT_SELECTION
    stored = told(app, "sel")
    assert stored
    assert stored.startswith("@")
    assert read_json(trained.folder / "notes" / "selections" / f"{stored[1:]}.json") == ids(trained)[1:]
    again = open_page(MAP, project="project", sel=stored)
    assert f"Selected: {len(ids(trained)) - 1} moments" in texts(again)
    again.button(key="map-clear").click().run()
    assert "Clusters at a glance" in texts(again)
    assert told(again, "sel") is None


def test_the_selection_survives_other_clusters_and_colours(trained: Project, open_page: OpenPage) -> None:
    app = open_page(MAP, project="project", sel=ids(trained)[3])
    for change in (
        lambda: k_slider(app).set_value(5).run(),
        lambda: bound(app.selectbox, "colour").set_value("trust").run(),
        lambda: bound(app.selectbox, "clusters").set_value("agglomerative").run(),
        lambda: bound(app.selectbox, "clusters").set_value("hdbscan").run(),
    ):
        change()
        assert not app.exception
        assert "The moment at" in texts(app)
        assert told(app, "sel") == ids(trained)[3]


def test_every_colour_can_be_drawn(trained: Project, open_page: OpenPage) -> None:
    app = open_page(MAP, project="project")
    for colour in bound(app.selectbox, "colour").options:
        bound(app.selectbox, "colour").select(colour).run()
        assert not app.exception, colour
        assert not app.error, colour


def test_a_place_and_a_path_can_be_decoded(trained: Project, open_page: OpenPage) -> None:
    app = open_page(MAP, project="project", panel="between", sel=",".join(ids(trained)[1:3]))
    assert "Its true neighbours" in texts(app)
    across = next(slider for slider in app.slider if slider.label == "Left to right")
    across.set_value(across.value + 1e-4).run()  # as a browser may round it: nobody has moved it
    assert told(app, "at") is None
    across.set_value(across.min).run()
    assert not app.exception
    assert told(app, "at")
    bound(app.get("button_group"), "decode").set_value("path").run()
    assert "20% of the way" in texts(app)


@pytest.mark.parametrize("view", VIEWS)
def test_views_of_clusters_stand(trained: Project, open_page: OpenPage, view: str) -> None:
    for extra in ({}, {"k": "10"}, {"clusters": "hdbscan"}, {"clusters": "gmm", "weight": "0.0"}):
        app = open_page(CLUSTERS, project="project", show=view, **extra)
        assert not app.exception, extra
        assert not app.error, extra


def test_a_cluster_keeps_its_name_note_and_merge(trained: Project, open_page: OpenPage) -> None:
    app = open_page(CLUSTERS, project="project", k="3", cluster="2")
    next(field for field in app.text_input if field.label == "Name").input("Masks <b>*all*</b>")
    next(field for field in app.text_area if field.label == "Note").input("seen often")
    next(button for button in app.button if button.label == "Save").click().run()
    assert not app.exception
    kept = load_notes(trained.run_folder("first")).of(1)
    assert (kept.name, kept.note) == ("Masks <b>*all*</b>", "seen often")
    again = open_page(MAP, project="project", k="3")
    assert glanced(again)["clusters"][1]["name"] == "Masks <b>*all*</b>"  # written as text
    assert not any("<b>*all*" in element.proto.body for element in again.get("html"))
    merged = open_page(CLUSTERS, project="project", k="3", cluster="2")
    next(button for button in merged.button if button.label == "Merge").click().run()
    assert "2 clusters" in texts(merged)
    next(button for button in merged.button if button.label == "Split again").click().run()
    assert "3 clusters" in texts(merged)


def test_words_are_counted_in_clusters(trained: Project, open_page: OpenPage) -> None:
    said = texts(open_page(CLUSTERS, project="project", show="words", word="doctor"))
    assert "**doctor** is said in 2 of 10 moments" in said


def test_search_finds_words_meanings_and_likenesses(trained: Project, open_page: OpenPage) -> None:
    said = texts(open_page(CLUSTERS, project="project", show="search", find="MARKET"))
    assert "**2 moments** in which" in said
    said = texts(open_page(CLUSTERS, project="project", show="search", search="meaning", find="physician"))
    assert "doctor (0." in said
    said = texts(open_page(CLUSTERS, project="project", show="search", search="meaning", find="xqzzv"))
    assert "No vector is known" in said
    said = texts(open_page(CLUSTERS, project="project", show="search", search="like", sel=ids(trained)[0]))
    assert "**9 moments** like the one at 0:00" in said
    assert "There are no moments" in texts(open_page(CLUSTERS, project="project", show="search", find="[("))


def test_a_stretch_of_time_is_selected(trained: Project, open_page: OpenPage) -> None:
    app = open_page(CLUSTERS, project="project", show="time")
    stretch = next(slider for slider in app.slider if slider.label == "Stretch")
    first, last = stretch.value
    pairs = trained.pairs()
    middle = pairs["frame_time_s"].iloc[4]
    stretch.set_value((first, last.replace(second=int(middle)))).run()
    assert not app.exception
    assert "**5 moments** of clip" in texts(app)  # its clock is that of this film


def only(project: Project, rows: list[int]) -> None:
    """Leave these pairs in a project."""
    save_pairs(project, project.pairs().iloc[rows])


@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_pages_stand_with_few_pairs(trained: Project, open_page: OpenPage, count: int) -> None:
    only(trained, list(range(count)))
    for page, extra in (
        (MAP, {}),
        (MAP, {"panel": "between"}),
        *((CLUSTERS, {"show": view}) for view in VIEWS),
    ):
        app = open_page(page, project="project", **extra)
        assert not app.exception, (page, extra)
        assert not app.error, (page, extra)


def test_pages_stand_with_identical_vectors(trained: Project, open_page: OpenPage) -> None:
    path = trained.run_folder("first") / "latents.npy"
    write_array(path, np.ones_like(np.load(path)))
    for page, extra in (
        (MAP, {}),
        (MAP, {"panel": "between", "sel": ",".join(ids(trained)[:2])}),
        (MAP, {"clusters": "gmm"}),
        *((CLUSTERS, {"show": view}) for view in VIEWS),
    ):
        app = open_page(page, project="project", **extra)
        assert not app.exception, (page, extra)
        assert not app.error, (page, extra)


def test_pages_stand_without_captions(trained: Project, open_page: OpenPage) -> None:
    pairs = trained.pairs()
    pairs["text"] = ""
    pairs["tokens"] = [[] for _ in range(len(pairs))]
    save_pairs(trained, pairs)
    (
        trained.run_folder("first") / "moments.parquet"
    ).unlink()  # a run of before: its moments go by their names
    for page, extra in (
        (MAP, {"sel": ids(trained)[0]}),
        (MAP, {"colour": "agreement"}),
        (MAP, {"colour": "length"}),
        *((CLUSTERS, {"show": view}) for view in VIEWS),
        (CLUSTERS, {"show": "search", "search": "meaning", "find": "doctor"}),
    ):
        app = open_page(page, project="project", **extra)
        assert not app.exception, (page, extra)
        assert not app.error, (page, extra)
    assert "Nothing is said" in texts(open_page(CLUSTERS, project="project", show="words"))


def test_damaged_weights_leave_map_and_clusters_standing(trained: Project, open_page: OpenPage) -> None:
    (trained.run_folder("first") / "model.safetensors").write_bytes(b"not weights")
    for page, extra in ((MAP, {"sel": ids(trained)[0]}), (MAP, {"colour": "error"}), (CLUSTERS, {})):
        app = open_page(page, project="project", **extra)
        assert not app.exception, (page, extra)
        assert not app.error, (page, extra)


def test_a_film_that_was_moved_leaves_its_frame(trained: Project, open_page: OpenPage) -> None:
    source = trained.source_path(trained.videos[0].video_id)
    shutil.move(source, Path(str(source) + ".moved"))
    app = open_page(MAP, project="project", sel=ids(trained)[0])
    assert not app.exception
    assert "The film was moved" in texts(app)


def test_damaged_notes_are_passed_over(trained: Project, open_page: OpenPage) -> None:
    write_json(trained.run_folder("first") / "cluster-notes.json", {"records": "none"})
    app = open_page(CLUSTERS, project="project")
    assert not app.exception
    assert not app.error
