"""By what moments are alike: picture, words, or both as the map weighs them."""

import numpy as np

from app.cached import analysis
from app.components.shared import choice
from app.exploration import Exploration, weighable

BY = {"both": "Both", "picture": "Picture", "words": "Words"}
WEIGHTS = {"picture": 1.0, "words": 0.0}


def vectors(explored: Exploration) -> np.ndarray:
    """Draw the choice where the run's vectors have parts; give the vectors (n, Z) in which to look for neighbours."""
    by = "both"
    if weighable(explored.run):
        by = choice.show("Alike by", BY, "alike", "Both: picture and words weighed as for the map.")
    return analysis.vectors(explored.run, WEIGHTS.get(by, explored.weight))
