"""Visitors without a browser, and what many of them at once do to the server."""
