"""The commands map, name and merge, how people read clusters, and where a project lies that is named alone."""

import json
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

from crvae_core.analysis.k_selection import DEFAULT_KS, known_sweep
from crvae_core.analysis.recommendation import recommend_k
from crvae_core.cli import main
from crvae_core.commands.clusters import readable_clustering
from crvae_core.commands.naming import readable_clusters
from crvae_core.compare.comparison import compare_run
from crvae_core.demo.labels import demo_kinds
from crvae_core.demo.opening import open_demo
from crvae_core.export.moments_table import moments_table
from crvae_core.project.project import Project
from crvae_core.runs.clusters import USUAL_K, clusters_of, usual_k
from crvae_core.runs.moments import moments_of
from crvae_core.runs.run import open_run
from crvae_core.wording import width


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return open_demo(tmp_path_factory.mktemp("demo"))


def run(*arguments: object, code: int = 0) -> dict:
    result = CliRunner().invoke(main, [*map(str, arguments), "--json"])
    assert result.exit_code == code, result.output
    return json.loads(result.stdout)


def test_a_name_and_a_merge_are_those_of_the_pages(demo: Project) -> None:
    before = run("name", demo.folder)["clusters"]
    numbers = [one["cluster"] for one in before]
    assert numbers == list(range(1, len(demo_kinds()) + 1))
    run("name", demo.folder, 2, "  The   street ", "--note", "outside")
    clusters = clusters_of(moments_of(open_run(demo)))
    assert (clusters.names[1], clusters.notes.of(1).note) == ("The street", "outside")
    merged = run("merge", demo.folder, 3, 2)["clusters"]
    assert [one["cluster"] for one in merged] == [number for number in numbers if number != 3]
    assert merged[1]["moments"] == before[1]["moments"] + before[2]["moments"]
    assert "no cluster 3" in run("name", demo.folder, 3, "gone", code=2)["error"]
    run("merge", demo.folder, 2, "--split")
    assert run("name", demo.folder, 2, "")["clusters"] != merged
    assert "two or more" in run("merge", demo.folder, 2, 2, code=2)["error"]
    beyond = len(numbers) + 2
    assert f"no cluster {beyond}" in run("merge", demo.folder, beyond, 1, code=2)["error"]


def test_where_nobody_asks_for_k_all_take_the_one_that_the_curves_speak_for(demo: Project) -> None:
    chosen = open_run(demo)
    moments = moments_of(chosen)
    sweep = known_sweep(demo.folder / "analysis", moments.vectors(), DEFAULT_KS)
    assert sweep is not None
    advised = recommend_k(sweep.curves).k
    assert advised == len(demo_kinds())
    assert run("cluster", demo.folder)["k"] == advised
    for command in ("words", "name"):
        assert len(run(command, demo.folder)["clusters"]) == advised
    places = run("map", demo.folder, "--layout", "pca")["places"]
    assert len({place["cluster"] for place in places}) == advised
    assert compare_run(chosen).clusters.found.k == moments_table(chosen).clusters.found.k == advised
    assert usual_k(chosen, moments.vectors(0.5)) == usual_k(chosen, moments.vectors(), "gmm") == USUAL_K
    assert usual_k(chosen, moments.vectors()[:1].repeat(9, axis=0)) == 1


def test_a_map_is_the_same_each_time_and_can_be_a_table(demo: Project, tmp_path: Path) -> None:
    first = run("map", demo.folder, "--layout", "pca")
    assert first == run("map", demo.folder, "--layout", "pca")
    assert len(first["places"]) == first["moments"]
    run("map", demo.folder, "--layout", "pca", "--out", tmp_path / "map.csv")
    table = pd.read_csv(tmp_path / "map.csv")
    assert table["x"].tolist() == pytest.approx([place["x"] for place in first["places"]])
    assert set(table["video"]) == {video.name for video in demo.videos}
    assert (
        ".csv" in run("map", demo.folder, "--layout", "pca", "--out", tmp_path / "map.pdf", code=2)["error"]
    )


def test_clusters_are_printed_for_people(demo: Project) -> None:
    said = CliRunner().invoke(main, ["cluster", str(demo.folder), "--k", "5"]).stdout
    assert "labels" not in said
    assert said.count("moments") == 5


def test_names_in_chinese_stand_in_straight_columns() -> None:
    clusters = [
        {"cluster": 1, "name": "virus 病毒", "moments": 14},
        {"cluster": 2, "name": "Cluster 2", "moments": 2},
    ]
    first, second = readable_clusters({"clusters": clusters}).splitlines()
    assert width(first.partition("14")[0]) == width(second.partition("2 moments")[0])
    first, second = readable_clustering({"names": ["virus 病毒", "Cluster 2"], "sizes": [14, 2]}).splitlines()
    assert width(first.partition("14")[0]) == width(second.partition("2 moments")[0])
