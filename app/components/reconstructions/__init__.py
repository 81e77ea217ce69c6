"""Parts of the page Reconstructions: pictures and words from the vector alone, health of the latent."""
