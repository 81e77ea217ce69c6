"""Forms in popovers close when what was filled in is kept, and stay open where it can't be."""

from collections.abc import Callable

from streamlit.testing.v1 import AppTest

from crvae_core.notes.findings import read_findings
from crvae_core.notes.marks import read_marks
from crvae_core.project.project import Project
from tests.fakes import texts

OpenPage = Callable[..., AppTest]


def opened(app: AppTest, name: str) -> AppTest:
    """The page with a popover open, as a click opens it."""
    app.session_state[key_of(app, name)] = True
    return app.run()


def key_of(app: AppTest, name: str) -> str:
    """The popover as it is now: each time it is closed it becomes another one, so that no browser leaves it open."""
    times = f"popover-{name}-closed"
    return f"popover-{name}" + (f"-{app.session_state[times]}" if times in app.session_state else "")


def is_open(app: AppTest, name: str) -> bool:
    return bool(app.session_state[key_of(app, name)])


def submit(app: AppTest, form: str) -> AppTest:
    return next(one for one in app.button if one.form_id == form).click().run()


def test_a_pin_closes_its_form_and_says_so_beside_it(trained: Project, open_page: OpenPage) -> None:
    app = opened(open_page("pages/5_Map.py", project="project", k="3"), "pin-map")
    assert is_open(app, "pin-map")
    before = key_of(app, "pin-map")
    submit(app, "pin-form-map")
    assert not is_open(app, "pin-map")
    assert key_of(app, "pin-map") != before
    assert "Pinned as finding 1" in texts(app)
    assert len(read_findings(trained).rows) == 1
    app.run()
    assert "Pinned as finding" not in texts(app)


def test_a_note_closes_its_form_once_it_is_kept(trained: Project, open_page: OpenPage) -> None:
    pair = str(trained.pairs()["pair_id"].iloc[2])
    app = opened(open_page("pages/5_Map.py", project="project", sel=pair), f"note-{pair}")
    submit(app, f"note-form-{pair}")
    assert is_open(app, f"note-{pair}")  # nothing was written
    app.text_area(key=f"note-text-{pair}").set_value("a mask")
    submit(app, f"note-form-{pair}")
    assert not is_open(app, f"note-{pair}")
    assert [mark.note for mark in read_marks(trained).rows] == ["a mask"]


def test_a_stretch_that_can_not_be_keeps_its_form_open(trained: Project, open_page: OpenPage) -> None:
    app = opened(open_page("pages/2_Pairs.py", project="project", pairs="coding"), "stretch")
    app.text_input(key="stretch-note").set_value("here")
    app.number_input(key="stretch-start").set_value(5.0)
    app.number_input(key="stretch-end").set_value(1.0)
    submit(app, "stretch")
    assert is_open(app, "stretch")
    app.number_input(key="stretch-end").set_value(7.0)
    submit(app, "stretch")
    assert not is_open(app, "stretch")
    assert len(read_marks(trained).rows) == 1
