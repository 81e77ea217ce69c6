"""Do the videos of a project meet in the latent space, or does each keep to itself?"""

from collections.abc import Sequence

import numpy as np
import pandas as pd


def cross_video_share(latents: np.ndarray, video_ids: Sequence[str], neighbours: int = 10) -> pd.DataFrame:
    """Per video, how often its moments have moments of other videos near.

    Args:
        latents: (n, Z), weighed as the map is.
        video_ids: of each row.
        neighbours: how many nearest moments are looked at; at most n - 1.

    Returns a row per video: video_id, moments, share (of its moments that have one of another video among their nearest
    ones), mean_share (of the nearest moments that are of other videos), expected (what mean_share would be if it made no
    difference which video a moment is of). No rows where there is one moment or none.
    """
    from sklearn.neighbors import NearestNeighbors

    videos = np.asarray(video_ids, dtype=object)
    count = min(neighbours, len(latents) - 1)
    columns = ["video_id", "moments", "share", "mean_share", "expected"]
    if count < 1:
        return pd.DataFrame(columns=columns)
    _, rows = NearestNeighbors(n_neighbors=count).fit(latents).kneighbors()
    elsewhere = videos[rows] != videos[:, None]
    found = []
    for video_id in dict.fromkeys(video_ids):
        own = videos == video_id
        moments = int(own.sum())
        expected = (len(videos) - moments) / (len(videos) - 1)
        near = elsewhere[own]
        found.append((video_id, moments, float(near.any(axis=1).mean()), float(near.mean()), expected))
    return pd.DataFrame(found, columns=columns)
