"""The commands search, words, cluster and compare on the demo: what they find, how they call it, what they refuse."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from crvae_core.analysis.cluster_notes import ClusterNote, ClusterNotes, save_notes
from crvae_core.cli import main
from crvae_core.demo.labels import load_labels
from crvae_core.demo.opening import BULLETINS, MEDIA_FOLDER, open_demo
from crvae_core.project.project import Project
from crvae_core.runs.clusters import clusters_of
from crvae_core.runs.moments import moments_of
from crvae_core.runs.run import open_run


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return open_demo(tmp_path_factory.mktemp("demo"))


def run(*arguments: object, code: int = 0) -> dict:
    result = CliRunner().invoke(main, [*map(str, arguments), "--json"])
    assert result.exit_code == code, result.output
    return json.loads(result.stdout)


def test_search_by_words_meaning_and_likeness(demo: Project) -> None:
    found = run("search", demo.folder, "VACCINE")
    assert found["moments"] == len(found["found"]) == 2
    assert all("vaccine" in moment["text"].lower() for moment in found["found"])
    meant = run("search", demo.folder, "vaccine", "--by", "meaning", "--count", 100)
    assert any("疫苗" in moment["text"] for moment in meant["found"])
    first = found["found"][0]["pair_id"]
    alike = run("search", demo.folder, first, "--by", "likeness", "--count", 3)["found"]
    assert len(alike) == 3
    assert first not in {moment["pair_id"] for moment in alike}
    assert "no vector is known" in run("search", demo.folder, "xqzzv", "--by", "meaning", code=2)["error"]
    assert "has no moment" in run("search", demo.folder, "nobody", "--by", "likeness", code=2)["error"]


def test_search_says_times_and_films_in_lines(demo: Project) -> None:
    result = CliRunner().invoke(main, ["search", str(demo.folder), "口罩"])
    assert result.exit_code == 0
    assert "晚间播报" in result.stdout
    assert "0:08" in result.stdout


def test_words_of_clusters_have_the_names_of_the_pages(demo: Project) -> None:
    told = run("words", demo.folder, "--k", 7)["clusters"]
    assert [one["name"] for one in told] == run("cluster", demo.folder, "--k", 7)["names"]
    assert "virus 病毒" in {one["name"] for one in told}
    assert all(row["low"] > 0 for one in told for row in one["words"])
    both = [run("words", demo.folder, word, "--k", 7) for word in ("virus", "病毒")]
    assert both[0] == both[1]
    assert both[0]["count"] == sum(one["count"] for one in both[0]["clusters"]) == 4


def test_a_name_and_a_merge_are_told_everywhere(demo: Project, tmp_path: Path) -> None:
    moments = moments_of(open_run(demo))
    before = clusters_of(moments, 4)
    notes = ClusterNotes({0: ClusterNote("Studio")}, ((0, 1),))
    save_notes(moments.run.folder, notes, before.found.labels, moments.pair_ids)
    try:
        assert clusters_of(moments, 4).numbers == [0, 2, 3]
        assert run("cluster", demo.folder, "--k", 4)["names"][:2] == ["Studio", "Studio"]
        assert [one["cluster"] for one in run("words", demo.folder, "--k", 4)["clusters"]] == [0, 2, 3]
    finally:
        save_notes(moments.run.folder, ClusterNotes(), before.found.labels, moments.pair_ids)


def test_counterparts_of_both_bulletins_are_of_the_right_kind(demo: Project) -> None:
    found = run("compare", demo.folder, "--by", "video", "--k", 7)
    kinds = {
        f"{place}": label.kind
        for video, stem in zip(demo.videos, BULLETINS, strict=True)
        for place, label in zip(
            demo.pairs().query("video_id == @video.video_id")["pair_id"],
            load_labels(MEDIA_FOLDER / f"{stem}.labels.json"),
            strict=True,
        )
    }
    for space, least in (("both", 0.9), ("words", 0.8)):
        told = found["told"][space]
        right = [kinds[one["moment"]] == kinds[one["nearest"]] for one in (*told["first"], *told["second"])]
        assert len(right) == len(kinds)
        assert sum(right) / len(right) >= least, space
    assert found["film_look"]["verdict"] == "look"  # the bulletins tell the same
    assert {theme["verdict"] for theme in found["themes"]} == {"shared"}
