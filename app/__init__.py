"""Everything that may import streamlit: frame, state, charts and components of the pages."""
