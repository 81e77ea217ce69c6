"""Core calls that pages repeat, each cached once; nothing here computes what the core does not."""
