"""The tests. Folders mirror the code: tests of crvae_core/media lie in tests/media, those of app/figures in tests/app/figures.

Shared are only tiny projects and models (fakes.py), films (clips.py) and what reads the source (source_imports.py).
"""
