"""Parts of the page Train: what to train, how it stands, what came out."""
