"""Somebody who does everything in any order, in a real browser: who it is, what can be changed, where one looks, what must hold.

Nothing here knows the app's code but for the names of the parts of a view and where they stand on the page.
"""
