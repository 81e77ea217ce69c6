"""Parts of the page Map: the chart, its tools, the panels beside it."""
