"""Everything that may import streamlit: frame, state, charts and components of the pages.

Nothing is computed here that the core does not compute for a notebook.
"""
