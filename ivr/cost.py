"""What a line costs at the carrier in a month, and how many calls it must be allowed at once.

Carriers charge the minutes of the call to the line for as long as it lasts, the transfer included, and the minutes of
the transfer once more, as a call of their own; each is rounded up to whole minutes.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Annotated

import tomlkit
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ivr.carrier.account import Account
from ivr.content import Line
from ivr.errors import SettingsError

Price = Annotated[Decimal, Field(ge=0, le=1000)]

PRICES_HOLD = timedelta(days=180)

BLOCKED = 0.01
"""Of the calls in the busiest hour, those that may find every line taken."""

LIMITS = (
    ("a trial", 5),
    ("without an approved customer profile", 2),
    ("of an individual", 3),
)
"""Calls at once on accounts upgraded since 3 February 2026, by Twilio's own pages; a business has no such limit.
Both legs of a transfer count."""


class Prices(BaseModel):
    """prices.toml: what the carrier charges, when that was read, and where."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")]
    read: date
    source: Annotated[str, Field(min_length=1)]
    number: Price
    """The number itself, a month."""
    receiving: Price
    """A minute of a call to it."""
    phoning: Price
    """A minute of a transfer, to the dearest of the helplines that the line dials."""


@dataclass(frozen=True, slots=True)
class Use:
    """A month."""

    calls: int
    minutes: float
    """Of each call, without the transfer."""
    transfers: float
    """The share of calls that are put through, from 0 to 1."""
    transfer_minutes: float
    """Of each transfer."""
    busiest_hour: int | None = None
    """Calls in it; assumed if None: a fifth of those of a day that has twice as many as the others."""

    @property
    def peak(self) -> int:
        """Calls in the busiest hour."""
        return self.busiest_hour or max(1, math.ceil(self.calls / 30 * 2 / 5))


def read_prices(path: Path) -> Prices:
    """The prices in a file. Raises SettingsError with everything that is wrong."""
    try:
        return Prices.model_validate(tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal))
    except FileNotFoundError:
        how = "make it with ivr cost --ask GB --output prices.toml, or by hand, as docs/costs.md shows"
        raise SettingsError(f"{path}: there are no prices; {how}") from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"{path}: cannot be read: {error}") from error
    except ValidationError as error:
        told = (f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors())
        raise SettingsError(f"{path}: {'; '.join(told)}") from error


def ask_prices(account: Account, line: Line, country: str, kind: str, today: date) -> Prices:
    """What the carrier charges this account. Raises CarrierError, and SettingsError where it names no price."""
    dials = [number for helpline in line.helplines.values() for number in helpline.dials]
    asked = account.prices(country, kind, dials)
    missing = [name for name in ("number", "receiving", "phoning") if asked.get(name) is None]
    if missing:
        raise SettingsError(f"the carrier names no price for {', '.join(missing)} of {kind} numbers in {country}")
    source = f"asked of the carrier's pricing API with this account, for {kind} numbers in {country}"
    return Prices.model_validate({**asked, "read": today, "source": source})


def as_toml(prices: Prices) -> str:
    """The file that `read_prices` reads."""
    document = tomlkit.document()
    document.add(tomlkit.comment("What the carrier charges: for the number a month, for all else a minute."))
    for name, value in prices.model_dump().items():
        document.add(name, tomlkit.value(f"{value:f}") if isinstance(value, Decimal) else value)
    return tomlkit.dumps(document)


def cost(prices: Prices, use: Use, today: date) -> Iterator[str]:
    """Tell what a month costs, an item a line, and what to know about it."""
    put_through = round(use.calls * use.transfers)
    received = use.calls * math.ceil(use.minutes) + put_through * math.ceil(use.transfer_minutes)
    phoned = put_through * math.ceil(use.transfer_minutes)
    items = (
        ("the number", 1, prices.number, ""),
        ("calls to the line", received, prices.receiving, "minutes"),
        ("transfers", phoned, prices.phoning, "minutes"),
    )
    for name, count, price, unit in items:
        yield f"{name:<20} {count:>8,} {unit:<8} at {price:>8} = {_money(count * price):>10} {prices.currency}"
    total = sum((count * price for _, count, price, _ in items), Decimal())
    yield f"{'a month':<50} {_money(total):>10} {prices.currency}"
    if use.calls:
        yield f"{'a call, on average':<50} {_money(total / use.calls):>10} {prices.currency}"
    yield ""
    yield from _at_once(use)
    yield ""
    yield f"Prices: {prices.source}; read on {prices.read}."
    if today - prices.read > PRICES_HOLD:
        yield "They are over half a year old: look again."
    yield "Not in it: taxes, and the recognition of speech, which some carriers charge where callers chose to speak."


def _at_once(use: Use) -> Iterator[str]:
    """How many calls at once, both legs counted, so that hardly anybody finds the line taken."""
    hours = (use.minutes + use.transfers * use.transfer_minutes) / 60
    callers = lines_needed(use.peak * hours)
    legs = callers + math.ceil(callers * min(1.0, use.transfers * use.transfer_minutes / 60 / hours)) if hours else 1
    yield (
        f"{use.peak} calls in the busiest hour: {callers} callers at once, so that at most 1 in 100 finds the line "
        f"taken. With transfers, whose both legs count, that is {legs} calls at once at the carrier."
    )
    short = [f"{name} ({most})" for name, most in LIMITS if most < legs]
    if short:
        yield f"Too few are allowed to an account {', '.join(short)}. A business account has no such limit."


def lines_needed(erlangs: float) -> int:
    """The fewest lines on which no more than `BLOCKED` of the calls are turned away (Erlang's formula B)."""
    lines, blocked = 0, 1.0
    while blocked > BLOCKED:
        lines += 1
        blocked = erlangs * blocked / (lines + erlangs * blocked)
    return lines


def _money(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal("0.01"), ROUND_HALF_UP)
