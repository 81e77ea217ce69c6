"""How far coders agree on the tags: kappa and alpha, by moment and by time."""

import pandas as pd
import streamlit as st

from app import state
from app.bound import bind
from app.cached import notes
from app.components.findings import pin
from app.components.shared import choice
from app.plain_text import count, percent, plain
from crvae_core.errors import InputError
from crvae_core.notes.agreement import ALL_TAGS, Agreement, coder_agreement
from crvae_core.notes.findings import Finding
from crvae_core.notes.marks import read_marks
from crvae_core.notes.tagged import coders
from crvae_core.project.project import Project

BY = {"moment": "By moment", "time": "By time"}
HELP = {
    "kappa": "Cohen's kappa of two coders: 1 they always agree, 0 as often as chance would have it, below 0 less often.",
    "alpha": "Krippendorff's alpha of all chosen coders: 1 perfect, 0 as by chance. He asks for 0.800, and for 0.667 at least "
    "where only tentative conclusions are drawn.",
}


def show(project: Project) -> None:
    """Draw the choice of coders and the table."""
    known = coders(mark for mark in read_marks(project).rows if mark.tag)
    if len(known) < 2:
        st.info(
            f"{count(len(known), 'coder')} so far. Agreement needs two: let another person tag the same film under "
            "another name (sidebar: Coder).",
            icon=":material/group:",
        )
        return
    asked = state.view().coders
    bound = bind("coders", tuple(known[:2] if asked is None else (one for one in asked if one in known)))
    st.multiselect("Coders", known, default=list(bound.value), key=bound.key, on_change=bound.keep)
    chosen = list(bound.value)
    choice.show(
        "Units",
        BY,
        "units",
        "By moment: each moment is one unit. By time: each half second of the films is one.",
    )
    try:
        found = coder_agreement(project, chosen, "time" if state.view().units == "time" else "moment")
    except InputError as error:
        st.info(plain(str(error)), icon=":material/info:")
        return
    _table(project, found)
    kept = Finding("sentence", f"Agreement of {', '.join(chosen)}", sentences(project, found))
    pin.show(project, kept, "agreement")


def sentences(project: Project, found: Agreement) -> tuple[str, ...]:
    """What the table says, tag by tag."""
    unit = "moment" if found.by == "moment" else f"step of {found.step_s} s"
    films = ", ".join(project.video(video_id).name for video_id in found.video_ids)
    lines = [f"Coders {', '.join(found.coders)}; films {films}; unit: one {unit}."]
    for row in found.tags:
        name = "All tags together" if row.tag == ALL_TAGS else notes.codebook(project).name(row.tag)
        kappa = f", kappa {row.kappa:.3f}" if row.kappa is not None else ""
        alpha = f", alpha {row.alpha:.3f}" if row.alpha is not None else ", all answers the same"
        lines.append(f"{name}: {percent(row.agreed)} of {row.units:,} units alike{kappa}{alpha}.")
    return tuple(lines)


def _table(project: Project, found: Agreement) -> None:
    codebook = notes.codebook(project)
    rows = [
        {
            "Tag": "All tags together" if row.tag == ALL_TAGS else codebook.name(row.tag),
            **{f"Tagged by {coder}": marked for coder, marked in zip(found.coders, row.marked, strict=True)},
            "Units": row.units,
            "Alike": row.agreed,
            "Kappa": row.kappa,
            "Alpha": row.alpha,
        }
        for row in found.tags
    ]
    st.dataframe(
        pd.DataFrame(rows),
        hide_index=True,
        column_config={
            "Alike": st.column_config.NumberColumn(
                format="percent", help="Share of units with the same answer."
            ),
            "Kappa": st.column_config.NumberColumn(format="%.3f", help=HELP["kappa"]),
            "Alpha": st.column_config.NumberColumn(format="%.3f", help=HELP["alpha"]),
        },
    )
    films = ", ".join(plain(project.video(video_id).name) for video_id in found.video_ids)
    st.caption(
        f"Compared on {films}: the films that all of them have tagged. A unit without a coder's tag counts as that coder's no. "
        "No value: all answers are the same, so nothing is left to agree on by chance."
    )
