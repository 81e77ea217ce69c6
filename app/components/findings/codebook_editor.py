"""The codebook as a list to be edited: names, definitions, colours, the order that gives the keys 1 to 9; in and out as CSV."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from app.cached import notes
from app.components.shared import closing_popover, pager
from app.plain_text import count, plain
from crvae_core.errors import InputError
from crvae_core.notes.codebook import (
    KEYS,
    LONGEST_DEFINITION,
    LONGEST_NAME,
    Tag,
    add_tag,
    change_tag,
    order_tags,
    remove_tag,
    update_tags,
)
from crvae_core.notes.codebook_csv import codebook_csv, read_codebook_csv
from crvae_core.project.project import Project

PER_PAGE = 30
_SAID = "codebook-said"


def show(project: Project) -> None:
    """Draw the codebook and what can be done with it."""
    codebook = notes.codebook(project)
    for problem in codebook.problems:
        st.warning(plain(problem), icon=":material/warning:")
    if message := st.session_state.pop(_SAID, None):
        st.info(plain(message), icon=":material/info:")
    if not codebook.tags:
        st.info(
            "Tags say what you see in moments. Add the first one here, or read a table of tags with the columns name, definition "
            "and colour.",
            icon=":material/sell:",
        )
    used = _used(project)
    for number in range(len(codebook.tags))[pager.show(len(codebook.tags), PER_PAGE, "codebook")]:
        _tag(project, codebook.tags, number, used.get(codebook.tags[number].tag_id, 0))
    _add(project)
    _table(project)


def _tag(project: Project, tags: tuple[Tag, ...], number: int, used: int) -> None:
    tag = tags[number]
    key = f"{tag.tag_id}-{tag.name}-{tag.definition}-{tag.colour}"  # made anew where it was changed by other means
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        colour, name, definition = (f"tag-{part}-{key}" for part in ("colour", "name", "definition"))
        st.color_picker(
            f"Key {number + 1}" if number < KEYS else "Colour", tag.colour, key=colour,
            on_change=lambda: _act(partial(change_tag, project, tag.tag_id, colour=st.session_state[colour])),
        )  # fmt: skip
        st.text_input(
            "Tag", tag.name, key=name, max_chars=LONGEST_NAME, width=220,
            on_change=lambda: _act(partial(change_tag, project, tag.tag_id, name=st.session_state[name])),
        )  # fmt: skip
        st.text_input(
            "Definition", tag.definition, key=definition, max_chars=LONGEST_DEFINITION,
            on_change=lambda: _act(
                partial(change_tag, project, tag.tag_id, definition=st.session_state[definition])
            ),
        )  # fmt: skip
        st.caption(count(used, "time"), width="content")
        for by, icon, words in ((-1, "arrow_upward", "Up"), (1, "arrow_downward", "Down")):
            place = number + by
            st.button(
                words, key=f"tag-{words.lower()}-{tag.tag_id}", icon=f":material/{icon}:", type="tertiary",
                disabled=not 0 <= place < len(tags), on_click=_move, args=(project, tags, number, by),
            )  # fmt: skip
        st.button(
            "Remove", key=f"tag-remove-{tag.tag_id}", icon=":material/delete:", type="tertiary",
            help="What was tagged is kept: it comes back with a tag of this name.",
            on_click=_act, args=(partial(remove_tag, project, tag.tag_id),),
        )  # fmt: skip


def _add(project: Project) -> None:
    def keep() -> None:
        name, definition = (str(st.session_state[f"new-tag-{part}"]) for part in ("name", "definition"))
        _act(partial(add_tag, project, name, definition))

    with (
        st.form("new-tag", clear_on_submit=True),
        st.container(horizontal=True, vertical_alignment="bottom", gap="small"),
    ):
        st.text_input("New tag", key="new-tag-name", max_chars=LONGEST_NAME, width=220, placeholder="mask")
        st.text_input(
            "Its definition",
            key="new-tag-definition",
            max_chars=LONGEST_DEFINITION,
            placeholder="Somebody wears one in the picture",
        )
        st.form_submit_button("Add", icon=":material/add:", type="primary", on_click=keep)


def _table(project: Project) -> None:
    codebook = notes.codebook(project)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if codebook.tags:
            st.download_button(
                "Codebook as CSV",
                codebook_csv(codebook).encode("utf-8-sig"),
                "codebook.csv",
                "text/csv",
                icon=":material/download:",
                on_click="ignore",
            )
        with closing_popover.show("Read a codebook", "codebook", ":material/upload:"):
            found = st.file_uploader("A CSV file with a column called name", type=["csv", "tsv", "txt"])
            if found is not None:
                st.button("Take its tags in", type="primary", on_click=_take_in, args=(project, found))


def _take_in(project: Project, found: object) -> None:
    def act() -> None:
        tags = read_codebook_csv(found.getvalue(), str(found.name))  # type: ignore[attr-defined]
        changed, added = update_tags(project, tags)
        st.session_state[_SAID] = f"{count(added, 'tag')} added, {changed:,} changed."
        closing_popover.close("codebook")

    _act(act)


def _used(project: Project) -> dict[str, int]:
    used: dict[str, int] = {}
    for marks in notes.of_moments(project).values():
        for tag in {mark.tag for mark in marks if mark.tag}:
            used[tag] = used.get(tag, 0) + 1
    return used


def _move(project: Project, tags: tuple[Tag, ...], number: int, by: int) -> None:
    ids = [tag.tag_id for tag in tags]
    ids[number], ids[number + by] = ids[number + by], ids[number]
    _act(partial(order_tags, project, ids))


def _act(action: Callable[[], object]) -> None:
    """Change the codebook in a callback; what went wrong is said when the page is drawn again."""
    try:
        action()
    except InputError as error:
        st.session_state[_SAID] = str(error)
