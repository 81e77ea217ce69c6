"""All moments as cards: search, filter, leave out and restore."""

import pandas as pd
import streamlit as st

from app import state, tag_filter
from app.bound import bind
from app.cached import project_data
from app.components.findings import found, pin
from app.components.shared import choice, gallery, not_here
from app.components.tags import tag_editor
from app.plain_text import count, plain
from crvae_core.analysis.search import said
from crvae_core.errors import InputError
from crvae_core.material.quality import untaken_frames, untaken_sentence
from crvae_core.material.revise import keep_pairs
from crvae_core.project.project import Project
from crvae_core.project.property_values import GROUP

GROUP_OF = "group:"  # before the name of a group in the place of a video's id, which has no colon
SHOWN = {"all": "All", "silent": "Without words", "dropped": "Left out"}


def show(project: Project) -> None:
    """Draw the filters and the cards."""
    pairs = project_data.pairs(project)
    groups = _groups(project)
    names = {video.video_id: video.name for video in project.videos} | {
        key: f"Group: {key.removeprefix(GROUP_OF)}" for key in groups
    }
    with st.container(horizontal=True, key="list-toolbar"):  # goes on in a new line where the page is narrow
        asked = state.view().film
        bound = bind("film", asked if asked in names else "all", name="film-or-all", labels=names.values())
        video = bound.value
        if asked not in ("", "all", *names):
            not_here.tell("video", asked.removeprefix(GROUP_OF), "All videos")
        st.selectbox(
            "Video", ["all", *names], index=bound.index(["all", *names]), key=bound.key, on_change=bound.keep,
            format_func=lambda key: names.get(key, "All videos"), width=260,
        )  # fmt: skip
        bound = bind("letters")
        words = bound.value.strip()
        st.text_input(
            "Find words", bound.value, key=bound.key, on_change=bound.keep, placeholder="vaccine", max_chars=100,
            help="Shows the moments whose captions hold this text.", width=260,
        )  # fmt: skip
        shown = choice.show("Show", SHOWN, "filter", hidden=False)
    if video != "all":
        pairs = pairs[pairs["video_id"].isin(groups.get(video, [video]))]
    chosen = tag_filter.only(project, _filtered(pairs, words, shown))
    if chosen.empty:
        st.info(_nothing(words, shown), icon=":material/info:")
        return
    st.caption(_counts(chosen) + _untaken(project, groups.get(video, [video])))
    gallery.show(
        project,
        chosen,
        key=f"pairs-{video}-{words}-{shown}",
        badge=lambda pair: "" if pair["kept"] else ":material/block: left out",
        action=lambda pair: _actions(project, pair),
    )


def _groups(project: Project) -> dict[str, list[str]]:
    """The videos of every group that some video says to be of, by the group's name in the address."""
    groups: dict[str, list[str]] = {}
    for video in project.videos:
        if group := video.properties.get(GROUP):
            groups.setdefault(f"{GROUP_OF}{group}", []).append(video.video_id)
    return groups


def _counts(pairs: pd.DataFrame) -> str:
    kept, spoken = pairs["kept"], pairs["text"] != ""
    parts = []
    if with_words := int((kept & spoken).sum()):
        parts.append(f"{count(with_words, 'moment')} with words")
    if silent := int((kept & ~spoken).sum()):
        parts.append(f"{count(silent, 'moment')} without words (the picture half learns from them)")
    if dropped := int((~kept).sum()):
        parts.append(f"{count(dropped, 'moment')} left out by hand: not in maps, clusters and new trainings")
    return " · ".join(parts)


def _untaken(project: Project, chosen: list[str]) -> str:
    """How many frames of the chosen videos are in no moment."""
    pairs = project_data.pairs(project)
    videos = [video for video in project.videos if chosen == ["all"] or video.video_id in chosen]
    untaken = sum(untaken_frames(video, pairs) for video in videos)
    if not untaken:
        return ""
    return f" · {untaken_sentence(untaken, sum(video.frame_count for video in videos))} (Alignment)"


def _filtered(pairs: pd.DataFrame, words: str, shown: str) -> pd.DataFrame:
    if words:
        pairs = pairs.iloc[said(pairs, words)]
    if shown == "silent":
        return pairs[pairs["text"] == ""]
    return pairs[~pairs["kept"]] if shown == "dropped" else pairs


def _nothing(words: str, shown: str) -> str:
    if state.view().tag:
        return "No such moment has the tag that is chosen in the sidebar. Show all moments there."
    if words:
        return f"No caption holds “{plain(words)}”. Clear the search to see all moments."
    return "No moment is left out." if shown == "dropped" else "Something is said during every frame."


def _actions(project: Project, pair: pd.Series) -> None:
    with st.container(horizontal=True, gap="small"):
        _drop_or_restore(project, pair)
        tag_editor.small(project, pair)
        pin.quick(project, found.of_moment(project, pair), str(pair["pair_id"]))


def _drop_or_restore(project: Project, pair: pd.Series) -> None:
    kept = bool(pair["kept"])
    label, icon = ("Leave out", ":material/block:") if kept else ("Restore", ":material/undo:")
    help_text = "It is not trained on, and not on the map." if kept else "Train on this moment again."
    if st.button(label, key=f"drop-{pair['pair_id']}", icon=icon, type="tertiary", help=help_text):
        try:
            state.choose_project(keep_pairs(project, [pair["pair_id"]], kept=not kept))
        except InputError as error:
            st.error(plain(str(error)))
        else:
            st.rerun()
