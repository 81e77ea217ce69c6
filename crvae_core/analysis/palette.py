"""The colours of clusters, the same on pages, in exports and in reports."""

# Ten colours that colour-blind readers tell apart on light and dark grounds.
COLOURS = (
    "#4477AA", "#EE7733", "#228833", "#AA3377", "#33BBEE",
    "#CCBB44", "#EE6677", "#009988", "#8866CC", "#999933",
)  # fmt: skip
NO_CLUSTER_COLOUR = "#9AA5AE"  # grey of moments that belong to no cluster


def cluster_colour(number: int) -> str:
    """The colour of a cluster, counted from 0; grey below 0."""
    return COLOURS[number % len(COLOURS)] if number >= 0 else NO_CLUSTER_COLOUR
