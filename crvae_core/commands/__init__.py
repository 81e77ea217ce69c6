"""The commands of the command line, grouped by what they work on: options in, one call of the core, a table or JSON out.

Nothing is computed here; measurements of speed are in bench.
"""
