"""Figures and curves of two runs: what is better, what is missing."""

import pandas as pd

from app.components.train.run_values import value_rows
from app.figures.run_curves import comparison_figure, has_values
from crvae_core.runs.evaluation import Evaluation, HeldOut


def test_the_better_figure_is_told_if_the_difference_is_one() -> None:
    first = Evaluation(
        pairs=9, image_mse=0.01, token_accuracy_free=0.5, kl=3.0, held_out=HeldOut(image_mse=0.2)
    )
    second = Evaluation(pairs=9, image_mse=0.02, token_accuracy_free=0.505, text_mse=0.1)
    rows = {value.title: row for value, *row in value_rows(first, second)}
    assert rows["Picture error"] == ["0.0100", "0.0200", 0]
    assert rows["Words read back"] == ["50.0%", "50.5%", -1]  # one per cent apart
    assert rows["Information"] == ["3", "–", -1]
    assert rows["Picture error, not trained on"] == ["0.2000", "–", -1]
    assert rows["Word vector error"] == ["–", "0.1000", -1]
    assert "Epochs" not in rows
    first, second = Evaluation(token_accuracy_free=0.2), Evaluation(token_accuracy_free=0.9)
    assert {value.title: row[2] for value, *row in value_rows(first, second)}["Words read back"] == 1
    assert all(row[2] == "–" for row in value_rows(first, None))


def test_a_curve_stands_for_each_run_that_has_one() -> None:
    first = pd.DataFrame(
        {"epoch": [1, 2], "seconds": [60.0, 240.0], "kl": [1.0, 2.0], "image_mse": [0.2, 0.02]}
    )
    second = pd.DataFrame({"epoch": [1, 2], "seconds": [1.0, 2.0], "kl": [0.0, 0.0]})
    assert has_values(first, "kl")
    assert not has_values(second, "kl")
    runs = {"a": first, "b": second}
    figure = comparison_figure(runs, "kl", "KL", by_time=True, logarithmic=False)
    assert [trace.name for trace in figure.data] == ["a"]
    assert list(figure.data[0].x) == [1.0, 4.0]
    assert figure.layout.xaxis.title.text == "minutes of training"
    errors = comparison_figure(runs, "image_mse", "Error", by_time=False, logarithmic=True)
    assert {0.02, 0.1, 0.2} <= {round(tick, 6) for tick in errors.layout.yaxis.tickvals}
    empty = {"a": pd.DataFrame(), "b": second}
    assert not comparison_figure(empty, "kl", "KL", by_time=True, logarithmic=False).data
