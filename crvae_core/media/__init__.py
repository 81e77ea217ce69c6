"""Video, captions, and how they are brought together in time."""
