"""Tests of figures from values to plotly; how they look in a page is tested in browser."""
