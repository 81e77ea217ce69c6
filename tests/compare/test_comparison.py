"""A comparison of a run's videos from the command and from Python: answers once, the switch, and input that can't be compared."""

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

import crvae_core
from crvae_core.cli import main
from crvae_core.compare import comparison as comparing
from crvae_core.compare.comparison import Comparison, compare_run
from crvae_core.compare.report import answer_all, as_json, as_text
from crvae_core.errors import InputError
from crvae_core.notes.codebook import add_tag
from crvae_core.notes.marks import moment_place, put_marks, stretch_place
from crvae_core.project.project import Project, open_project, save_pairs, save_project
from crvae_core.runs.run import Run
from crvae_core.tasks.compare import CompareOrder, compare_groups, ordered_comparison
from crvae_core.training.loop import train
from crvae_core.work.item import create
from crvae_core.work.serving import at_work

FIRST, SECOND = "video v0", "video v1"


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the one training of this module lies."""
    return tmp_path_factory.mktemp("kept") / "project"


@pytest.fixture
def two_films(kept: Path, make_project: Callable[..., Project], tiny: dict[str, int], tmp_path: Path) -> Run:
    """A run of two films of 40 moments, trained once; the words of the films are not in the shared space."""
    if not kept.exists():
        made = train(make_project((40, 6), (40, 6)), "both", overrides=tiny, epochs=1).project
        shutil.copytree(made.folder, kept)
    return Run(open_project(shutil.copytree(kept, tmp_path / "copy")), "both")


def test_all_is_answered_kept_and_said(two_films: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    found = compare_run(two_films, "video", k=2)
    assert not found.is_known("style")
    answer_all(found)
    text = as_text(found)
    assert "these two films" in text
    assert "culture" not in text.replace("Is it culture, or only the film?", "").replace(
        "for culture only", ""
    )
    monkeypatch.setattr(comparing, "style_effects", None)  # a second look computes nothing
    again = compare_run(two_films, "video", k=2)
    assert as_text(again) == text
    assert again.is_known("words", theme=0)
    assert not compare_run(two_films, "video", k=3).is_known("style")


def test_the_command_prints_json_with_moments_by_name(two_films: Run) -> None:
    arguments = [
        "compare",
        str(two_films.project.folder),
        "--by",
        "video",
        "--k",
        "2",
        "--a",
        SECOND,
        "--json",
    ]
    done = CliRunner().invoke(main, arguments)
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    assert found["between"]["first"]["name"] == SECOND
    assert sum(found["told"]["both"]["counts"][key] for key in ("first, told by both", "first alone")) == 40
    assert found["told"]["both"]["first"][0]["moment"].startswith("v1-")
    assert {one["theme_name"] for one in found["words"]} == {"", *(one["name"] for one in found["themes"])}
    assert found["unlike"]["same words"]["sentence"]


def test_the_switch_reaches_themes_style_and_counterparts(two_films: Run) -> None:
    found = crvae_core.compare_groups(two_films, by="video", k=2, without_film_look=True)
    for answer in (found.themes(), found.style(), found.told("picture"), found.as_in_2023()):
        assert "without each film's own look" in answer.sentence()
    means = [found.vectors[side.rows].mean(axis=0) for side in (found.sides.first, found.sides.second)]
    np.testing.assert_allclose(means, 0, atol=1e-9)
    assert found.film_look() == replace_look(found).film_look()


def replace_look(found: Comparison) -> Comparison:
    return compare_run(found.moments.run, "video", k=2)


def test_words_outside_the_shared_space_are_said_to_be_so(two_films: Run) -> None:
    videos = two_films.project.videos
    assert {video.vectors for video in videos} == {"test"}
    found = compare_run(two_films, "video", k=2)
    assert found.words().notes == ()  # one language: words are compared as they are written
    other = compare_with_languages(two_films, "de", "sw")
    assert "not in the shared space" in other.words().notes[0]
    assert other.style().effects


def compare_with_languages(run: Run, *languages: str) -> Comparison:
    project = run.project
    videos = [replace(video, language=one) for video, one in zip(project.videos, languages, strict=True)]
    save_project(replace(project, videos=tuple(videos)))
    return compare_run(Run(open_project(project.folder), run.name), "video", k=3)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"by": "nothing"}, "no property 'nothing'"),
        ({"names": ("nobody", None)}, "there is no group 'nobody'"),
        ({"names": (FIRST, FIRST)}, "compared with itself"),
        ({"k": 500}, "k = 500 is not possible"),
    ],
)
def test_what_can_t_be_compared_is_said(two_films: Run, arguments: dict, said: str) -> None:
    with pytest.raises(InputError, match=said):
        compare_run(two_films, **{"by": "video", **arguments})
    with pytest.raises(InputError, match="there is no theme 9"):
        compare_run(two_films, "video", k=2).words(9)


def test_a_group_without_moments_after_dropping(two_films: Run) -> None:
    table = two_films.project.pairs()
    table.loc[table.video_id == "v1", "kept"] = False
    save_pairs(two_films.project, table)
    with pytest.raises(InputError, match="has none"):
        compare_run(two_films, "video", k=2)


def test_one_film_alone(two_films: Run) -> None:
    project = two_films.project
    save_project(replace(project, videos=project.videos[:1]))
    with pytest.raises(InputError, match="two videos"):
        compare_run(Run(open_project(project.folder), "both"), "video", k=2)


def test_the_background_keeps_the_same_answers(two_films: Run, tmp_path: Path) -> None:
    order = CompareOrder("both", 0.9, "kmeans", 2, "en", "video", FIRST, SECOND)
    item = create(two_films.project.folder, "compare", "", vars(order), order.subject)
    with at_work(item) as report:
        compare_groups(report, **item.arguments)
    kept = ordered_comparison(two_films, order)
    assert kept.is_known("told", space="both")
    assert as_json(kept)["between"]["second"]["name"] == SECOND


def test_a_word_is_held_against_every_theme_of_either_group(two_films: Run) -> None:
    found = compare_run(two_films, "video", k=2)
    answers = found.word("Doctor")  # spelled otherwise than in the captions
    assert {one.side.name for one in answers} == {FIRST, SECOND}
    for side in (found.sides.first, found.sides.second):
        own = [one for one in answers if one.side.name == side.name]
        said = found.clusters.counted.moments_with("doctor")[side.rows]
        assert sum(round(one.inside.value * one.inside.n) for one in own) == said.sum() > 0
        assert "says “doctor” in" in own[0].sentence()
    assert found.word("nobody says this") == []


MASK = np.random.default_rng(1).permutation(40)[:20].tolist()  # moments of either film
DOCTOR = np.random.default_rng(0).permutation(40)[:20].tolist()  # of the first one


@pytest.fixture
def coded(two_films: Run) -> Run:
    """Half of either film has the tag mask, half of the first film the tag doctor."""
    for name in ("mask", "doctor"):
        add_tag(two_films.project, name)
    places = [moment_place(pair) for _, pair in two_films.project.pairs().iterrows()]
    put_marks(
        two_films.project, [places[row + film] for row in MASK for film in (0, 40)], "mask", coder="Ada"
    )
    put_marks(two_films.project, [places[row] for row in DOCTOR], "doctor", coder="Bo")
    return two_films


def test_tags_are_compared_over_all_and_inside_themes(coded: Run) -> None:
    found = compare_run(coded, "video", k=2)
    everywhere = found.tags()
    shares = {one.tag: (round(one.first.value, 2), round(one.second.value, 2)) for one in everywhere.tags}
    assert shares == {"doctor": (0.5, 0.0), "mask": (0.5, 0.5)}
    assert {one.tag: one.told_apart for one in everywhere.tags} == {"doctor": True, "mask": False}
    assert "“doctor” for video v0; none for video v1" in everywhere.sentence()
    assert everywhere.coded == (len({*MASK, *DOCTOR}), 20)
    inside = [found.tags(number) for number in found.clusters.numbers]
    assert sum(one.moments[0] for one in inside) == 40
    assert "Tags" in as_text(found).splitlines()
    assert as_json(found)["tags"][0]["tags"][0]["tag"] == "doctor"
    put_marks(coded.project, [stretch_place(coded.project, "v1", 0.0, 999.0)], "doctor", coder="Bo")
    assert {one.tag: one.second.value for one in found.tags().tags}["doctor"] == 1.0


def test_the_command_compares_moments_by_their_tags_and_of_a_tag(coded: Run) -> None:
    folder = str(coded.project.folder)
    done = CliRunner().invoke(main, ["compare", folder, "--by", "tag", "--a", "mask", "--k", "2", "--json"])
    assert done.exit_code == 0, done.output
    between, both = json.loads(done.stdout)["between"], len({*MASK} & {*DOCTOR})
    assert (between["first"]["name"], between["second"]["name"]) == ("mask", "doctor")
    assert (between["first"]["moments"], between["second"]["moments"]) == (40 - both, 20 - both)
    assert "these two films" not in json.loads(done.stdout)["text"]
    only = CliRunner().invoke(
        main, ["compare", folder, "--by", "video", "--tag", "Mask", "--k", "2", "--json"]
    )
    assert only.exit_code == 0, only.output
    assert json.loads(only.stdout)["between"]["first"]["moments"] == 20
    lost = CliRunner().invoke(main, ["compare", folder, "--tag", "no such"])
    assert "its tags are mask, doctor" in lost.output
