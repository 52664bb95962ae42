"""Options that several commands have."""

import click

output_option = click.option(
    "--output", type=click.Choice(["table", "json"]), default="table", show_default=True
)
