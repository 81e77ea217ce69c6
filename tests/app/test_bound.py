"""Widgets that show a part of the view: late ones, hidden ones, and ones whose part, or whose options, changed elsewhere."""

import ast
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

pytestmark = pytest.mark.filterwarnings("default")  # streamlit says that nothing runs


def script() -> None:
    """A slider of k that can be left out, a button that changes k elsewhere."""
    import streamlit as st

    from app import state
    from app.bound import bind

    if state.view().k is None:
        state.change(k=7)
    st.button("four", on_click=state.change, kwargs={"k": 4})
    if st.checkbox("shown", True):
        bound = bind("k")
        st.slider("k", 2, 12, bound.value, key=bound.key, on_change=bound.keep)
    bound = bind("find")
    st.text_input("find", bound.value, key=bound.key, on_change=bound.keep)
    st.text(f"k={state.view().k} find={state.view().find!r}")


@pytest.fixture
def app() -> AppTest:
    return AppTest.from_function(script).run()


def said(app: AppTest) -> str:
    return app.text[0].value


def test_a_widget_shows_the_view_and_changes_it(app: AppTest) -> None:
    assert app.slider[0].value == 7
    app.slider[0].set_value(9).run()
    assert said(app).startswith("k=9")
    app.run()
    assert (app.slider[0].value, said(app)[:3]) == (9, "k=9")


def test_a_widget_that_was_away_starts_from_the_view(app: AppTest) -> None:
    app.slider[0].set_value(9).run()
    app.checkbox[0].uncheck().run()
    app.button[0].click().run()
    assert said(app).startswith("k=4")
    app.checkbox[0].check().run()
    assert (app.slider[0].value, said(app)[:3]) == (4, "k=4")
    app.slider[0].set_value(5).run()
    assert said(app).startswith("k=5")


def test_a_change_elsewhere_makes_a_new_widget_whose_start_is_the_view(app: AppTest) -> None:
    before = app.slider[0].key
    app.button[0].click().run()
    assert app.slider[0].key != before
    assert app.slider[0].proto.default[0] == 4  # what the browser starts from when it draws it late
    assert app.slider[0].value == 4


def test_every_run_gives_the_browser_the_view_as_the_start(app: AppTest) -> None:
    app.slider[0].set_value(9).run()
    app.text_input[0].set_value("mask").run()
    assert app.slider[0].proto.default[0] == 9
    assert app.text_input[0].proto.default == "mask"


def test_a_text_can_be_emptied(app: AppTest) -> None:
    app.text_input[0].set_value("mask").run()
    assert said(app) == "k=7 find='mask'"
    app.text_input[0].set_value("").run()
    assert said(app) == "k=7 find=''"


@pytest.fixture
def floats() -> Callable[[], AppTest]:
    def run() -> AppTest:
        def weights() -> None:
            import streamlit as st

            from app import state
            from app.bound import bind

            bound = bind("weight")
            st.slider("w", 0.0, 1.0, bound.value, 0.05, key=bound.key, on_change=bound.keep)
            st.text(repr(state.view().weight))

        return AppTest.from_function(weights).run()

    return run


def test_numbers_are_kept_as_the_address_writes_them(floats: Callable[[], AppTest]) -> None:
    app = floats()
    app.slider[0].set_value(0.15000000000000002).run()
    assert said(app) == "0.15"
    key = app.slider[0].key
    app.run()
    assert app.slider[0].key == key


def named_script() -> None:
    """A list whose options are called something else when a name is given."""
    import streamlit as st

    from app import state
    from app.bound import bind

    given = st.text_input("name", "")
    names = {"1": f"{given}first", "2": f"{given}second"}
    bound = bind("theme", state.view().theme or "1", labels=names.values())
    st.selectbox(
        "Theme",
        list(names),
        bound.index(names),
        format_func=names.__getitem__,
        key=bound.key,
        on_change=bound.keep,
    )
    st.text(f"theme={state.view().theme!r}")


def test_options_that_are_called_something_else_choose_nothing() -> None:
    """A browser tells which option is chosen by what it is called."""
    app = AppTest.from_function(named_script).run()
    before = app.selectbox[0].key
    app.selectbox[0].select("2").run()
    assert (said(app), app.selectbox[0].key) == ("theme='2'", before)
    app.text_input[0].set_value("my ").run()
    assert (said(app), app.selectbox[0].value) == ("theme='2'", "2")
    assert app.selectbox[0].key != before
    app.run()
    assert said(app) == "theme='2'"


def drawn() -> list[ast.FunctionDef | ast.Module]:
    """Functions of pages, and pages, that draw a widget of the view whose options are called by a function."""
    root = Path(__file__).resolve().parents[2]
    found: list[ast.FunctionDef | ast.Module] = []
    for path in (*(root / "app").rglob("*.py"), *(root / "pages").glob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        parts = (
            [one for one in ast.walk(tree) if isinstance(one, ast.FunctionDef)]
            if path.parent.name != "pages"
            else [tree]
        )
        found += [
            one
            for one in parts
            if re.search(r"key=bound\.key.*format_func=|format_func=.*key=bound\.key", ast.unparse(one))
        ]
    return found


def test_lists_whose_names_may_change_tell_them() -> None:
    found = [ast.unparse(one) for one in drawn()]
    assert len(found) > 12
    fixed = re.compile(r"format_func=[A-Z_]+\.__getitem__")
    assert [
        text
        for text in found
        if "labels=" not in text and len(fixed.findall(text)) < text.count("format_func=")
    ] == []
