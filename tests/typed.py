"""The `ivr` command as it is typed, in this process: with these settings and no others."""

from __future__ import annotations

import os

from click.testing import CliRunner, Result

from ivr.cli import main

OURS = ("IVR_", "TWILIO_", "GIT_")


def typed(*arguments: str, answer: str = "", **environ: str) -> Result:
    """What came of a command line; what it raised, if that was no exit, is raised here too."""
    others: dict[str, str | None] = {name: None for name in os.environ if name.startswith(OURS)}
    done = _runner().invoke(main, arguments, input=answer, env={**others, **environ})
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done


def _runner() -> CliRunner:
    """Before click 8.2, the two outputs were one unless it was told otherwise."""
    try:
        return CliRunner(mix_stderr=False)
    except TypeError:
        return CliRunner()
