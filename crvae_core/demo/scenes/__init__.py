"""One drawing per kind of scene; which comes when stands in the two bulletins beside this folder."""

from collections.abc import Callable

from crvae_core.demo.canvas import Canvas
from crvae_core.demo.scenes import charts, clinic, interview, laboratory, street, studio, weather
from crvae_core.demo.story import Stage

SCENES: dict[str, Callable[[Stage], Canvas]] = {
    "studio": studio.draw,
    "interview": interview.draw,
    "street": street.draw,
    "laboratory": laboratory.draw,
    "clinic": clinic.draw,
    "charts": charts.draw,
    "weather": weather.draw,
}
