"""What a month costs: reckoned from prices with a date and a source, which the carrier may be asked for."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from carrier_api import SID, TOKEN, Carrier, running
from click.testing import Result
from typed import typed

from ivr.cost import BLOCKED, Prices, Use, cost, lines_needed

PRICES = """
currency = "USD"
read = 2026-11-01
source = "the price list of the tests"
number = 1.15
receiving = "0.0100"
phoning = 0.0158
"""

TODAY = date(2026, 11, 24)

Ivr = Callable[..., Result]


@pytest.fixture
def carrier() -> Carrier:
    return Carrier(
        voice_prices={
            "country": "United Kingdom", "iso_country": "GB", "price_unit": "USD",
            "outbound_prefix_prices": [
                {"destination_prefixes": ["44"], "origination_prefixes": ["ALL"], "friendly_name": "Landline",
                 "base_price": "0.02", "current_price": "0.0158"},
                {"destination_prefixes": ["44300", "443001"], "origination_prefixes": ["ALL"], "friendly_name": "0300",
                 "base_price": "0.05", "current_price": "0.0421"},
                {"destination_prefixes": ["447"], "origination_prefixes": ["ALL"], "friendly_name": "Mobile",
                 "base_price": "0.9", "current_price": "0.9"},
            ],
            "inbound_call_prices": [
                {"number_type": "local", "base_price": "0.01", "current_price": "0.01"},
                {"number_type": "toll free", "base_price": "0.07", "current_price": "0.065"},
            ],
        },
        number_prices={
            "country": "United Kingdom", "iso_country": "GB", "price_unit": "USD",
            "phone_number_prices": [
                {"number_type": "local", "base_price": "1.15", "current_price": "1.15"},
                {"number_type": "toll free", "base_price": "2.15", "current_price": "2.15"},
            ],
        },
    )  # fmt: skip


@pytest.fixture
def ivr(carrier: Carrier, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Ivr]:
    """`ivr("--calls", "500")`: the command in a folder with prices.toml."""
    (tmp_path / "prices.toml").write_text(PRICES)
    monkeypatch.chdir(tmp_path)
    with running(carrier) as address:
        own = {"TWILIO_ACCOUNT_SID": SID, "TWILIO_AUTH_TOKEN": TOKEN, "IVR_CARRIER_URL": address}

        def run(*arguments: str, **environ: str) -> Result:
            return typed("cost", *arguments, **{**own, **environ})

        yield run


def test_a_month_is_reckoned_item_by_item(ivr: Ivr) -> None:
    done = ivr("--calls", "500", "--minutes", "6", "--transfers", "20", "--transfer-minutes", "19.5")
    assert (done.exit_code, done.stderr) == (0, "")
    told = [" ".join(row.split()) for row in done.stdout.splitlines()]
    # 500 calls of 6 minutes, and 100 of them 20 more; 100 transfers of 20 minutes: minutes are whole ones.
    assert told[:5] == [
        "the number 1 at 1.15 = 1.15 USD",
        "calls to the line 5,000 minutes at 0.0100 = 50.00 USD",
        "transfers 2,000 minutes at 0.0158 = 31.60 USD",
        "a month 82.75 USD",
        "a call, on average 0.17 USD",
    ]
    assert "Prices: the price list of the tests; read on 2026-11-01." in told


def test_what_accounts_allow_at_once_is_told(ivr: Ivr) -> None:
    few = ivr("--calls", "30", "--minutes", "2", "--transfers", "0", "--busiest-hour", "1").stdout
    assert "1 calls in the busiest hour: 2 callers at once" in few
    assert "Too few are allowed" not in few
    many = ivr("--calls", "3000", "--minutes", "6", "--transfers", "30", "--busiest-hour", "40").stdout
    assert "Too few are allowed to an account a trial (5), without an approved customer profile (2)" in many
    assert "A business account has no such limit." in many


@pytest.mark.parametrize("erlangs", [0.0, 0.01, 0.5, 1.0, 2.5, 10.0, 100.0])
def test_hardly_anybody_finds_the_line_taken(erlangs: float) -> None:
    """Erlang's formula B, as it stands: the share of calls that find n lines taken."""

    def blocked(lines: int) -> float:
        terms = [erlangs**taken / math.factorial(taken) for taken in range(lines + 1)]
        return terms[-1] / sum(terms)

    lines = lines_needed(erlangs)
    assert blocked(lines) <= BLOCKED
    assert lines == 1 or blocked(lines - 1) > BLOCKED


