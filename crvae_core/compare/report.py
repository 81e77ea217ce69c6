"""A whole comparison as text and as JSON: every answer with its sentence, moments by their names."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from crvae_core.compare.comparison import Comparison
from crvae_core.compare.records import to_json
from crvae_core.compare.style_effects import OVERALL, STANDARDISED
from crvae_core.compare.tag_shares import TagShares
from crvae_core.compare.told import Told, UnlikePairs
from crvae_core.progress import Progress, unheard
from crvae_core.wording import clock

KINDS = ("same words", "same picture")


def answer_all(comparison: Comparison, progress: Progress | None = None) -> None:
    """Ask every question of a comparison, so that all answers are kept in the project."""
    report = progress or unheard
    steps = list(_steps(comparison, report))
    for number, (name, ask) in enumerate(steps):
        report(name, number / len(steps))
        ask()


def as_json(comparison: Comparison) -> dict[str, Any]:
    """All answers as JSON values."""
    themes, style = comparison.themes(), comparison.style()
    names = comparison.moments.pair_ids
    found: dict[str, Any] = {
        "between": to_json(themes.between) | {"caution": themes.between.caution},
        "film_look": to_json(film := comparison.film_look()) | {"sentence": film.sentence()},
        "themes": [
            to_json(one)
            | {
                "sentence": one.sentence(),
                "verdict": one.verdict,
                "typical_first": [names[row] for row in one.typical_first],
                "typical_second": [names[row] for row in one.typical_second],
            }
            for one in themes.themes
        ],
        "style": [to_json(one) | {"sentence": one.sentence()} for one in style.effects],
        "words": [
            to_json(one) | {"sentence": one.sentence()}
            for one in (comparison.words(number) for number in (None, *_numbers(comparison)))
        ],
        "tags": [
            to_json(one)
            | {
                "sentence": one.sentence(),
                "tags": [
                    to_json(tag) | {"sentence": tag.sentence(one.between, one.theme_name)} for tag in one.tags
                ],
            }
            for one in _tags(comparison)
        ],
        "told": {space: _told(comparison.told(space), names) for space in comparison.spaces.vectors},
        "as_in_2023": to_json(mixture := comparison.as_in_2023()) | {"sentence": mixture.sentence()},
        "notes": [*themes.notes, *style.notes],
    }
    if comparison.has_halves:
        found["unlike"] = {kind: _unlike(comparison.unlike(kind), names) for kind in KINDS}
    return found


def as_text(comparison: Comparison) -> str:
    """The sentences of all answers."""
    return "\n".join(_lines(comparison))


def _lines(comparison: Comparison) -> Iterator[str]:
    themes, style = comparison.themes(), comparison.style()
    yield from ("Is it culture, or only the film?", f"  {comparison.film_look().sentence()}")
    yield from (f"  {mark}" for mark in comparison.film_look().marks)
    yield from ("", "Themes", f"  {themes.sentence()}", *(f"  {one.sentence()}" for one in themes.themes))
    yield from ("", "Style", f"  {style.sentence()}")
    places = (OVERALL, STANDARDISED, *_numbers(comparison))
    yield from (f"  {one.sentence()}" for place in places for one in style.inside(place) if one.told_apart)
    yield from ("", "Words")
    for number in (None, *_numbers(comparison)):
        found = comparison.words(number)
        yield f"  {found.sentence()}"
        sure = [one for one in (*found.first, *found.second) if one.told_apart]
        yield from (f"    {one.sentence(found.between, found.theme_name)}" for one in sure)
    if tagged := _tags(comparison):
        yield from ("", "Tags")
        for shares in tagged:
            yield f"  {shares.sentence()}"
            sure_tags = [one for one in shares.tags if one.told_apart]
            yield from (f"    {one.sentence(shares.between, shares.theme_name)}" for one in sure_tags)
        yield from (f"  {note}" for note in tagged[0].notes)
    yield from (
        "",
        "Counterparts",
        *(f"  {comparison.told(space).sentence()}" for space in comparison.spaces.vectors),
    )
    if comparison.has_halves:
        for kind in KINDS:
            pairs = comparison.unlike(kind)
            yield f"  {pairs.sentence()}"
            yield from (
                f"    {_place(comparison, one.first)} and {_place(comparison, one.second)}"
                for one in pairs.pairs
            )
    yield from ("", "As in 2023", f"  {comparison.as_in_2023().sentence()}", "", *themes.notes, *style.notes)


def _place(comparison: Comparison, row: int) -> str:
    pair = comparison.moments.pairs.iloc[row]
    return f"{comparison.moments.run.project.video(str(pair['video_id'])).name} at {clock(float(pair['frame_time_s']))}"


def _tags(comparison: Comparison) -> list[TagShares]:
    """The tags over all moments and inside every theme that has any; nothing where nothing is tagged."""
    if not comparison.tags().tags:
        return []
    inside = [comparison.tags(number) for number in _numbers(comparison)]
    return [comparison.tags(), *(one for one in inside if one.tags)]


def _numbers(comparison: Comparison) -> list[int]:
    return [one.theme.number for one in comparison.themes().themes]


def _steps(comparison: Comparison, report: Progress) -> Iterator[tuple[str, Callable[[], object]]]:
    yield "Comparing themes", comparison.themes
    yield (
        "Measuring style",
        partial(comparison.style, lambda share: report("Measuring style", 0.1 + 0.4 * share)),
    )
    yield "Is it culture, or only the film?", comparison.film_look
    yield "Two Gaussians", comparison.as_in_2023
    for space in comparison.spaces.vectors:
        yield "Looking for counterparts", partial(comparison.told, space)
    for kind in KINDS if comparison.has_halves else ():
        yield "Looking for unlike pairs", partial(comparison.unlike, kind)
    for number in (None, *_numbers(comparison)):
        yield "Comparing words", partial(comparison.words, number)


def _told(told: Told, names: list[str]) -> dict[str, Any]:
    listed = []
    for own, other, found in (
        (told.first, told.second, told.of_first),
        (told.second, told.first, told.of_second),
    ):
        listed.append(
            [
                {
                    "moment": names[row],
                    "nearest": names[other[place]],
                    "distance": float(distance),
                    "mutual": bool(mutual),
                    "counterpart": bool(there),
                }
                for row, place, distance, mutual, there in zip(
                    own.tolist(), found.rows.tolist(), found.distances, found.mutual, found.found, strict=True
                )
            ]
            if len(other)
            else []
        )
    return {
        "sentence": told.sentence(),
        "counts": told.table,
        "shares": to_json(told.shares),
        "first": listed[0],
        "second": listed[1],
    }


def _unlike(found: UnlikePairs, names: list[str]) -> dict[str, Any]:
    pairs = [to_json(one) | {"first": names[one.first], "second": names[one.second]} for one in found.pairs]
    return {"sentence": found.sentence(), "found": found.found, "pairs": pairs}
