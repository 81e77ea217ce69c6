"""Groups of videos compared: shares of themes, words, style, counterparts, and whether a difference is only the film's look.

Statistics take arrays and name their unit of independence; clusters themselves belong to analysis, pages to the app.
"""
