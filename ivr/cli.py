"""The `ivr` command: try the line, phone it, serve it, check it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, NoReturn, TextIO

import click

from ivr.errors import IvrError

if TYPE_CHECKING:  # each command imports what it needs, so that none waits for another's
    from ivr.content import Helpline, Line

A_DAY = timedelta(days=1)

SHORTEST_PASSWORD = 12
"""Characters."""

OUTCOMES = ("answer", "busy", "no-answer", "failed")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Steadyline: a phone line for people with dystonia."""


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at; it asks no password.")
@click.option("--port", type=click.IntRange(1, 65535), help="The port to listen at.  [default: 8000, or the next free]")
@click.option("--no-open", is_flag=True, help="Open no browser.")
def demo(host: str, port: int | None, no_open: bool) -> None:
    """Phone the line from a page in your browser."""
    with _one_message():
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
    with _one_message():
        telephone = phone_there(os.environ, url, dial) if url else phone_here(os.environ, dial, _moment(at))
        if keys is None:
            talk(telephone)
            return
        for event in run(telephone, keys):
            click.echo(event.as_json() if as_json else f"{event.at:7.2f}  {caption(event)}")


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at.")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="The port to listen at.")
@click.option("--workers", type=click.IntRange(min=1), default=2, show_default=True, help="How many processes answer.")
def serve(host: str, port: int, workers: int) -> None:
    """Serve the line to the carrier."""
    with _one_message():
        from ivr.settings import Settings
        from ivr.web.server import run

        run(Settings.from_environ(os.environ), f"{host}:{port}", workers)


@main.command()
@click.option("--number", default="", help="The number, if it is not IVR_NUMBER and the account has several.")
@click.option("--check", "only_check", is_flag=True, help="Change nothing; tell what is not as it should be.")
@click.option("--dry-run", is_flag=True, help="Change nothing; show what would be.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--buy", metavar="COUNTRY", help="Buy a number in a country, such as GB.")
@click.option("--type", "kind", type=click.Choice(("local", "mobile", "national", "toll-free")), default="local")
@click.option("--contains", default="", help="Digits that the number to buy is to have; * is any.")
@click.option("--address", default="", help="The SID of your address, where numbers need one.")
@click.option("--bundle", default="", help="The SID of your regulatory bundle, where numbers need one.")
def connect(
    number: str, only_check: bool, dry_run: bool, yes: bool, buy: str | None, kind: str, contains: str, address: str,
    bundle: str,
) -> None:  # fmt: skip
    """Connect a number at the carrier to this line."""
    with _one_message():
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
@click.option("--by", help="Who phones them; asked for if it is not given.")
@click.option("--all", "everyone", is_flag=True, help="Also those whose check still holds.")
@click.option("--calendar", type=click.File("wb"), help="Ask nothing; write what comes due into this .ics.")
def verify(by: str | None, everyone: bool, calendar: BinaryIO | None) -> None:
    """Be asked about each helpline while you phone it, and have your name and the day filled in."""
    with _one_message():
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


@main.command()
@click.option("--output", type=click.File("wb"), default="-", help="The file to write, if not the terminal.")
def fallback(output: BinaryIO) -> None:
    """Write the document that callers hear when this server is down, for another host to serve."""
    with _one_message():
        from ivr.carrier.fallback import fallback as document
        from ivr.content import load_line
        from ivr.settings import shown_number

        number = shown_number(os.environ)
        output.write(document(load_line(os.environ.get("IVR_LINE") or "uk"), number) + b"\n")
        if not number:
            click.echo("Set IVR_NUMBER or IVR_CALLER_ID, or else the helpline sees callers' own numbers.", err=True)


@main.command()
@click.argument("commit", default="HEAD")
def diff(commit: str) -> None:
    """Show what callers will hear differently since COMMIT; since the last one, if none is given."""
    with _one_message():
        from ivr.difference import differences
        from ivr.recordings.catalogue import Catalogue, audio_folder

        folder = Path(os.environ.get("IVR_AUDIO_DIR") or audio_folder())
        for told in differences(os.environ.get("IVR_LINE") or "uk", commit, Catalogue.load(folder)):
            click.echo(told)


@main.command()
@click.option("--into", required=True, type=click.Path(file_okay=False, path_type=Path), help="The folder to fill.")
def recordings(into: Path) -> None:
    """Put the recordings where they are served from; those of the version before stay for a day."""
    with _one_message():
        from ivr.recordings.catalogue import audio_folder
        from ivr.recordings.publish import publish

        done = publish(audio_folder(), into, datetime.now(UTC))
    click.echo(f"{done.copied} copied, {done.kept} of earlier versions kept, {done.deleted} older than a day deleted")


@main.command()
@click.argument("period", default="")
@click.option("--format", "kind", type=click.Choice(("text", "csv", "page")), default="text", show_default=True)
@click.option("--output", type=click.File("w", encoding="utf-8", lazy=True), default="-", help="The file to write.")
def report(period: str, kind: str, output: TextIO) -> None:
    """Tell what was counted in PERIOD: 2026-10 is a month, 2026-Q3 a quarter, and nothing the last whole month."""
    with _one_message():
        from ivr.report import FORMATS, report_of

        output.write(FORMATS[kind](report_of(os.environ, period, datetime.now(UTC))))


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


@main.command()
@click.option("--live", is_flag=True, help="Insist on verified helplines: for a line that callers will reach.")
def check(live: bool) -> None:
    """Report everything that would make the line unfit to go live."""
    from ivr.check import Weight, check_line

    with _one_message():
        found = check_line(os.environ, datetime.now(UTC).date(), live)
    for finding in found:
        click.echo(str(finding))
    errors = sum(finding.weight is Weight.ERROR for finding in found)
    click.echo(f"{errors} errors, {len(found) - errors} warnings")
    sys.exit(1 if errors else 0)


def _agreed(question: str) -> bool:
    """A person's yes; nobody's, where there is nobody to ask."""
    try:
        return click.confirm(question)
    except click.Abort:
        click.echo("\nNobody answered; --yes agrees beforehand.")
        return False


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


@contextmanager
def _one_message() -> Iterator[None]:
    """What a person can put right is told in plain words, and the exit status is 2."""
    try:
        yield
    except IvrError as error:
        click.echo(f"ivr: {error}", err=True)
        sys.exit(2)
