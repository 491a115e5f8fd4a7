"""The line at the carrier: its number, and what it costs."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

import click

from ivr.cli.group import main, one_message

KINDS = ("local", "mobile", "national", "toll-free")


@main.command()
@click.option("--number", default="", help="The number, if it is not IVR_NUMBER and the account has several.")
@click.option("--check", "only_check", is_flag=True, help="Change nothing; tell what is not as it should be.")
@click.option("--dry-run", is_flag=True, help="Change nothing; show what would be.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--buy", metavar="COUNTRY", help="Buy a number in a country, such as GB.")
@click.option("--type", "kind", type=click.Choice(KINDS), default="local")
@click.option("--contains", default="", help="Digits that the number to buy is to have; * is any.")
@click.option("--address", default="", help="The SID of your address, where numbers need one.")
@click.option("--bundle", default="", help="The SID of your regulatory bundle, where numbers need one.")
def connect(
    number: str, only_check: bool, dry_run: bool, yes: bool, buy: str | None, kind: str, contains: str, address: str,
    bundle: str,
) -> None:  # fmt: skip
    """Connect a number at the carrier to this line."""
    with one_message():
        from ivr.connect import Connection, Purchase

        if buy and (number or only_check):
            raise click.UsageError("--buy goes with neither --number nor --check")
        connection = Connection(os.environ, number, click.echo, lambda question: yes or _agreed(question))
        if buy:
            right = connection.buy(Purchase(buy.upper(), kind, contains, address, bundle), dry_run)
        else:
            right = connection.check() if only_check else connection.connect(dry_run)
    sys.exit(0 if right else 1)


@main.command()
@click.option("--calls", type=click.IntRange(0, 10**7), default=500, show_default=True, help="A month.")
@click.option("--minutes", type=click.FloatRange(0, 240), default=6, show_default=True, help="Of each, in the line.")
@click.option("--transfers", type=click.FloatRange(0, 100), default=20, show_default=True, help="Per cent put through.")
@click.option(
    "--transfer-minutes", type=click.FloatRange(0, 240), default=20, show_default=True, help="Of each transfer."
)
@click.option("--busiest-hour", type=click.IntRange(1), help="Calls in it; assumed if it is not given.")
@click.option("--prices", type=click.Path(path_type=Path), default=Path("prices.toml"), show_default=True)
@click.option("--ask", metavar="COUNTRY", help="Ask the carrier for its prices in a country, such as GB.")
@click.option("--type", "kind", type=click.Choice(KINDS), default="local")
@click.option("--output", type=click.File("w", encoding="utf-8", lazy=True), default="-", help="Where --ask writes.")
def cost(
    calls: int, minutes: float, transfers: float, transfer_minutes: float, busiest_hour: int | None, prices: Path,
    ask: str | None, kind: str, output: TextIO,
) -> None:  # fmt: skip
    """Tell what a month costs at the carrier, and how many calls at once it must allow."""
    with one_message():
        from ivr.connect import account
        from ivr.content import load_line
        from ivr.cost import Use, as_toml, ask_prices, cost, read_prices

        today = datetime.now(UTC).date()
        if ask:
            line = load_line(os.environ.get("IVR_LINE") or "uk")
            output.write(as_toml(ask_prices(account(os.environ), line, ask.upper(), kind, today)))
            return
        use = Use(calls, minutes, transfers / 100, transfer_minutes, busiest_hour)
        for told in cost(read_prices(prices), use, today):
            click.echo(told)


def _agreed(question: str) -> bool:
    """A person's yes; nobody's, where there is nobody to ask."""
    try:
        return click.confirm(question)
    except click.Abort:
        click.echo("\nNobody answered; --yes agrees beforehand.")
        return False
