"""A legend takes the room that its names need."""

from app.figures.legend import AXIS_PX, LINE_PX, legend_below


def lines(names: list[str]) -> float:
    foot, legend = legend_below(names, 120)
    assert legend["y"] * 120 == -AXIS_PX  # just below the axis, however high the chart
    return (foot - AXIS_PX) // LINE_PX


def test_few_names_stand_in_one_line_many_in_several() -> None:
    assert lines([]) == 0
    assert lines(["Cluster 1", "Cluster 2"]) == 1
    assert lines([f"Cluster {number}" for number in range(1, 21)]) == 4
    assert (
        lines([*(f"Cluster {number}" for number in range(1, 20)), "virus, letter, machine, laboratory"]) == 10
    )


def test_chinese_letters_are_wider() -> None:
    assert lines(["晚间播报" * 4] * 4) > lines(["news" * 4] * 4)
