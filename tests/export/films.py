"""A film with tiers of every kind, hard names included."""

from crvae_core.export.tiers import Annotation, FilmTiers, Tier, annotation


def film(media: str = "/films/Ünterricht 课 1.mp4", rate: float = 25.0) -> FilmTiers:
    captions = (
        annotation(-0.5, 2.0, "before the film"),
        annotation(1.5, 4.0, "overlaps the one before & <it>"),
        annotation(4.0, 4.0, "no length"),
        annotation(4.0, None, "same start"),
        annotation(58.0, 75.0, "behind the end\x00\x0b\r\nsecond line", 60_000),
    )
    tags = (
        Annotation(1000, 9000, "street"),
        Annotation(3000, 5000, "crowd"),
        Annotation(9000, 12_000, "street"),
    )
    return FilmTiers(
        video_id="v-1",
        title="News | 新闻",
        media=media,
        duration_ms=60_000,
        rate=rate,
        tiers=(
            Tier("captions", "captions", captions, language="en"),
            Tier(
                "tags", "tags", tags, "Ana", vocabulary={"street": "outside", "crowd": "ten people or more"}
            ),
            Tier(
                "tags",
                "tags",
                tags[:1],
                "Bo",
                vocabulary={"street": "outside", "crowd": "ten people or more"},
            ),
            Tier("", "clusters", (Annotation(0, 60_000, "= studio 演播室"),)),
        ),
    )
