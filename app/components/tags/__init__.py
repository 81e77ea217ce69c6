"""Tags in the app: on cards and moments, by keys while a film plays, as a filter of every page, and who codes."""
