"""Put tags and notes on moments, on what is selected, on a cluster."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import pandas as pd
import streamlit as st

from app import coder
from app.cached import notes
from app.components.shared import closing_popover
from app.components.tags import tag_marks
from app.plain_text import count, plain
from crvae_core.errors import InputError
from crvae_core.notes.codebook import KEYS, Codebook
from crvae_core.notes.kept import LONGEST_NOTE
from crvae_core.notes.marks import Place, change_note, moment_place, put_marks, take_off
from crvae_core.project.project import Project

PAGE = "pages/8_Findings.py"
_WRONG = "tag-error"


def show(project: Project, pair: pd.Series) -> None:
    """Draw the tags of a moment to be chosen, and its notes; the tags of other coders are shown as they are."""
    said()
    pair_id, me = str(pair["pair_id"]), coder.name()
    codebook, marks = notes.codebook(project), notes.of_moment(project, str(pair["pair_id"]))
    if codebook.tags:
        mine = {
            mark.tag: mark.mark_id for mark in marks if mark.tag and mark.coder == me and mark.on == "moment"
        }
        _choose(project, codebook, mine, moment_place(pair), f"tags-{pair_id}")
    others = [mark for mark in marks if mark.tag and (mark.coder != me or mark.on != "moment")]
    if others:
        st.html(tag_marks.badges(codebook, others))
    form = f"note-{pair_id}"
    with closing_popover.show("Note", form, ":material/sticky_note_2:"):
        _new_note(project, [moment_place(pair)], pair_id, form)
    for mark in marks:
        if mark.note:
            _note(project, mark.mark_id, mark.note, mark.coder)


def small(project: Project, pair: pd.Series) -> None:
    """Draw the same behind a button; for a card."""
    with st.popover("Tag", icon=":material/sell:", type="tertiary", key=f"tag-popover-{pair['pair_id']}"):
        show(project, pair)


def show_several(
    project: Project,
    places: Callable[[], Sequence[Place]],
    what: str,
    key: str,
    cluster: Sequence[str] = (),
) -> None:
    """Draw a button to put a tag or a note on several places at once.

    places: asked for when it is clicked. cluster: the moments of the cluster that is the place, whose tags can be taken off.
    """
    codebook, me = notes.codebook(project), coder.name()
    form = f"tag-several-{key}"
    with closing_popover.show("Tag", form, ":material/sell:", f"Put a tag or a note on {what}."):
        said()
        if not codebook.tags:
            st.caption("The codebook has no tags yet.")
            st.page_link(PAGE, label="Make a codebook", icon=":material/sell:")
        for tag in codebook.tags:
            st.button(
                plain(tag.name),
                icon=":material/new_label:",
                key=f"tag-{key}-{tag.tag_id}",
                type="tertiary",
                help=plain(tag.definition) or None,
                on_click=lambda tag_id=tag.tag_id: _put(project, places(), tag_id, "", me, what),
            )
        for mark in own_of_cluster(project, cluster, me):
            st.button(
                f"Take off “{plain(codebook.name(mark.tag))}”",
                key=f"untag-{key}-{mark.mark_id}",
                icon=":material/label_off:",
                type="tertiary",
                on_click=lambda mark_id=mark.mark_id: _take_off(project, mark_id),
            )
        _new_note(project, places, key, form, what)


def own_of_cluster(project: Project, pair_ids: Sequence[str], me: str) -> list[notes.MomentMark]:
    """The tags that a coder put on a cluster of these moments: those that all of them have from it."""
    if not pair_ids:
        return []
    marks = notes.of_moments(project)
    first, *others = (marks.get(pair_id, ()) for pair_id in pair_ids)
    own = [mark for mark in first if mark.tag and mark.on == "cluster" and mark.coder == me]
    return [mark for mark in own if all(mark in theirs for theirs in others)]


def said() -> None:
    """Say once what went wrong with the last tag."""
    if message := st.session_state.pop(_WRONG, None):
        st.error(plain(message), icon=":material/error:")


def _choose(project: Project, codebook: Codebook, mine: dict[str, str], place: Place, key: str) -> None:
    names = {tag.tag_id: _with_key(number, tag.name) for number, tag in enumerate(codebook.tags, start=1)}
    shown = [tag_id for tag_id in names if tag_id in mine]
    name = f"{key}-{'-'.join(shown)}"  # made anew where they were changed by other means

    def keep() -> None:
        chosen = set(st.session_state[name] or ())
        gone = [mark_id for tag_id, mark_id in mine.items() if tag_id in names and tag_id not in chosen]
        with _told():
            if gone:
                take_off(project, gone)
            for tag_id in chosen - set(mine):
                put_marks(project, [place], tag_id, coder=coder.name())

    st.pills(
        "Tags", list(names), selection_mode="multi", default=shown, format_func=names.__getitem__, key=name,
        on_change=keep, label_visibility="collapsed", wrap=True,
    )  # fmt: skip


def _with_key(number: int, name: str) -> str:
    return f"{number} {plain(name)}" if number <= KEYS else plain(name)


def _new_note(
    project: Project,
    places: Sequence[Place] | Callable[[], Sequence[Place]],
    key: str,
    form: str,
    what: str = "this moment",
) -> None:
    """A field for a note; form: the popover that closes when it is kept. what: on what it is put, in words."""
    name = f"note-text-{key}"

    def keep() -> None:
        text = str(st.session_state[name])
        if text.strip():
            _put(project, places() if callable(places) else places, "", text, coder.name(), what)
            closing_popover.close(form)

    with st.form(f"note-form-{key}", border=False, clear_on_submit=True):
        st.text_area("Note", key=name, max_chars=LONGEST_NOTE)
        st.form_submit_button("Keep", type="primary", on_click=keep)


def _note(project: Project, mark_id: str, note: str, by: str) -> None:
    name = f"note-{mark_id}"

    def keep() -> None:
        with _told():
            change_note(project, mark_id, str(st.session_state[name]))

    st.text_area(f"Note by {plain(by)}", note, key=name, max_chars=LONGEST_NOTE, on_change=keep)


def _take_off(project: Project, mark_id: str) -> None:
    with _told():
        take_off(project, [mark_id])


def _put(project: Project, places: Sequence[Place], tag: str, note: str, by: str, what: str) -> None:
    with _told():
        new = put_marks(project, places, tag, note, by)
        name = f"“{notes.codebook(project).name(tag)}”" if tag else "the note"
        where = f"on {what}" + (f" ({count(len(places), 'moment')})" if len(places) > 1 else "")
        st.toast(
            f"Put {plain(name)} {where}." if new else f"You had put {plain(name)} {where} before.",
            icon=":material/sell:",
        )


@contextmanager
def _told() -> Iterator[None]:
    """Keep what goes wrong in a callback, to be said when the page is drawn again."""
    try:
        yield
    except InputError as error:
        st.session_state[_WRONG] = str(error)
