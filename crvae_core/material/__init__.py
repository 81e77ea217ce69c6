"""From files to aligned pairs, and what can be changed later: ingest, pairing, revising, how well both sides meet.

Reading a format belongs to media and text, what lies on disk to project.
"""
