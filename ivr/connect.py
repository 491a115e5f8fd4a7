"""A number at the carrier is connected to this line: what is set there, what should be, and how it comes to be."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from ivr.carrier.account import KINDS, Account, Number
from ivr.errors import CarrierError, SettingsError
from ivr.settings import setting_problems

USED = (
    "TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "IVR_PUBLIC_URL", "IVR_NUMBER", "IVR_FALLBACK_URL", "IVR_CARRIER_URL",
)  # fmt: skip

NO_FALLBACK = (
    "IVR_FALLBACK_URL is not set: while this server is down, callers hear an error and the call ends. Put what "
    "`ivr fallback` writes on another host, and set its address."
)

Tell = Callable[[str], None]
Ask = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Change:
    """One setting of a number that is not as it should be."""

    name: str
    present: str
    wanted: str

    def __str__(self) -> str:
        return f"  {self.name:<22} {self.present or '(nothing)'}  ->  {self.wanted or '(nothing)'}"


@dataclass(frozen=True, slots=True)
class Purchase:
    """What is to be bought, if something is."""

    country: str
    """ISO 3166, such as GB."""
    kind: str = "local"
    contains: str = ""
    """Digits that the number is to have; * stands for any."""
    address: str = ""
    bundle: str = ""
    """SIDs of the buyer's address and regulatory bundle, where the country asks for them."""


class Connection:
    """The way from an environment to a number whose calls come to this line."""

    def __init__(self, environ: Mapping[str, str], number: str, tell: Tell, ask: Ask) -> None:
        """`number` (E.164, spaces allowed) is the one of IVR_NUMBER if empty. `ask` gives a person's yes or no.

        Raises SettingsError for settings that are missing or wrong.
        """
        _check(environ, number)
        self._number = re.sub("[ -]", "", number or environ.get("IVR_NUMBER", ""))
        self._wanted = wanted(environ)
        self._tell = tell
        self._ask = ask
        self._account = account(environ)
        if "voice_fallback_url" not in self._wanted:
            tell(NO_FALLBACK)

    def check(self) -> bool:
        """Whether all is set as it should be; tells what is not. Raises CarrierError."""
        number = self._found()
        changes = differences(number, self._wanted)
        self._tell(f"{number.number}: " + ("all is set as it should be" if not changes else "not as it should be"))
        self._show(changes)
        return not changes

    def connect(self, dry_run: bool) -> bool:
        """Set what is not as it should be, after asking, and read it back; whether all is right then.

        With `dry_run` nothing is changed, and what is shown is right. Raises CarrierError.
        """
        number = self._found()
        changes = differences(number, self._wanted)
        if not changes:
            self._tell(f"{number.number}: all is set as it should be; nothing to change")
            return True
        self._tell(f"{number.number}: to be changed, and nothing else:")
        self._show(changes)
        if dry_run:
            self._tell("Nothing was changed.")
            return True
        if not self._ask("Change this?"):
            self._tell("Nothing was changed.")
            return False
        self._account.change(number.sid, {change.name: change.wanted for change in changes})
        return self._is_set(number.sid)

    def buy(self, purchase: Purchase, dry_run: bool) -> bool:
        """Buy a number that is connected from the start, after asking, and read it back. Raises CarrierError."""
        offer = self._account.offer(purchase.country, purchase.kind, purchase.contains)
        if offer is None:
            where = f"{purchase.country} with {purchase.contains}" if purchase.contains else purchase.country
            raise CarrierError(f"no {purchase.kind} number is for sale in {where}: try another --type or --contains")
        self._tell(f"For sale: {offer.number} ({offer.where or purchase.country}, {purchase.kind})")
        if offer.needs != "none":
            self._tell(f"The carrier must have an address of yours for it ({offer.needs}): --address, or --bundle.")
        self._show(Change(name, "", value) for name, value in self._wanted.items())
        if dry_run or not self._ask("Buy it? It costs a monthly fee, as the carrier's price list says."):
            self._tell("Nothing was bought.")
            return dry_run
        papers = {"address_sid": purchase.address, "bundle_sid": purchase.bundle}
        fields = {**self._wanted, **{name: sid for name, sid in papers.items() if sid}}
        number = self._account.buy(offer.number, fields)
        self._tell(f"Bought: {number.number}. Set IVR_NUMBER to it, so that the pages show it.")
        return self._is_set(number.sid)

    def _found(self) -> Number:
        """The number that is meant: the one that was named, or the only one there is."""
        numbers = self._account.numbers(self._number)
        if self._number and not numbers:
            raise CarrierError(f"the account has no number {self._number}: check IVR_NUMBER, or --number")
        voiced = [one for one in numbers if one.has_voice]
        if not voiced:
            what = "has no number that takes calls" if not numbers else "has numbers, but none of them takes calls"
            raise CarrierError(f"the account {what}: buy one at the carrier, or with ivr connect --buy GB")
        if len(voiced) > 1:
            named = ", ".join(one.number for one in voiced)
            raise CarrierError(f"the account has several numbers: say which one, with --number. There are {named}")
        return voiced[0]

    def _is_set(self, sid: str) -> bool:
        number = self._account.fetch(sid)
        changes = differences(number, self._wanted)
        if changes:
            self._tell(f"{number.number}: read back, and not as it should be. Look at it in the carrier's console:")
            self._show(changes)
            return False
        self._tell(f"{number.number}: connected, and read back. Ring it.")
        return True

    def _show(self, changes: Iterable[Change]) -> None:
        for change in changes:
            self._tell(str(change))


