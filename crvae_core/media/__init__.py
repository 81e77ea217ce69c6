"""Video, captions, and how they are brought together in time.

Reading and aligning alone: what is kept of them lies in project, how they become pairs in material.
"""
