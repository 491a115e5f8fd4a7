"""When a helpline answers, in its own time zone."""

from __future__ import annotations

from datetime import date, datetime, time
from functools import cache
from typing import Literal
from zoneinfo import ZoneInfo

import holidays
from pydantic import BaseModel, ConfigDict, field_validator, model_validator

Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
DAYS: tuple[Day, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class Opening(BaseModel):
    """Some days of the week with one stretch of local time: from `opens` up to, and without, `closes`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    days: tuple[Day, ...]
    opens: time
    closes: time

    @field_validator("opens", "closes")
    @classmethod
    def _local(cls, moment: time) -> time:
        if moment.tzinfo is not None:
            raise ValueError("is a time of the helpline's own zone: leave out what follows the minutes")
        return moment

    @model_validator(mode="after")
    def _runs_forward(self) -> Opening:
        if self.opens >= self.closes:
            raise ValueError("opens must come before closes; give a night as two openings, split at midnight")
        return self

    def covers(self, moment: datetime) -> bool:
        """Whether a moment, already in the helpline's zone, lies within."""
        return DAYS[moment.weekday()] in self.days and self.opens <= moment.time() < self.closes


Hours = Literal["always", "unknown"] | tuple[Opening, ...]


def answers(hours: Hours, zone: str, calendar: str, now: datetime) -> bool:
    """Whether somebody may answer at `now` (aware).

    Hours that nobody has found out yet count as open: the caller is told so before the transfer.
    """
    if isinstance(hours, str):
        return True
    local = now.astimezone(ZoneInfo(zone))
    return any(opening.covers(local) for opening in hours) and not _closed_all_day(calendar, local.date())


def _closed_all_day(calendar: str, day: date) -> bool:
    return bool(calendar) and day in bank_holidays(calendar)


@cache
def bank_holidays(calendar: str) -> holidays.HolidayBase:
    """The bank holidays of a country or one of its parts, such as `GB-ENG`; NotImplementedError if unknown."""
    country, _, subdivision = calendar.partition("-")
    if country not in holidays.list_supported_countries():  # whatever else the library holds would be called, too
        raise NotImplementedError(calendar)
    return holidays.country_holidays(country, subdiv=subdivision or None)
