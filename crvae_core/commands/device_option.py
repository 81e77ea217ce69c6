"""The option that says on which device a model is trained or asked."""

import click

DEVICE = click.option("--device", default="auto", show_default=True, help="auto, cpu, cuda or mps.")
