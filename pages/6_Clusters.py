"""Clusters: what each holds, its words, its place in time; search."""

from app.frame import start_page

start_page("Clusters")
