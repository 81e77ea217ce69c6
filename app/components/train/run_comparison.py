"""Two runs beside each other: their curves, their figures, and the same moments drawn and read back by both."""

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app import state
from app.bound import bind
from app.cached import networks, project_data
from app.components.findings import pin
from app.components.reconstructions.reconstruction_list import marked_words
from app.components.shared import choice, not_here, pager
from app.components.train.run_values import value_rows
from app.figures.run_curves import comparison_figure, has_values
from app.places import place as place_of
from app.plain_text import count, duration, plain
from crvae_core.project.project import Project
from crvae_core.runs.evaluation import Evaluation
from crvae_core.runs.run import Run
from crvae_core.text.written import written

PER_PAGE = 4
ALONG = {"epochs": "Epochs", "time": "Time"}
CURVES = (
    ("image_mse", "Picture error", True),
    ("text_mse", "Word vector error", True),
    ("token_accuracy", "Words right, true words before given", False),
    ("kl", "Information (KL, nats)", False),
)


def show(project: Project) -> None:
    """Draw the choice of two finished runs and how they compare."""
    runs = _choose(project)
    if runs is None:
        return
    _curves(project, runs)
    _figures(project, runs)
    _moments(project, runs)


def _choose(project: Project) -> tuple[str, str] | None:
    names = state.ready_runs(project)[::-1]
    left, right = st.columns(2, gap="large")
    first = _run(left, "Run A", "run_a", names, names[1])
    second = _run(right, "Run B", "run_b", names, names[0])
    if first == second:
        st.info("This is the same run twice: choose another one.", icon=":material/info:")
        return None
    for place, run in ((left, first), (right, second)):
        found = project_data.evaluation(Run(project, run)) or Evaluation()
        preset = plain(str(project_data.run_config(Run(project, run)).get("preset")))
        epochs = count(found.epochs or 0, "epoch")
        place.caption(f"Preset {preset} · {epochs} · trained for {duration(found.train_seconds or 0)}")
    return first, second


def _run(where: DeltaGenerator, label: str, part: str, names: list[str], usual: str) -> str:
    asked = getattr(state.view(), part)
    bound = bind(part, asked if asked in names else usual)
    where.selectbox(label, names, bound.index(names) or 0, key=bound.key, on_change=bound.keep)
    with where:
        not_here.tell("run", asked, bound.value)
    return str(bound.value)


def _curves(project: Project, runs: tuple[str, str]) -> None:
    metrics = {run: Run(project, run).metrics() for run in runs}
    shown = [curve for curve in CURVES if any(has_values(one, curve[0]) for one in metrics.values())]
    head, along = st.columns([3, 1], vertical_alignment="bottom")
    head.subheader("Curves")
    with along:
        by_time = choice.show("Along", ALONG, "along") == "time"
    for start in range(0, len(shown), 2):
        for column, (name, title, falls) in zip(
            st.columns(2, gap="large"), shown[start : start + 2], strict=False
        ):
            figure = comparison_figure(metrics, name, title, by_time, falls)
            with column:
                st.plotly_chart(figure, key=f"compare-{name}", config={"displayModeBar": False})
                pin.chart(project, f"{title}: {' and '.join(runs)}", figure, f"compare-{name}")
    st.caption(
        "While training, on the moments that are trained on. Errors stand on a scale of powers of ten, lower is better. A run "
        "that has no such curve has no pictures, no words, or no noise."
    )


def _figures(project: Project, runs: tuple[str, str]) -> None:
    st.subheader("Figures")
    first, second = (project_data.evaluation(Run(project, run)) for run in runs)
    for run, found in zip(runs, (first, second), strict=True):
        if found is None:
            st.info(
                f"{plain(run)} was not measured: its training broke off. Go on with it, or train it again."
            )
    rows = []
    for value, one, two, better in value_rows(first, second):
        marked = [f"**{text}**" if place == better else text for place, text in enumerate((one, two))]
        rows.append({"Figure": value.title, "A": marked[0], "B": marked[1], "What it says": value.says})
    if rows:
        st.table(pd.DataFrame(rows).set_index("Figure"))
        st.caption(
            "Bold: the better one, where they differ by more than two per cent. Measured when a training ends, from the "
            "vectors without noise."
        )


def _moments(project: Project, runs: tuple[str, str]) -> None:
    st.subheader("The same moments")
    ours, theirs = (project_data.moments(Run(project, run)).pairs for run in runs)
    both = ours[ours["pair_id"].isin(set(theirs["pair_id"]))]
    if both.empty:
        st.info("The two runs have no moment in common: one was trained before its videos were aligned anew.")
        return
    key = f"compare-{runs[0]}-{runs[1]}"
    visible = both.iloc[pager.show(len(both), PER_PAGE, key)]
    with st.spinner("Reading the vectors of both runs back"):
        backs = [networks.reconstructions(Run(project, run), tuple(visible["pair_id"])) for run in runs]
    configs = [project_data.run_config(Run(project, run)) for run in runs]
    frames = project.frames_of(visible)
    for index, (_, pair) in enumerate(visible.iterrows()):
        with st.container(border=True):
            original, *places = st.columns(3, gap="medium")
            original.image(frames[index], width="stretch", alt="The frame")
            original.caption(f"Original · {place_of(project, pair)}")
            true = list(pair["tokens"])
            original.markdown(plain(written(true)) if true else ":material/volume_off: nothing is said")
            for place, letter, back, config in zip(places, "AB", backs, configs, strict=True):
                if back.images is None:
                    place.caption("This model draws no pictures.")
                else:
                    place.image(back.images[index], width="stretch", alt=f"What run {letter} draws of it")
                note = " · not trained on" if pair["pair_id"] in config.get("held_out", []) else ""
                place.caption(f"{letter}, from the vector alone{note}")
                if not config["model"].get("words", True):
                    place.caption("This model reads no words.")
                elif true:
                    place.markdown(marked_words(true, back.words_free[index]))
    pager.foot(len(both), PER_PAGE, key)
