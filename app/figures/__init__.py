"""Figures as pure functions from values to plotly; nothing here reads a project or the page's state."""
