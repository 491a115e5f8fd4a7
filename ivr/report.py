"""Reports of what was counted, for those who run and who fund a line."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.exc import SQLAlchemyError

from ivr.content import load_line
from ivr.counts.figures import Report, report
from ivr.counts.period import read_period
from ivr.counts.report import as_csv, as_text
from ivr.counts.table import Table
from ivr.errors import SettingsError
from ivr.settings import database_there
from ivr.web.report import as_page

FORMATS = {"text": as_text, "csv": as_csv, "page": as_page}
"""What a report can be written as; a page stands alone, and can be printed."""


def report_of(environ: Mapping[str, str], period: str, now: datetime) -> Report:
    """The report of the line that an environment names; `period` as in `read_period`.

    Raises SettingsError for a period that is none, and a database that cannot be read; ContentError for an unfit line.
    """
    line = load_line(environ.get("IVR_LINE") or "uk")
    days = read_period(period, now.astimezone(ZoneInfo(line.crisis.zone)).date())
    try:
        table = Table(database_there(environ))
        counted = table.read(line.id, days.first, days.last)
        table.close()
    except SQLAlchemyError as error:  # its text may hold a password
        kind = type(getattr(error, "orig", None) or error).__name__
        raise SettingsError(f"IVR_DATABASE_URL: this database cannot be read ({kind}); is it running?") from None
    return report(line, days, counted)
