"""The figures of Compare."""

from app.figures.compare_figures import Interval, effects_figure

NAN = float("nan")


def test_a_difference_that_is_not_known_is_said_to_be_so() -> None:
    effects = [Interval(0.4, 0.1, 0.7, ""), Interval(NAN, NAN, NAN, "")]
    figure = effects_figure(
        ["Warmth", "Motion"],
        effects,
        [True, False],
        ["warmth", "motion"],
        None,
        (("A", "#111111"), ("B", "#222222")),
    )
    said = [one for one in figure.layout.annotations if one.text == "too little to compare"]
    assert [one.y for one in said] == [0]  # the lower of both rows
