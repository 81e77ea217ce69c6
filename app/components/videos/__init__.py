"""Parts of the page Videos: adding films and captions, the list of what is there."""
