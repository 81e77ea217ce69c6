"""The demo: two drawn news bulletins about one story, with captions and the true kind of every scene.

How they are drawn, and how they are opened as a project; the files themselves lie in assets/ and checkpoints/.
"""

from crvae_core.demo.labels import Label, demo_kinds, load_labels

__all__ = ["Label", "demo_kinds", "load_labels"]
