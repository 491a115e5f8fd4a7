"""Tell what was counted."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import TextIO

import click

from ivr.cli.group import main, one_message


@main.command()
@click.argument("period", default="")
@click.option("--format", "kind", type=click.Choice(("text", "csv", "page")), default="text", show_default=True)
@click.option("--output", type=click.File("w", encoding="utf-8", lazy=True), default="-", help="The file to write.")
def report(period: str, kind: str, output: TextIO) -> None:
    """Tell what was counted in PERIOD: 2026-10 is a month, 2026-Q3 a quarter, and nothing the last whole month."""
    with one_message():
        from ivr.report import FORMATS, report_of

        output.write(FORMATS[kind](report_of(os.environ, period, datetime.now(UTC))))
