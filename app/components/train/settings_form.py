"""All settings of a preset, to read and to change: a field per setting in its group, with what it means."""

from collections.abc import Collection
from dataclasses import fields
from typing import Any, get_type_hints

import streamlit as st

from app.components.train.setting_groups import grouped
from crvae_core.config import Settings

COLUMNS = 3


def show(settings: Settings, key: str, left_out: Collection[str] = ()) -> dict[str, Any]:
    """Draw a field per setting but those left out; give those that were changed, by name."""
    kinds = get_type_hints(type(settings))
    facts = {field.name: dict(field.metadata) for field in fields(settings) if field.name not in left_out}
    changed = {}
    for group, names in grouped(facts):
        st.markdown(f"**{group.title}**")
        st.caption(group.says)
        places = st.columns(COLUMNS, gap="medium")
        for number, name in enumerate(names):
            before = getattr(settings, name)
            with places[number % COLUMNS]:
                after = _field(name, before, kinds[name], facts[name], f"{key}-{name}")
            if after != before:
                changed[name] = after
    return changed


def _field(name: str, value: Any, kind: Any, facts: dict[str, Any], key: str) -> Any:
    label, help_text = label_of(name), facts["help"].capitalize() + "."
    if facts["choices"]:
        choices = list(facts["choices"])
        return st.selectbox(label, choices, choices.index(value), key=key, help=help_text)
    if kind is bool:
        return st.toggle(label, value, key=key, help=help_text, wrap=True)
    if kind is int:
        return int(st.number_input(label, facts["low"], facts["high"], value, key=key, help=help_text))
    if kind is float:
        low, high = (None if facts[end] is None else float(facts[end]) for end in ("low", "high"))
        return float(
            st.number_input(
                label, low, high, float(value), _step(value), _format(value), key=key, help=help_text
            )
        )
    text = st.text_input(label, "" if value is None else str(value), key=key, help=help_text).strip()
    return text or (None if value is None else value)


def label_of(name: str) -> str:
    """What a setting is called on the page."""
    return name.replace("_", " ").capitalize().replace(" kl", " KL").replace("Kl ", "KL ")


def _step(value: float) -> float:
    """A step that suits the size of a value: a tenth of it, a power of ten."""
    return 10.0 ** (len(f"{abs(value):.0f}") - 2) if abs(value) >= 1 else 10.0 ** (_exponent(value) - 1)


def _format(value: float) -> str:
    """As many digits as a value needs, and one more to change it by."""
    return f"%.{max(2, 1 - _exponent(value))}f" if abs(value) < 1e-2 and value else "%.3f"


def _exponent(value: float) -> int:
    return int(f"{value:e}".partition("e")[2]) if value else 0
