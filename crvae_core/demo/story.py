"""What a bulletin is made of: kinds of scene, shots with light and camera, the broadcaster."""

from __future__ import annotations

from dataclasses import dataclass, field

from crvae_core.demo.people import Look

# Kinds of scene, in the order in which labels number them.
KINDS = ("studio", "interview", "street", "laboratory", "clinic", "charts", "weather")


@dataclass(frozen=True)
class Shot:
    """One uncut stretch of film: a kind of scene, its variant, light, camera, and what is said."""

    kind: str
    seconds: int  # even, so that every sampled frame lies within one shot
    variant: int  # which return of the kind: other content, other position
    light: str  # a key of light.LIGHTS
    camera: str  # a key of camera.MOVES
    lines: tuple[str, ...]
    title: str = ""  # lower third


@dataclass(frozen=True)
class Station:
    """A broadcaster: its people, colours, skyline and the words on its pictures."""

    language: str  # en | zh
    accent: str
    deep: str  # dark partner of the accent, for bands behind text
    studio: tuple[str, str]  # backdrop, top and bottom
    skyline: int  # seed of the city's outline
    towers: bool  # a city of high flats, otherwise of gabled houses
    host: Look
    expert: Look
    scientist: Look
    nurse: Look
    patients: tuple[Look, ...]
    presenter: Look
    ticker: str
    words: dict[str, str] = field(hash=False)  # what is written in the pictures


@dataclass(frozen=True)
class Bulletin:
    """A film to draw: the broadcaster and its shots in order."""

    video_id: str
    station: Station
    shots: tuple[Shot, ...]

    @property
    def seconds(self) -> int:
        """Length of the film."""
        return sum(shot.seconds for shot in self.shots)

    @property
    def starts(self) -> tuple[int, ...]:
        """The time at which each shot begins, in seconds."""
        return tuple(sum(shot.seconds for shot in self.shots[:index]) for index in range(len(self.shots)))

    def shot_at(self, seconds: float) -> tuple[int, Shot]:
        """When the shot on air at a moment began, and the shot."""
        index = max(i for i, start in enumerate(self.starts) if start <= seconds)
        return self.starts[index], self.shots[index]


@dataclass(frozen=True)
class Stage:
    """What a scene needs to know to draw one frame."""

    station: Station
    variant: int
    seconds: float  # since the shot began
    progress: float  # 0..1 of the shot
    speaker: int  # counts the lines of the shot; interviews light up who talks
