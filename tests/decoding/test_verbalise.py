"""Moments are read out among the videos' words, frequent ones or all, in the caption's language or the other one."""

from pathlib import Path

import pytest

from crvae_core.api import reconstruct, verbalise
from crvae_core.decoding.loaded import load
from crvae_core.decoding.verbalise import best_words, lexicon_of, other_language, unknown_share
from crvae_core.demo.opening import open_demo
from crvae_core.errors import ConfigError
from crvae_core.runs.run import open_run
from crvae_core.text.content_words import is_word
from crvae_core.text.lexicon import UNKNOWN
from tests.fakes import SMALL_REPORT


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory):
    return open_demo(tmp_path_factory.mktemp("demo"))


def _spoken(project, language: str, count: int):
    video = next(video for video in project.videos if video.language == language)
    pairs = project.pairs()
    return pairs[(pairs["video_id"] == video.video_id) & (pairs["tokens"].map(len) > 0)].iloc[:count]


def test_the_videos_words_are_those_of_the_reconstruction(project, tiny, train_once) -> None:
    train_once(project, "r", overrides=tiny, epochs=3)
    read, back = verbalise(project, "r", metric="euclidean"), reconstruct(project, "r")
    assert [[choices[0].word for choices in moment] for moment in read] == back.words_free
    assert read[9] == []  # nothing is said there


@pytest.mark.parametrize(("source", "said"), [("videos", 0.9), ("frequent", 0.7), ("all", 0.9)])
def test_words_of_the_same_language(demo, source: str, said: float) -> None:
    pairs = _spoken(demo, "en", 4)
    true = {word for tokens in pairs["tokens"] for word in tokens}
    read = [choices for moment in verbalise(demo, None, pairs, source, k=3) for choices in moment]
    assert all(1 <= len(choices) <= 3 for choices in read)
    assert sum(choices[0].word in true for choices in read) >= said * len(read)


@pytest.mark.parametrize("source", ["videos", "frequent", "all"])
def test_a_chinese_moment_reads_as_english_words(demo, source: str) -> None:
    pairs = _spoken(demo, "zh", 4)
    read = verbalise(demo, None, pairs, source, "other")
    assert "welcome" in best_words(read[0]).split()
    video_id = pairs["video_id"].iloc[0]
    words, known = (
        lexicon_of(load(open_run(demo), pairs), video_id, source, "other"),
        demo.vocabulary(video_id),
    )
    met = []
    for moment, tokens in zip(read, pairs["tokens"], strict=True):
        rows = [known.index[word] for word in tokens if is_word(word)]
        meant = words.nearest(known.matrix[rows], 3, "cosine")  # what the words that were said have nearest
        assert len(moment) == len(rows)
        assert best_words(moment).isascii()
        met += [
            one[0].word in {choice.word for choice in three} for one, three in zip(moment, meant, strict=True)
        ]
    assert sum(met) >= 0.8 * len(met)
    assert unknown_share(read) < 0.5


@pytest.mark.parametrize("source", ["videos", "frequent", "all"])
def test_punctuation_is_not_said_in_the_other_language(demo, source: str) -> None:
    pairs = _spoken(demo, "en", 12)
    own, other = verbalise(demo, None, pairs), verbalise(demo, None, pairs, source, "other")
    for there, here in zip(other, own, strict=True):
        spoken = [choices for choices in here if any(letter.isalnum() for letter in choices[0].word)]
        assert len(there) == len(spoken) < len(here)  # every sentence ends in a full stop or the like
        assert all(any(letter.isalnum() for letter in choice.word) for choices in there for choice in choices)
    assert not any(best_words(moment).endswith("例") for moment in other)


def test_what_can_not_be_had_is_said(project, tiny, demo, train_once) -> None:
    train_once(project, "r", overrides=tiny, epochs=1)
    with pytest.raises(ConfigError, match="another language"):
        verbalise(project, "r", language="other")
    train_once(
        project,
        "own",
        preset="crvae-lstm-tf",
        overrides={**SMALL_REPORT, "embeddings": "trainable"},
        epochs=1,
    )
    with pytest.raises(ConfigError, match="of its own"):
        verbalise(project, "own", source="frequent")
    assert [other_language(video) for video in demo.videos] == ["zh", "en"]
    assert other_language(project.videos[0]) is None


def test_vectors_of_a_file_of_another_size_are_refused(
    project, tiny, tmp_path: Path, monkeypatch, train_once
) -> None:
    monkeypatch.setenv("CRVAE_HOME", str(tmp_path / "home"))
    train_once(project, "r", overrides=tiny, epochs=1)
    file = tmp_path / "test.txt"
    file.write_text("".join(f"word{i} {i} 1 0.5\n" for i in range(20)))
    entry = project.videos[0]
    object.__setattr__(entry, "vectors", str(file))
    with pytest.raises(ConfigError, match="have 6 values"):
        verbalise(project, "r", source="all")


def test_nothing_read_has_no_share_of_unknown_words() -> None:
    assert unknown_share([[], []]) is None
    assert UNKNOWN not in best_words([])
