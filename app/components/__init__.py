"""One widget each; every module has `show(...)`, which draws, owns its keys and returns the value.

A folder per page. Figures are built in figures, values are got through cached.
"""
