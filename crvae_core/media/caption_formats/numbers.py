"""The running numbers of captions where they stand in the text: programs write them twice, or below the times."""

import itertools
import re
from collections import Counter
from collections.abc import Callable, Sequence

_MOST = 0.8  # of the captions must show the pattern
_FEWEST = 3  # captions, below which a number may as well be said
_FEWEST_BARE = 4  # of them where the number stands among the words, in all of them

Body = list[str]
_Rule = Callable[
    [Body, int, int], Body | None
]  # the lines, the own number, the next one: the lines without it


def without_numbers(bodies: Sequence[Body], numbers: Sequence[int | None]) -> list[Body]:
    """The lines of each caption without running numbers, if nearly all of the captions have them in the same place.

    Args:
        bodies: the lines of text of each caption.
        numbers: the number above the times of each; None where there is none.
    """
    found = [list(body) for body in bodies]
    told = [number for number in numbers if number is not None]
    for own in [told] if len(told) == len(numbers) else _counts(found):
        for rule in (_next_below, _own_above, _own_below, _own_before, _next_behind, _own_behind, _own_bare):
            found = _applied(rule, found, own)
    return found


def _counts(bodies: Sequence[Body]) -> list[list[int]]:
    """The numbers that the captions may have, counted from 1 or from where most numbers in the text say."""
    said: Counter[int] = Counter()
    for place, body in enumerate(bodies):
        lines = [line.strip() for line in body if line.strip()]
        said.update(
            int(line) - place for line in {*lines[:1], *lines[-1:]} if line.isdecimal() and len(line) < 10
        )
    first = [base for base, _ in said.most_common(1)]
    return [
        list(range(base, base + len(bodies)))
        for base in dict.fromkeys([1, *first, *(base - 1 for base in first)])
    ]


def _applied(rule: _Rule, bodies: list[Body], own: Sequence[int]) -> list[Body]:
    """The bodies after a rule, over and over while it holds for nearly all of them."""
    while True:
        following = [*own[1:], own[-1] + 1] if own else []
        cut = [rule(body, one, after) for body, one, after in zip(bodies, own, following, strict=True)]
        open_ended = rule in (_next_below, _next_behind)  # the last caption has no next one
        asked = len(cut) - open_ended
        hits = sum(body is not None for body in cut[:asked])
        left = sum(any(line.strip() for line in body) for body in cut[:asked] if body is not None)
        fewest, most = (
            (_FEWEST_BARE, 1.0) if rule in (_next_behind, _own_behind, _own_bare) else (_FEWEST, _MOST)
        )
        if asked < fewest - open_ended or hits < most * asked or left < most * hits:
            return bodies
        bodies = [body if shorter is None else shorter for body, shorter in zip(bodies, cut, strict=True)]


def _next_below(body: Body, _own: int, after: int) -> Body | None:
    """The next caption's number, set apart by an empty line."""
    last = _last_said(body)
    apart = last is not None and last > 0 and not body[last - 1].strip()
    return body[:last] if apart and _is_number(body[last or 0], after) else None


def _own_above(body: Body, own: int, _after: int) -> Body | None:
    first = next((place for place, line in enumerate(body) if line.strip()), None)
    return body[first + 1 :] if first is not None and _is_number(body[first], own) else None


def _own_below(body: Body, own: int, _after: int) -> Body | None:
    last = _last_said(body)
    return body[:last] if last and _is_number(body[last], own) else None


def _own_before(body: Body, own: int, _after: int) -> Body | None:
    """The number before the words, with a sign behind it: "3. Hello", "(3) Hello", "#3 Hello"."""
    if not body or (match := _MARKED.match(body[0])) is None or int(match[1] or match[2]) != own:
        return None
    return [body[0][match.end() :], *body[1:]]


def _next_behind(body: Body, _own: int, after: int) -> Body | None:
    """The next caption's number behind the words, where lines were joined."""
    return _without_last(body, after)


def _own_behind(body: Body, own: int, _after: int) -> Body | None:
    return _without_last(body, own)


def _without_last(body: Body, number: int) -> Body | None:
    last = _last_said(body)
    words, _, end = body[last].rstrip().rpartition(" ") if last is not None else ("", "", "")
    return [*body[:last], words] if words.strip() and _is_number(end, number) else None


def _own_bare(body: Body, own: int, _after: int) -> Body | None:
    """The number before the words, with nothing but a blank behind it."""
    number, _, words = body[0].lstrip().partition(" ") if body else ("", "", "")
    return [words, *body[1:]] if words.strip() and _is_number(number, own) else None


_MARKED = re.compile(r"\s{0,9}(?:[(\[#](\d{1,6})[)\]]?|(\d{1,6})[.):])[:.]?\s{1,9}(?=\S)")


def _last_said(body: Body) -> int | None:
    return next((place for place in range(len(body) - 1, -1, -1) if body[place].strip()), None)


def _is_number(line: str, number: int) -> bool:
    plain = line.strip().strip("#.:)([]")
    return plain.isdecimal() and len(plain) < 10 and int(plain) == number


def running(numbers: Sequence[int | None]) -> list[int]:
    """For each caption which of several joined files it comes from: the numbers start again with each."""
    parts, part = [], 0
    known = [number for number in numbers if number is not None]
    for before, after in itertools.pairwise([None, *numbers]):
        part += before is not None and after is not None and after < before and after <= max(1, known[0])
        parts.append(part)
    return parts
