"""`python -m crvae_core COMMAND`."""

from crvae_core.cli import main

if __name__ == "__main__":
    main()
