"""What the map says of itself, in words that need no knowledge of its making."""

import pytest

from app.components.map.moment_view import trust_text


@pytest.mark.parametrize(
    ("trust", "moments", "said"),
    [
        (
            0.9,
            111,
            "Of the 10 moments nearest to it on the map, 9 are also among the 10 most like it (neighbourhood preservation).",
        ),
        (
            0.1,
            111,
            "1 is also among the 10 most like it (neighbourhood preservation). What lies beside it on the map says little.",
        ),
        (1.0, 7, "Of the 3 moments nearest to it on the map, 3 are also among the 3 most like it"),
        (1.0, 3, "Of the 1 moment nearest to it on the map, 1 is also among the 1 most like it"),
    ],
)
def test_how_far_a_place_on_the_map_can_be_trusted(trust: float, moments: int, said: str) -> None:
    assert said in trust_text(trust, moments)
