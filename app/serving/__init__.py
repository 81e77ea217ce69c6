"""What the server does before a page runs: who may ask, where uploads go, how films are sent."""
