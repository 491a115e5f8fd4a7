"""The carrier's own records of a number, over its REST API: found, bought, changed, read back."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

import requests
from twilio.base.exceptions import TwilioException
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from twilio.rest import Client

from ivr.errors import CarrierError

API = "https://api.twilio.com"

PRICING = "https://pricing.twilio.com"

PATIENCE = 20.0
"""Seconds for one answer."""

KINDS = {"local": "local", "mobile": "mobile", "national": "national", "toll-free": "toll_free"}
"""Kinds of numbers that can be bought, and what the library calls them."""

FIELDS = (
    "voice_url", "voice_method", "voice_fallback_url", "voice_fallback_method", "status_callback",
    "status_callback_method", "voice_application_sid", "trunk_sid",
)  # fmt: skip
"""What is read of a number; of all else that it has, nothing is looked at or changed."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number of the account, and where its calls go."""

    sid: str
    number: str
    """E.164."""
    set: Mapping[str, str]
    """The `FIELDS`; empty where nothing is set."""
    has_voice: bool = True


@dataclass(frozen=True, slots=True)
class Offer:
    """A number that can be bought."""

    number: str
    where: str
    needs: str
    """What the carrier must have of the buyer: none, any (address), local, foreign."""


class Account:
    """An account at the carrier; every method raises CarrierError, with what the carrier says and what to do."""

    def __init__(self, sid: str, token: str, api: str = "") -> None:
        """`api` is where the API is, if not at Twilio's own address."""
        self._client = Client(sid, token, http_client=_Http(api))

    def numbers(self, number: str = "") -> list[Number]:
        """The account's numbers, or the one that is named, if it has it."""
        with _told():
            found = self._client.incoming_phone_numbers.list(**({"phone_number": number} if number else {}))
            read = [_read(one) for one in found]
        return [one for one in read if one.number == number] if number else read

    def fetch(self, sid: str) -> Number:
        """A number as the carrier has it now."""
        with _told():
            return _read(self._client.incoming_phone_numbers(sid).fetch())

    def change(self, sid: str, fields: Mapping[str, str]) -> None:
        """Set these fields of a number, in one request."""
        with _told():
            self._client.incoming_phone_numbers(sid).update(**fields)

    def offer(self, country: str, kind: str, contains: str = "") -> Offer | None:
        """A number with voice that can be bought in a country (ISO 3166: GB), or None; `kind` is one of `KINDS`."""
        with _told(f"the carrier sells no {kind} numbers in {country}: try another --type, or another country"):
            wanted = {"voice_enabled": True, **({"contains": contains} if contains else {})}
            found = getattr(self._client.available_phone_numbers(country), KINDS[kind]).list(limit=1, **wanted)
        for one in found:
            where = ", ".join(filter(None, (one.locality, one.region, one.iso_country)))
            return Offer(one.phone_number, where, one.address_requirements or "none")
        return None

    def buy(self, number: str, fields: Mapping[str, str]) -> Number:
        """Buy a number, with these fields set from the start; it costs money, and is asked for once only."""
        with _told(unanswered="It may have been bought: look before you buy again, with ivr connect --check"):
            return _read(self._client.incoming_phone_numbers.create(phone_number=number, **fields))

    def prices(self, country: str, kind: str, dials: Sequence[str]) -> dict[str, Any]:
        """What is charged for numbers of a kind in a country: `currency`, `number`, `receiving`, and `phoning`.

        The last is for the dearest of `dials` (E.164). A price that is not named is None.
        """
        with _told(f"the carrier has no prices for {country}: write a country such as GB"):
            voice = self._client.pricing.v2.voice.countries(country).fetch()
            numbers = self._client.pricing.v1.phone_numbers.countries(country).fetch()
            prefixes = {
                str(prefix): Decimal(str(one["current_price"]))
                for one in voice.outbound_prefix_prices
                for prefix in one["destination_prefixes"]
            }
            phoned = [price for number in dials if (price := _of_longest_prefix(prefixes, number)) is not None]
            return {
                "currency": str(voice.price_unit).upper(),
                "number": _of_kind(numbers.phone_number_prices, kind),
                "receiving": _of_kind(voice.inbound_call_prices, kind),
                "phoning": max(phoned, default=None),
            }


class _Http(TwilioHttpClient):  # type: ignore[misc]
    """Goes to another address than Twilio's own, if one is given, and asks for everything once."""

    def __init__(self, api: str) -> None:
        super().__init__(timeout=PATIENCE)
        self._api = api

    def request(self, method: str, url: str, *arguments: Any, **named: Any) -> Response:
        """Called by the library, whose own errors do not tell in all cases what the carrier said."""
        for base in (API, PRICING):
            if self._api and url.startswith(base):
                url = self._api + url.removeprefix(base)
        answer = super().request(method, url, *arguments, **named)
        if answer.status_code >= 300:
            raise _Refused(answer.status_code, answer.text)
        return answer


class _Refused(Exception):  # noqa: N818 - what the carrier did
    """An answer that is none: its status, and what the carrier says about it."""

    def __init__(self, status: int, body: str) -> None:
        super().__init__(status)
        self.status = status
        try:
            told = json.loads(body)
            self.code, self.message = told.get("code"), str(told.get("message") or "")
        except (ValueError, AttributeError):
            self.code, self.message = None, ""

    def told(self, missing: str) -> str:
        """One message, with what to do."""
        if self.status == 401:
            return "TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN: the carrier does not know them; copy both from its console"
        if self.status == 404 and missing:
            return missing
        if self.status == 429:
            return "the carrier takes no more requests just now (429): try again in a minute"
        code = f", error {self.code}" if self.code else ""
        return f"the carrier refuses this ({self.status}{code}){f': {self.message}' if self.message else ''}"


@contextmanager
def _told(missing: str = "", unanswered: str = "Try again later") -> Iterator[None]:
    """What goes wrong on the way, as one message; `missing` is said for what is not there (404)."""
    try:
        yield
    except _Refused as refused:
        raise CarrierError(refused.told(missing)) from None
    except requests.RequestException as error:
        kind = "no answer in time" if isinstance(error, requests.Timeout) else "no connection"
        raise CarrierError(f"the carrier's API cannot be reached ({kind}). {unanswered}") from None
    except (TwilioException, ValueError, KeyError, TypeError, AttributeError, InvalidOperation):
        what = "the carrier's API gives no sense; if IVR_CARRIER_URL is set, is it the address of such an API?"
        raise CarrierError(what) from None


def _of_kind(prices: Sequence[Mapping[str, str]], kind: str) -> Decimal | None:
    found = (one for one in prices if one["number_type"].replace(" ", "-") == kind)
    return next((Decimal(str(one["current_price"])) for one in found), None)


def _of_longest_prefix(prices: Mapping[str, Decimal], number: str) -> Decimal | None:
    fitting = [prefix for prefix in prices if number.lstrip("+").startswith(prefix)]
    return prices[max(fitting, key=len)] if fitting else None


def _read(one: Any) -> Number:
    if not one.sid or not one.phone_number:
        raise ValueError("a number without a SID")
    fields = {name: str(getattr(one, name) or "") for name in FIELDS}
    return Number(one.sid, one.phone_number, fields, bool((one.capabilities or {}).get("voice", True)))
