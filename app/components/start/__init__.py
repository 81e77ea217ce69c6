"""Parts of the start page: the demo, the list of projects."""
