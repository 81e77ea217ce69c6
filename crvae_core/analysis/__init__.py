"""What is read from latents: maps, clusters, the choice of k. Plain arrays in, plain arrays out."""
