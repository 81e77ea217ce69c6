"""What can be done in the background: a function each, which takes a report and JSON values and gives JSON values.

work/ has the mechanism; here stands the only list of what it may call (kinds.py). The command line calls the same
functions in the foreground.
"""
