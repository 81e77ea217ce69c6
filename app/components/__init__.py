"""One widget each; every module has `show(...)`, which draws, owns its keys and returns the value."""
