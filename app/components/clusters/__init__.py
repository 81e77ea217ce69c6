"""Parts of the page Clusters: clusters in detail, words, time, search."""
