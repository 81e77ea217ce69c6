"""Parts of the page Pairs: the pairs, their alignment, captions and words."""
