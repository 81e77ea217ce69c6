"""One name per cluster: a person's, else its telling words, else its number; merged clusters are one."""

import numpy as np
import pytest

from crvae_core.analysis.cluster_notes import ClusterNote, ClusterNotes
from crvae_core.analysis.clustering import cluster
from crvae_core.analysis.named_clusters import NO_CLUSTER, NamedClusters, count_concepts
from crvae_core.analysis.palette import NO_CLUSTER_COLOUR, cluster_colour
from crvae_core.analysis.words import telling_words
from crvae_core.text.glossary import Glossary
from tests.fakes import blobs

VECTORS, _ = blobs(3, per_cluster=30)
FOUND = cluster(VECTORS, 3)
SAID = {0: ["mask", "the", "7", "<b>"], 1: ["病毒", "the"], 2: ["the"]}
TOKENS = [SAID[number] for number in FOUND.labels.tolist()]
GLOSSARY = Glossary({"病毒": "virus"})


def named(notes: ClusterNotes | None = None, glossary: Glossary = GLOSSARY) -> NamedClusters:
    return NamedClusters(VECTORS, FOUND, notes or ClusterNotes(), count_concepts(TOKENS, glossary), glossary)


def test_telling_words_name_what_nobody_named() -> None:
    assert named().names == {0: "mask", 1: "virus 病毒", 2: "Cluster 3", NO_CLUSTER: "No cluster"}
    assert named(glossary=Glossary()).names[1] == "病毒"


def test_words_that_the_reader_has_none_for_come_last_and_are_told_of() -> None:
    said = {0: ["口罩", "口罩", "mask"], 1: ["气温"], 2: ["流感"]}
    words = Glossary(near={"气温": "weather"}, unread=frozenset({"口罩", "流感"}))
    tokens = [said[number] for number in FOUND.labels.tolist()]
    clusters = NamedClusters(VECTORS, FOUND, ClusterNotes(), count_concepts(tokens, words), words)
    assert [clusters.names[number] for number in range(3)] == ["mask, 口罩", "气温 (about weather)", "流感"]
    assert clusters.name_note(0).startswith("口罩: the shared word space has no word")
    assert "not a sure translation" in clusters.name_note(1)
    assert named().name_note(0) == ""


def test_a_persons_name_and_colour_come_first() -> None:
    notes = ClusterNotes({0: ClusterNote("Masks", "#123456"), 1: ClusterNote("", "no colour")})
    clusters = named(notes)
    assert clusters.names[0] == "Masks"
    assert [clusters.colour(number) for number in (0, 1, -1)] == [
        "#123456",
        cluster_colour(1),
        NO_CLUSTER_COLOUR,
    ]


def test_no_name_comes_twice() -> None:
    notes = ClusterNotes({0: ClusterNote("Masks"), 2: ClusterNote("Masks")})
    assert sorted(named(notes).names.values()) == ["Masks", "Masks (Cluster 3)", "No cluster", "virus 病毒"]


def test_merged_clusters_are_one_by_the_smallest_number() -> None:
    clusters = named(ClusterNotes(merges=((0, 2),)))
    assert clusters.numbers == [0, 1]
    assert len(clusters.members(0)) == 60
    assert set(clusters.labels[FOUND.labels == 2].tolist()) == {0}
    own = VECTORS[clusters.members(0)]
    totals = np.linalg.norm(own[:, None] - own[None], axis=-1).sum(axis=1)
    assert clusters.medoid(0) == clusters.members(0)[totals.argmin()]
    assert clusters.typical(0).tolist() == clusters.unusual(0).tolist()[::-1]


@pytest.mark.parametrize("number", [0, 1, 2])
def test_names_hold_only_words_that_the_table_calls_sure(number: int) -> None:
    clusters = named()
    table = clusters.words[number].set_index("word")
    for word in telling_words(clusters.words[number]):
        assert table.loc[word, "low"] > 0


def test_shares_count_every_word_of_a_meaning() -> None:
    for word in ("virus", "病毒", " Virus "):
        table = named().shares_of(word).set_index("cluster")
        assert (table.loc[1, "count"], table.loc[0, "count"]) == (30, 0)
    assert named().shares_of("nothing")["count"].sum() == 0
