"""Run the line: serve it, and make what is served elsewhere."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

import click

from ivr.cli.group import main, one_message

SHORTEST_PASSWORD = 12
"""Characters."""


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at.")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="The port to listen at.")
@click.option("--workers", type=click.IntRange(min=1), default=2, show_default=True, help="How many processes answer.")
def serve(host: str, port: int, workers: int) -> None:
    """Serve the line to the carrier."""
    with one_message():
        from ivr.settings import Settings
        from ivr.web.server import run

        run(Settings.from_environ(os.environ), f"{host}:{port}", workers)


@main.command()
@click.option("--into", required=True, type=click.Path(file_okay=False, path_type=Path), help="The folder to fill.")
def recordings(into: Path) -> None:
    """Put the recordings where they are served from; those of the version before stay for a day."""
    with one_message():
        from ivr.recordings.catalogue import audio_folder
        from ivr.recordings.publish import publish

        done = publish(audio_folder(), into, datetime.now(UTC))
    click.echo(f"{done.copied} copied, {done.kept} of earlier versions kept, {done.deleted} older than a day deleted")


@main.command()
@click.option("--output", type=click.File("wb"), default="-", help="The file to write, if not the terminal.")
def fallback(output: BinaryIO) -> None:
    """Write the document that callers hear when this server is down, for another host to serve."""
    with one_message():
        from ivr.carrier.fallback import fallback as document
        from ivr.content import load_line
        from ivr.settings import shown_number

        number = shown_number(os.environ)
        output.write(document(load_line(os.environ.get("IVR_LINE") or "uk"), number) + b"\n")
        if not number:
            click.echo("Set IVR_NUMBER or IVR_CALLER_ID, or else the helpline sees callers' own numbers.", err=True)


@main.command()
def password() -> None:
    """Ask for the operator's password, and print what to set IVR_OPERATOR_PASSWORD to."""
    from werkzeug.security import generate_password_hash

    chosen = click.prompt("The operator's password", hide_input=True, confirmation_prompt="Once more", err=True)
    if len(chosen) < SHORTEST_PASSWORD:
        raise click.UsageError(
            f"a password of {len(chosen)} characters is soon guessed: take {SHORTEST_PASSWORD} or more"
        )
    click.echo(f"IVR_OPERATOR_PASSWORD='{generate_password_hash(chosen)}'")
