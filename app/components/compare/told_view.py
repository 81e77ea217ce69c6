"""Counterparts: a moment of one group and its nearest of the other, both playing; pairs alike in one half alone."""

import numpy as np
import streamlit as st

from app import state
from app.comparing import Compared, Partner, partner
from app.components.compare import finding, two_players
from app.components.compare.ready import ready
from app.components.shared import choice, pager, thumbnail
from app.plain_text import clock, percent, plain, shortened
from crvae_core.compare.spaces import BOTH, SPACES
from crvae_core.compare.told import Told, UnlikePairs

TITLE = "Who tells what, and how does the other tell it?"
KINDS = {
    "moments": "Moment by moment",
    "words": "Same words, other pictures",
    "picture": "Same picture, other words",
}
UNLIKE = {"words": "same words", "picture": "same picture"}
ALIKE = {"both": "Picture and words", "picture": "Picture", "words": "Words"}
PER_PAGE = 8


def show(compared: Compared) -> None:
    """Draw the chosen kind of counterparts."""
    spaces = compared.answers.comparison.spaces.vectors
    kinds = KINDS if len(spaces) > 1 else {"moments": KINDS["moments"]}
    kind = choice.show("Kind", kinds, "told")
    if kind == "moments":
        _moments(compared, list(spaces))
    else:
        _unlike(compared, UNLIKE[kind])


def space_choice(compared: Compared) -> str:
    """Draw by what moments are alike; give the space."""
    spaces = {key: name for key, name in ALIKE.items() if key in compared.answers.comparison.spaces.vectors}
    if len(spaces) < 2:
        return BOTH
    return choice.show("Alike by", spaces, "alike", "By what a counterpart is the nearest one.", hidden=False)


def _moments(compared: Compared, spaces: list[str]) -> None:
    st.caption(
        "The counterpart of a moment is the nearest one of the other group, if it is as near as that group's own moments are to "
        "each other. Choose a moment to see both players stand there."
    )
    first, second = (plain(shortened(name)) for name in compared.names)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        space = space_choice(compared)
        teller = choice.show("Moments of", {"first": first, "second": second}, "teller", hidden=False)
        heard = choice.show(
            "Told by", {"all": "All", "both": "Both", "alone": "It alone"}, "heard", hidden=False
        )
    if not ready(compared, "told", space=space):
        return
    told = compared.answers.told(space)
    if told.silent:
        st.info(plain(told.sentence()), icon=":material/info:")
        return
    _table(compared, told)
    finding.show(compared, told.sentence(), f"told-{space}", f"Counterparts {SPACES[space]}")
    rows = told.first if teller == "first" else told.second
    found = (told.of_first if teller == "first" else told.of_second).found
    kept = {"all": np.ones(len(rows), bool), "both": found, "alone": ~found}[heard]
    shown = [one for row in rows[kept].tolist() if (one := partner(told, int(row))) is not None]
    if not shown:
        st.info("There is no such moment.", icon=":material/info:")
        return
    _chosen(compared, told, shown)
    _list(compared, shown, f"told-{space}-{teller}-{heard}")


def _table(compared: Compared, told: Told) -> None:
    """How many moments are told by both, by either alone."""
    table, (first, second) = told.table, map(shortened, compared.names)
    with st.container(horizontal=True, gap="medium"):
        for label, key in (
            (f"{first}: told by both", "first, told by both"),
            (f"{first} alone", "first alone"),
            (f"{second}: told by both", "second, told by both"),
            (f"{second} alone", "second alone"),
            ("Each other's nearest", "mutual"),
        ):
            st.metric(plain(label), f"{table[key]:,}", width="content")


