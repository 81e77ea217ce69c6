"""Results taken out of a project, one file per format."""
