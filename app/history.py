"""What the browser keeps in its history: an entry per choice, none for what the app fills in, one for a slider that moves."""

import json
from collections.abc import Mapping
from urllib.parse import urlencode

import streamlit as st

FILLED_IN = (
    "run",
    "k",
    "k_from",
    "clusters",
    "weight",
    "layout",
    "perplexity",
    "neighbours",
    "seed",
    "group_a",
    "group_b",
)
_PLACE = "history-script"
PAUSE_MS = 1500  # keys and moves of one slider that follow each other faster are one choice

# Streamlit writes every change of the address as a new entry (1.67). The script looks at what has changed before it is written.
_SCRIPT = """
(() => {
  if (window.historyOfChoices) return;
  window.historyOfChoices = true;
  const filledIn = new Set(%(filled_in)s), pauseMs = %(pause)d;
  const push = history.pushState.bind(history), replace = history.replaceState.bind(history);
  let move = 0, slides = false, touchedAt = 0;  // the move of a slider that goes on
  let last = {names: "", move: -1};
  const touched = event => {
    const slider = event.target.closest && event.target.closest("[data-testid=stSlider]");
    if (event.type === "pointermove" && !(slides && event.buttons)) return;
    if (event.type !== "pointermove") {
      if (!slider || !slides || Date.now() - touchedAt > pauseMs) move += 1;
      slides = Boolean(slider);
    }
    touchedAt = Date.now();
  };
  for (const kind of ["pointerdown", "pointermove", "keydown"]) document.addEventListener(kind, touched, true);
  const changed = (from, to) => [...new Set([...from.keys(), ...to.keys()])].filter(name => from.get(name) !== to.get(name));
  history.pushState = (state, title, url) => {
    const from = new URL(location.href), to = new URL(url, location.href);
    const names = changed(from.searchParams, to.searchParams);
    const samePage = from.pathname === to.pathname;
    const fills = names.every(name => filledIn.has(name) && !from.searchParams.has(name));
    const told = names.filter(name => name !== "k_from").join();
    const goesOn = slides && move === last.move && told === last.names;
    if (!fills) last = {names: samePage ? told : "", move};
    return samePage && (fills || goesOn) ? replace(state, title, url) : push(state, title, url);
  };
})();
"""

# Only where the browser still is at the address that was filled in: somebody may have chosen something since.
_FILL_IN = """
(() => {
  const now = new URLSearchParams(location.search), then = new URLSearchParams(%(query)s);
  if ([...now].every(([name, value]) => then.get(name) === value)) history.replaceState(history.state, "", "?" + then);
})();
"""


def watch() -> None:
    """Put the script into the page; it works once and is not seen."""
    with st.container(key=_PLACE):
        _run(_SCRIPT % {"filled_in": json.dumps(FILLED_IN), "pause": PAUSE_MS})
        st.session_state[_PLACE] = st.empty()


def fill_in(address: Mapping[str, str]) -> None:
    """Let the browser's address tell all of this where it tells a part of it, without an entry of its own.

    Streamlit's own way to change the address would make one, since it may come before the script that watches.
    """
    with st.session_state[_PLACE]:  # a place that is always there: nothing on the page moves
        _run(_FILL_IN % {"query": json.dumps(urlencode(address))})


def _run(script: str) -> None:
    st.html(
        f"<style>.st-key-{_PLACE} {{display: none}}</style><script>{script}</script>",
        unsafe_allow_javascript=True,
    )