def _chosen(compared: Compared, told: Told, shown: list[Partner]) -> None:
    """Both players at the selected moment and its counterpart, else at the nearest ones that are shown."""
    selected = [one for row in compared.explored.selected().tolist() if (one := partner(told, int(row)))]
    one = selected[0] if selected else min(shown, key=lambda other: other.distance)
    is_first = compared.side_of(one.row) == 0
    here, there = (one.row, one.partner) if is_first else (one.partner, one.row)
    st.markdown(f"**{verdict(one)}**")
    two_players.show(compared, here, there)


def verdict(one: Partner) -> str:
    """What a moment and its nearest one are to each other, in a few words."""
    far = f"{percent(one.distance)} of the distance at which counterparts end"
    if not one.found:
        return f"No counterpart: the nearest moment of the other group is too far ({far})."
    return f"{'Each other’s nearest' if one.mutual else 'The nearest of the other group'} ({far})."


def _list(compared: Compared, shown: list[Partner], key: str) -> None:
    pairs, project = compared.explored.pairs, compared.explored.project
    for start in range(0, len(page := shown[pager.show(len(shown), PER_PAGE, key)]), 2):
        for column, one in zip(st.columns(2, gap="medium"), page[start : start + 2], strict=False):
            with column.container(border=True, height="stretch"):
                left, right = st.columns(2)
                with left:
                    thumbnail.show_named(project, pairs.iloc[one.row], said=True)
                with right:
                    if one.found:
                        thumbnail.show_named(project, pairs.iloc[one.partner], said=True)
                    else:
                        st.caption(":material/link_off: No counterpart.")
                st.button(
                    "Play both" if one.found else "Play it beside the nearest",
                    key=f"play-{pairs['pair_id'].iloc[one.row]}",
                    icon=":material/play_circle:",
                    type="tertiary",
                    on_click=choose,
                    args=(compared, one.row),
                    help=verdict(one),
                )


def choose(compared: Compared, *rows: int) -> None:
    """Make moments the selected ones; only from a callback."""
    state.select_pairs(str(compared.explored.pairs["pair_id"].iloc[row]) for row in rows)


def _unlike(compared: Compared, kind: str) -> None:
    st.caption(
        "Two moments each, one of either group, that say nearly the same and show something else. The strongest first."
        if kind == "same words"
        else "Two moments each, one of either group, that show nearly the same and say something else. The strongest first."
    )
    if not ready(compared, "unlike", kind=kind):
        return
    found = compared.answers.unlike(kind)
    rows = [row for one in found.pairs for row in (one.first, one.second)]
    title = next(name for key, name in KINDS.items() if UNLIKE.get(key) == kind)
    finding.show(compared, found.sentence(), f"unlike-{kind.replace(' ', '-')}", title, rows)
    for number, one in enumerate(found.pairs, start=1):
        with st.container(border=True):
            _pair(compared, found, number, one.first, one.second)


def _pair(compared: Compared, found: UnlikePairs, number: int, first: int, second: int) -> None:
    one = found.pairs[number - 1]
    alike, unlike = ("words", "pictures") if found.kind == "same words" else ("pictures", "words")
    st.caption(
        f"{number}. {alike} {percent(one.alike)}, {unlike} {percent(one.unlike)} of the usual distance",
        help="100%: as far apart as 95% of the second group's own moments are from their nearest one at most.",
    )
    pairs, project = compared.explored.pairs, compared.explored.project
    for column, row, name in zip(st.columns(2, gap="medium"), (first, second), compared.names, strict=True):
        with column:
            picture, words = st.columns([2, 3])
            with picture:
                thumbnail.show(project, pairs.iloc[row])
            words.caption(f"**{clock(pairs['frame_time_s'].iloc[row])}** · {plain(name)}")
            words.markdown(plain(pairs["text"].iloc[row]) or "*Nothing is said.*")
    chosen = compared.explored.selected().tolist()
    if first in chosen and second in chosen:
        two_players.show(compared, first, second)
    else:
        st.button(
            "Play both", key=f"unlike-{number}", icon=":material/play_circle:", type="tertiary",
            on_click=choose, args=(compared, first, second),
        )  # fmt: skip
