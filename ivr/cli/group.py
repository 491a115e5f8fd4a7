"""The command itself, and how a mistake is told."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

from ivr.errors import IvrError


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Steadyline: a phone line for people with dystonia."""


@contextmanager
def one_message() -> Iterator[None]:
    """What a person can put right is told in plain words, and the exit status is 2."""
    try:
        yield
    except IvrError as error:
        click.echo(f"ivr: {error}", err=True)
        sys.exit(2)
