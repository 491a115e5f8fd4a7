"""Change the line safely: what is unfit, what callers will hear differently, whom it reaches."""

from __future__ import annotations

import os
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click

from ivr.cli.group import main, one_message

if TYPE_CHECKING:
    from ivr.content import Helpline, Line


@main.command()
@click.option("--live", is_flag=True, help="Insist on verified helplines: for a line that callers will reach.")
def check(live: bool) -> None:
    """Report everything that would make the line unfit to go live."""
    from ivr.check import Weight, check_line

    with one_message():
        found = check_line(os.environ, datetime.now(UTC).date(), live)
    for finding in found:
        click.echo(str(finding))
    errors = sum(finding.weight is Weight.ERROR for finding in found)
    click.echo(f"{errors} errors, {len(found) - errors} warnings")
    sys.exit(1 if errors else 0)


@main.command()
@click.argument("commit", default="HEAD")
def diff(commit: str) -> None:
    """Show what callers will hear differently since COMMIT; since the last one, if none is given."""
    with one_message():
        from ivr.difference import differences
        from ivr.recordings.catalogue import Catalogue, audio_folder

        folder = Path(os.environ.get("IVR_AUDIO_DIR") or audio_folder())
        for told in differences(os.environ.get("IVR_LINE") or "uk", commit, Catalogue.load(folder)):
            click.echo(told)


@main.command()
@click.option("--by", help="Who phones them; asked for if it is not given.")
@click.option("--all", "everyone", is_flag=True, help="Also those whose check still holds.")
@click.option("--calendar", type=click.File("wb"), help="Ask nothing; write what comes due into this .ics.")
def verify(by: str | None, everyone: bool, calendar: BinaryIO | None) -> None:
    """Be asked about each helpline while you phone it, and have your name and the day filled in."""
    with one_message():
        from ivr import verify
        from ivr.content import load_line
        from ivr.content.loader import line_folder

        name, now = os.environ.get("IVR_LINE") or "uk", datetime.now(UTC)
        line = load_line(name)
        if calendar:
            calendar.write(verify.calendar(line, now))
            return
        wanted = list(line.helplines.values()) if everyone else verify.due(line, now.date())
        who = (by or "").strip() or (click.prompt("Your name, to be written beside each") if wanted else "")
        left = [one for one in wanted if not _verified(line, one, line_folder(name), now.date(), who)]
    click.echo(f"{len(wanted) - len(left)} verified, {len(left)} left")
    sys.exit(1 if left else 0)


def _verified(line: Line, helpline: Helpline, folder: Path, today: date, who: str) -> bool:
    """Ask what there is to find out about one helpline; if all is right, have it written at once."""
    from ivr.verify import questions, write

    click.echo(f"\n{line.words.helplines[helpline.id].name} {helpline.spoken}")
    wrong = [one.remedy for one in questions(line, helpline) if not click.confirm(one.text)]
    if wrong:
        click.echo("Not filled in. Change first: " + "; ".join(wrong))
        return False
    write(folder, helpline.id, today, who)
    click.echo(f"Filled in: {today}, {who}")
    return True
