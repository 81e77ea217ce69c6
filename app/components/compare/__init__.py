"""Parts of the page Compare: two groups of videos beside each other."""