def wanted(environ: Mapping[str, str]) -> dict[str, str]:
    """What is to be set on a number, by the carrier's names."""
    url = environ["IVR_PUBLIC_URL"].rstrip("/")
    fields = {
        "voice_url": f"{url}/call",
        "voice_method": "POST",
        "status_callback": f"{url}/status",
        "status_callback_method": "POST",
    }
    if fallback := environ.get("IVR_FALLBACK_URL"):
        # Most places that serve a file answer GET alone.
        fields |= {"voice_fallback_url": fallback, "voice_fallback_method": "GET"}
    return fields


def differences(number: Number, wanted: Mapping[str, str]) -> list[Change]:
    """What is not as wanted; an application or a trunk goes, for the carrier would ask that instead."""
    alone = {name: "" for name in ("voice_application_sid", "trunk_sid") if number.set[name]}
    return [
        Change(name, number.set[name], value)
        for name, value in {**wanted, **alone}.items()
        if number.set[name] != value
    ]


def account(environ: Mapping[str, str]) -> Account:
    """The account that an environment names. Raises SettingsError."""
    if problems := _problems(environ, ("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "IVR_CARRIER_URL")):
        raise SettingsError("; ".join(problems))
    api = environ.get("IVR_CARRIER_URL", "").rstrip("/")
    return Account(environ["TWILIO_ACCOUNT_SID"], environ["TWILIO_AUTH_TOKEN"], api)


def _problems(environ: Mapping[str, str], used: tuple[str, ...]) -> list[str]:
    found = [one for one in setting_problems(environ) if one.startswith(tuple(f"{name}:" for name in used))]
    if not environ.get("TWILIO_ACCOUNT_SID"):
        found.append("TWILIO_ACCOUNT_SID: is missing, set it to the account's SID, from the carrier's console")
    return found


def _check(environ: Mapping[str, str], number: str) -> None:
    problems = _problems(environ, USED)
    if environ.get("IVR_PUBLIC_URL", "").startswith("http:"):
        problems.append("IVR_PUBLIC_URL: is not https; what callers press would be in the open")
    if number and not re.fullmatch(r"\+[1-9]([ -]?[0-9]){5,14}", number):
        problems.append(f"--number: {number!r} is no number; write one such as +442079460000")
    if problems:
        raise SettingsError("; ".join(problems))


__all__ = ["KINDS", "Change", "Connection", "Purchase", "differences", "wanted"]
