"""Parts of the page Findings, and the pin that any page draws."""
