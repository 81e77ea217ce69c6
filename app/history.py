"""What the browser keeps in its history: an entry per choice, none for what the app fills in, one for a slider that moves."""

import json

import streamlit as st

FILLED_IN = ("run", "k", "k_from", "clusters", "weight", "layout", "perplexity", "neighbours", "seed")
IN_MOTION_MS = 2000  # changes by one slider that follow each other faster are one choice

# Streamlit writes every change of the address as a new entry (1.67). The script looks at what has changed before it is written.
_SCRIPT = """
(() => {
  if (window.historyOfChoices) return;
  window.historyOfChoices = true;
  const filledIn = new Set(%(filled_in)s), inMotionMs = %(in_motion)d;
  const push = history.pushState.bind(history), replace = history.replaceState.bind(history);
  let last = {names: "", at: 0};
  const changed = (from, to) => [...new Set([...from.keys(), ...to.keys()])].filter(name => from.get(name) !== to.get(name));
  const slides = () => document.activeElement && document.activeElement.matches("input[type=range]");
  history.pushState = (state, title, url) => {
    const from = new URL(location.href), to = new URL(url, location.href);
    const names = changed(from.searchParams, to.searchParams);
    const samePage = from.pathname === to.pathname;
    const fills = names.every(name => filledIn.has(name) && !from.searchParams.has(name));
    const told = names.filter(name => name !== "k_from").join();
    const moves = slides() && told === last.names && Date.now() - last.at < inMotionMs;
    if (!fills) last = {names: samePage ? told : "", at: Date.now()};
    return samePage && (fills || moves) ? replace(state, title, url) : push(state, title, url);
  };
})();
"""


def watch() -> None:
    """Put the script into the page; it works once and is not seen."""
    script = _SCRIPT % {"filled_in": json.dumps(FILLED_IN), "in_motion": IN_MOTION_MS}
    with st.container(key="history-script"):
        st.html(
            f"<style>.st-key-history-script {{display: none}}</style><script>{script}</script>",
            unsafe_allow_javascript=True,
        )
