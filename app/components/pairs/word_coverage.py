"""Which words of a video have a vector, how the others were found, and what to do about those without."""

import pandas as pd
import streamlit as st

from app.plain_text import count, percent, plain, vectors_label
from crvae_core.material.quality import video_coverage
from crvae_core.project.project import Project
from crvae_core.project.video_entry import VideoEntry

FOUND = {
    "exact": "found as written",
    "spelling": "found in another spelling",
    "characters": "put together from its characters",
    "subwords": "put together from its parts",
    "encoder": "computed by the space's own encoder",
    "unknown": "unknown",
}


def show(project: Project, video: VideoEntry) -> None:
    """Draw the shares of unknown words, the advice and the list of words."""
    found = video_coverage(project, video.video_id)
    if not found.tokens:
        st.info("This video has no words.", icon=":material/volume_off:")
        return
    one, two, three, four = st.columns(4)
    composed = found.missing_token_share - found.unknown_token_share
    one.metric("Words", f"{found.tokens:,}", help="All words of the captions, repeats counted.")
    two.metric("Different words", f"{found.types:,}")
    three.metric(
        "Unknown words",
        percent(found.unknown_token_share),
        help="Share of all words that have no vector. Lower is better; above 20% the words say little.",
    )
    four.metric(
        "Put together",
        percent(max(0.0, composed)),
        help="Share of all words that have no vector of their own, but could be put together from known characters or parts.",
    )
    st.caption(f"Word vectors: {plain(vectors_label(video.vectors))}")
    if found.advice:
        st.warning(plain(found.advice), icon=":material/lightbulb:")
    if found.frequent_unknown:
        words = ", ".join(f"{plain(word)} ({times})" for word, times in found.frequent_unknown)
        st.markdown(f"**Most frequent unknown words**: {words}")
    vocabulary = project.vocabulary(video.video_id)
    counts = _counts(project, video.video_id)
    table = pd.DataFrame(
        {
            "word": vocabulary.words,
            "times": [counts.get(word, 0) for word in vocabulary.words],
            "vector": [FOUND.get(origin, origin) for origin in vocabulary.origin],
        }
    ).sort_values(["times", "word"], ascending=[False, True])
    st.markdown(f"**All {count(len(table), 'different word')}**, and where the vector of each comes from")
    st.dataframe(table[table["times"] > 0], hide_index=True, height=380)


def _counts(project: Project, video_id: str) -> dict[str, int]:
    pairs = project.pairs()
    tokens = pairs.loc[pairs["video_id"] == video_id, "tokens"].explode().dropna()
    return {str(word): int(times) for word, times in tokens.value_counts().items()}
