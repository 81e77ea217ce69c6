"""`python -m crvae_core COMMAND`, the same as `crvae COMMAND`."""

import sys


def main() -> None:
    """Run a command; where a package is missing, say how to get all of them."""
    try:
        from crvae_core.cli import main as run_command
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("crvae_core"):
            raise
        sys.exit(
            f"The package {error.name} is not installed for {sys.executable}. In a checkout run `make run` once and then "
            "`./crvae COMMAND`, or `pip install -r requirements.txt`."
        )
    run_command(prog_name="crvae")


if __name__ == "__main__":
    main()