def test_a_month_without_calls_costs_the_number(ivr: Ivr) -> None:
    done = ivr("--calls", "0")
    assert done.exit_code == 0
    assert "1.15 USD" in done.stdout
    assert "on average" not in done.stdout
    assert ivr("--minutes", "0", "--transfer-minutes", "0").exit_code == 0


def test_old_prices_are_told_to_be_old() -> None:
    prices = Prices(currency="GBP", read=date(2026, 5, 1), source="x", number=1, receiving=0, phoning=0)
    assert any("over half a year old" in row for row in cost(prices, Use(1, 1, 0, 0), TODAY))
    assert not any("old" in row for row in cost(prices, Use(1, 1, 0, 0), date(2026, 6, 1)))


def test_the_carrier_is_asked_for_its_prices_and_they_are_kept_with_their_date(ivr: Ivr, tmp_path: Path) -> None:
    (tmp_path / "prices.toml").unlink()
    missing = ivr()
    assert missing.exit_code == 2
    assert "prices.toml: there are no prices; make it with ivr cost --ask GB --output prices.toml" in missing.stderr
    asked = ivr("--ask", "gb", "--output", "prices.toml")
    assert (asked.exit_code, asked.stderr) == (0, "")
    written = (tmp_path / "prices.toml").read_text()
    assert f"read = {datetime.now(UTC).date()}" in written
    assert "local numbers in GB" in written
    assert "phoning = 0.0421" in written  # the dearest of the helplines, by the longest prefix of its number
    assert "receiving = 0.01" in written
    done = ivr("--calls", "100")
    assert (done.exit_code, done.stderr) == (0, "")
    assert "asked of the carrier's pricing API" in done.stdout
    assert "number = 2.15" in ivr("--ask", "GB", "--type", "toll-free").stdout


@pytest.mark.parametrize(
    ("arguments", "environ", "told"),
    [
        (("--ask", "XX"), {}, "the carrier has no prices for XX"),
        (("--ask", "GB", "--type", "mobile"), {}, "names no price for number, receiving of mobile numbers in GB"),
        (("--ask", "GB"), {"TWILIO_ACCOUNT_SID": ""}, "TWILIO_ACCOUNT_SID: is missing"),
        (("--ask", "GB"), {"TWILIO_AUTH_TOKEN": "another"}, "the carrier does not know them"),
        (("--ask", "GB"), {"IVR_CARRIER_URL": "http://127.0.0.1:9"}, "cannot be reached"),
        (("--prices", "none.toml"), {}, "none.toml: there are no prices"),
        (("--calls", "-1"), {}, "Invalid value for '--calls'"),
    ],
)
def test_what_goes_wrong_is_told(ivr: Ivr, arguments: tuple[str, ...], environ: dict[str, str], told: str) -> None:
    done = ivr(*arguments, **environ)
    assert done.exit_code == 2
    assert told in done.stderr


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("number = 1.15", "number = -1", "number: Input should be greater than or equal to 0"),
        ('currency = "USD"', 'currency = "dollars"', "currency: String should match"),
        ("read = 2026-11-01", "", "read: Field required"),
        ("phoning", "phonig", "phoning: Field required; phonig: Extra inputs are not permitted"),
        ("number = 1.15", "number = ", "cannot be read: Invalid value"),
    ],
)
def test_a_file_that_is_wrong_is_told_whole(ivr: Ivr, tmp_path: Path, old: str, new: str, told: str) -> None:
    (tmp_path / "prices.toml").write_text(PRICES.replace(old, new))
    done = ivr()
    assert done.exit_code == 2
    assert done.stderr.startswith("ivr: prices.toml: ")
    assert told in done.stderr


def test_money_is_no_binary_fraction() -> None:
    prices = Prices(currency="USD", read=TODAY, source="x", number=0, receiving=Decimal("0.1"), phoning=0)
    assert any(row.split()[-2] == "0.30" for row in cost(prices, Use(3, 1, 0, 0), TODAY) if row.startswith("a month"))
