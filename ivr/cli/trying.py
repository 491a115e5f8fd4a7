"""Try the line: on a page, in the terminal, or on a server that runs elsewhere."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from typing import NoReturn

import click

from ivr.cli.group import main, one_message

A_DAY = timedelta(days=1)

OUTCOMES = ("answer", "busy", "no-answer", "failed")


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at; it asks no password.")
@click.option("--port", type=click.IntRange(1, 65535), help="The port to listen at.  [default: 8000, or the next free]")
@click.option("--no-open", is_flag=True, help="Open no browser.")
def demo(host: str, port: int | None, no_open: bool) -> None:
    """Phone the line from a page in your browser."""
    with one_message():
        from ivr.desk import app_here
        from ivr.web.demo import run

        run(app_here(os.environ), host, port, click.echo, browser=not no_open)


@main.command()
@click.option("--keys", help='What to press, such as "1 - 2 # * 0"; - is silence, ~5 waits 5 s, !1 interrupts.')
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line, with --keys.")
@click.option(
    "--dial",
    type=click.Choice(OUTCOMES),
    multiple=True,
    default=("answer",),
    show_default=True,
    help="What transfers meet; once for each transfer, the last for all that follow.",
)
@click.option("--at", help="When the call begins, with its offset, such as 2027-03-06T11:00+00:00.")
@click.option("--url", help="The server to phone, if not the line in this process.")
def phone(keys: str | None, as_json: bool, dial: tuple[str, ...], at: str | None, url: str | None) -> None:
    """Phone the line from this terminal."""
    from ivr.desk import phone_here, phone_there
    from ivr.phone.event import caption
    from ivr.phone.script import run
    from ivr.phone.terminal import talk

    if url and at:
        raise click.UsageError("--at sets the clock of the line in this process; the server at --url has its own")
    if as_json and keys is None:
        raise click.UsageError("--json needs --keys: a call typed by hand is shown as captions")
    with one_message():
        telephone = phone_there(os.environ, url, dial) if url else phone_here(os.environ, dial, _moment(at))
        if keys is None:
            talk(telephone)
            return
        for event in run(telephone, keys):
            click.echo(event.as_json() if as_json else f"{event.at:7.2f}  {caption(event)}")


def _moment(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
        moment.astimezone(UTC) + A_DAY  # the clock runs on from here
    except (ValueError, OverflowError):
        _unusable(text)
    if moment.tzinfo is None:
        _unusable(text)
    return moment


def _unusable(text: str) -> NoReturn:
    raise click.UsageError(f"--at: {text!r} is not a time with its offset; write one such as 2027-03-06T11:00+00:00")
