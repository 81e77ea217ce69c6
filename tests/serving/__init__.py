"""Tests of the web server of the app: what it serves, to whom, and what it refuses; no browser is needed."""
