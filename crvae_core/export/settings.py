"""How results are taken out: how moments are looked at, and what the files are like."""

from dataclasses import dataclass

from crvae_core.analysis.projection import METHODS as LAYOUTS
from crvae_core.analysis.projection import MapSettings
from crvae_core.analysis.weighting import DEFAULT_PICTURE_WEIGHT
from crvae_core.config import Settings, setting
from crvae_core.runs.clusters import METHODS as CLUSTERINGS


@dataclass(frozen=True)
class LookSettings(Settings):
    """How the moments of a run are looked at: the clusters and the map, as the pages have them in their address."""

    k: int | None = setting(None, "number of clusters; what the curves speak for, else 5", low=1)
    clusters: str = setting("kmeans", "how clusters are made", choices=tuple(CLUSTERINGS))
    picture_weight: float = setting(
        float(DEFAULT_PICTURE_WEIGHT), "1: pictures alone, 0: words alone", low=0, high=1
    )
    layout: str = setting("tsne", "t-SNE, UMAP or PCA", choices=tuple(LAYOUTS))
    neighbours: float | None = setting(None, "of the map; chosen from the number of moments", low=1)
    seed: int = setting(0, "of the clusters", low=0, high=2**32 - 1)
    map_seed: int = setting(0, "of the map", low=0, high=2**32 - 1)
    reader: str = setting("en", "language that clusters are named in", choices=("en", "zh"))

    def map_settings(self) -> MapSettings:
        """The settings of the map."""
        return MapSettings(self.layout, self.neighbours, self.map_seed)


@dataclass(frozen=True)
class FileSettings(Settings):
    """What the files are like; a format uses what it needs."""

    one_per_video: bool = setting(False, "a file for each video instead of one for all")
    raw: bool = setting(False, "leave cells as they are that a spreadsheet would take for a formula")
    latents: bool = setting(True, "with the vectors, in tables")
    agreement: bool = setting(
        False, "with how far caption and picture agree; it is measured with the networks"
    )
    rate: float | None = setting(
        None, "pictures per second of an editor's timeline; the film's own", low=1, high=300
    )
    drop_frame: bool | None = setting(None, "drop-frame timecode; at 29.97 and 59.94 by default")
    start_hour: int = setting(1, "where an editor's timeline begins, hours", low=0, high=23)
    picture_width: int = setting(200, "of pictures and thumbnails, pixels", low=16, high=200)
    blur: int = setting(0, "how far pictures are blurred, pixels; 0: not", low=0, high=50)
    width_mm: float = setting(160.0, "of printed figures, millimetres", low=20, high=1000)
    dpi: int = setting(300, "of printed figures that are pixels", low=36, high=1200)
    font_pt: float = setting(8.0, "of printed figures, points", low=4, high=30)
    grey: bool = setting(False, "figures without colours, told apart by markers and hatching")
    film_names: bool = setting(False, "name films by their titles instead of where they lie on this computer")
    author: str = setting("", "who takes it out, shown in the files")
    title: str = setting("", "of the report; by default the project's name")
    compare_by: str = setting(
        "group", "what makes the groups of Compare in figures and report: a property, video or tag"
    )
    compare_a: str = setting("", "the first group; by default the largest")
    compare_b: str = setting("", "the second group; by default the largest other one")


USUAL_LOOK, USUAL_FILES = LookSettings(), FileSettings()
