"""The view and the address: every part there and back, nonsense passed over, what a picture is made of always told."""

from dataclasses import fields, replace
from typing import Any

import pytest

from app.components.shared.cluster_choice import origin_text
from app.exploration import Advice
from app.view import LISTS_BEGIN_ANEW, Origin, View
from crvae_core.analysis.recommendation import Recommendation

OTHERS: dict[str, Any] = {
    "run": "second", "k": 7, "k_from": Origin("recommended", 111, "2026-11-26"), "kmax": 20, "clusters": "consensus",
    "weight": 0.35, "layout": "umap", "perplexity": 12, "neighbours": 30, "seed": 4, "colour": "column:start_s", "names": False,
    "sel": "a,b", "panel": "between", "curves": "splits", "decode": "path", "at": (1.25, -3.5), "alike": "words",
    "mouse": "lasso", "effect": "add", "show": "time", "cluster": 3, "part": "members", "order": "typical", "word": "疫苗",
    "time": "order", "video": "video-2", "search": "like", "find": "two words & more", "pairs": "captions", "film": "video-1",
    "filter": "silent", "letters": "100 %", "sort": "odd", "halves": True, "source": "all", "language": "other",
    "tag": "mask", "board": "codebook", "units": "time",
    "compare": "style", "by": "language", "group_a": "US", "group_b": "China & Taiwan", "without_look": True, "theme": "3",
    "measure": "warmth", "across": "口罩", "told": "words", "teller": "second", "heard": "alone", "axis": "date",
    "metric": "cosine", "candidates": 5, "train": "compare", "page": 4, "coders": ("Ann, B.", "李"), "watch": "first",
    "run_a": "first", "run_b": "second", "along": "time", "strategy": "spread", "anchor": "middle", "frames": 4, "period": 2.5,
    "offset": -1.5, "share": True, "silent": False,
}  # fmt: skip
NONSENSE = ("", "-1", "nan", "inf", "1e999", "<b>", "no such thing at all", "\x00", "9" * 400, "a" * 5000)
FREE = {  # any text may be one
    "by", "group_a", "group_b", "measure", "across", "run", "colour", "sel", "tag", "word", "video", "find", "film", "letters",
    "coders", "watch", "run_a", "run_b",
}  # fmt: skip
NUMBERS = {"offset"}  # that may be below 0


def test_every_part_goes_into_the_address_and_comes_back() -> None:
    assert set(OTHERS) == {one.name for one in fields(View)}
    view = View(**OTHERS)
    address = view.to_address()
    assert set(address) == set(OTHERS)
    assert View.from_address(address) == view
    for name, value in OTHERS.items():
        one = replace(View(), **{name: value})
        assert View.from_address(one.to_address()) == one, name


@pytest.mark.parametrize("text", NONSENSE)
def test_nonsense_is_as_usual(text: str) -> None:
    for one in fields(View):
        if one.name not in FREE and not (one.name in NUMBERS and text == "-1"):
            assert getattr(View.from_address({one.name: text}), one.name) == one.default, one.name
    assert View.from_address({"other": text}) == View()
    for name in FREE:
        assert len(getattr(View.from_address({name: text}), name) or "") <= 2000


def test_an_untouched_view_says_nothing_and_a_picture_all_that_it_is_made_of() -> None:
    assert View().to_address() == {}
    told = View(run="demo", k=7, perplexity=9).to_address()
    assert set(told) == {"run", "k", "k_from", "clusters", "weight", "layout", "perplexity", "seed"}


def test_each_layout_keeps_its_own_neighbours() -> None:
    view = View(perplexity=9, neighbours=20)
    assert (view.near(111), replace(view, layout="umap").near(111)) == (9.0, 20.0)
    assert replace(view, layout="pca").near(111) is None
    assert View().near(111) == 9.0
    assert View(layout="umap").near(30) == 5.0
    assert view.map_settings(111).to_json() == {"method": "tsne", "neighbours": 9.0, "seed": 0}


def test_lists_begin_anew_with_parts_that_exist() -> None:
    assert {one.name for one in fields(View)} >= LISTS_BEGIN_ANEW


SIX, NONE = Recommendation(6, "because"), Recommendation(None, "because")
RECOMMENDED = Origin("recommended", 111, "2026-11-26")


@pytest.mark.parametrize(
    ("k", "origin", "now", "moments", "said"),
    [
        (6, RECOMMENDED, SIX, 111, "Recommended for these 111 moments."),
        (6, RECOMMENDED, SIX, 110, "Recommended for these 110 moments."),
        (
            7,
            RECOMMENDED,
            SIX,
            110,
            "Recommended on 2026-11-26, for 111 moments. For these 110 moments it would be k = 6.",
        ),
        (
            7,
            RECOMMENDED,
            NONE,
            110,
            "Recommended on 2026-11-26, for 111 moments. For these 110 moments there is no clear k.",
        ),
        (
            6,
            RECOMMENDED,
            None,
            110,
            "Recommended on 2026-11-26, for 111 moments. For these 110 moments the curves are not measured yet.",
        ),
        (5, Origin("chosen"), SIX, 110, "Chosen by hand. For these 110 moments it would be k = 6."),
        (6, Origin("chosen"), SIX, 110, "Chosen by hand. It is the recommended k."),
        (5, Origin("start"), None, 110, "Shown until the curves have been measured."),
        (5, Origin("unclear"), NONE, 110, "Shown to begin with: there is no clear k."),
    ],
)
def test_where_k_comes_from_is_said(
    k: int, origin: Origin, now: Recommendation | None, moments: int, said: str
) -> None:
    assert origin_text(k, origin, moments, Advice(12, None, now)) == said
