"""The core of the CRVAE explorer: from a video and its captions to one vector per moment, and what they show."""
