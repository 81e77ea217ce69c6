"""The demo: two drawn news bulletins about one story, with captions and the true kind of every scene."""

from crvae_core.demo.labels import Label, demo_kinds, load_labels

__all__ = ["Label", "demo_kinds", "load_labels"]
