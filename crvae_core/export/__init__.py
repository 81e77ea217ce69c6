"""Results taken out of a project, one file per format.

Nothing is computed here that a page or a command would not show as well.
"""
