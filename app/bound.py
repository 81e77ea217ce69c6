"""Widgets that show one part of the view, and change it only when a person moved them.

A widget is always given its value as what it starts from, so that one that is drawn late, in a popover or on another page,
starts from what the view says. Where the view has changed by other means (a link, Back, a click on a curve), it becomes a new
widget, since the browser keeps what the old one had; so it does where its options are called something else, since the browser
keeps what the chosen one was called. Its callback looks at what came and at what was shown.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st

from app import state

# begin of a widget's key -> how often its widget was made anew, the value that it shows, what its options are called
_SHOWN = "bound-widgets"


@dataclass(frozen=True)
class Bound:
    """What a widget needs: its key, its callback, and the value to start from."""

    key: str
    keep: Callable[[], None]
    value: Any

    def index(self, options: Any) -> int | None:
        """Where the value stands among options; None if it is none of them."""
        listed = list(options)
        return listed.index(self.value) if self.value in listed else None


def bind(
    part: str,
    value: Any = None,
    also: Mapping[str, Any] | None = None,
    name: str = "",
    labels: Iterable[str] = (),
) -> Bound:
    """Bind a widget to a part of the view.

    Args:
        part: of app.view.View.
        value: what is shown, where it is not the part itself (a derived or a limited one).
        also: parts that a person changes with it.
        name: of the widget in its key, the part's by default.
        labels: what its options are called, where that may change while the page is open.
    """
    shown = getattr(state.view(), part) if value is None else value
    key, moved = renewed(f"view-{name or part}", shown, tuple(labels))

    def keep() -> None:
        came = st.session_state.get(key)
        if isinstance(came, float):
            came = round(came, 4)  # as the address has it, so that a link gives the same picture
        if isinstance(came, list):
            came = tuple(came)
        if came == shown or (came is None and not isinstance(shown, str | None)):
            return
        moved(came)
        state.change(**{part: "" if came is None else came}, **(also or {}))

    return Bound(key, keep, shown)


def renewed(slot: str, shown: Any, called: tuple[Any, ...] = ()) -> tuple[str, Callable[[Any], None]]:
    """The key of a widget that is a new one where what it shows was changed by other means than itself.

    Args:
        slot: how the key begins.
        shown: its value. called: what its options are called, or the ends of its scale.

    Returns:
        The key, and a function that notes the value to which a person has moved the widget.
    """
    known = st.session_state.setdefault(_SHOWN, {})
    times, *before = known.get(slot, (0, shown, called))
    if before != [shown, called]:
        times += 1
    known[slot] = (times, shown, called)

    def moved(value: Any) -> None:
        known[slot] = (times, value, called)

    return slot + (f"-{times}" if times else ""), moved
