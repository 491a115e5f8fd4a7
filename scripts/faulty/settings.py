"""Settings that are wrong, or changed while calls are under way."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from stack import TOKEN

from faulty.caller import Caller
from faulty.fault import Fault
from faulty.site import Site

NEW = "token-of-tomorrow"


class Changed(Fault):
    """Servers are restarted with other settings."""

    becomes: ClassVar[Mapping[str, str]] = {}
    brief = False  # tests/web/test_web_refused.py asks a server of the tests' own

    def strike(self, site: Site) -> None:
        """As `Fault`."""
        site.set({**self.settings, **self.becomes})


class WrongAddress(Changed):
    """The carrier signs another one than the servers expect."""

    name = "the public address is wrong"
    how = "the servers are restarted with another IVR_PUBLIC_URL than the carrier signs"
    falls_back = True
    becomes: ClassVar[Mapping[str, str]] = {"IVR_PUBLIC_URL": "https://elsewhere.example"}


class WrongToken(Changed):
    """The carrier signs with another one."""

    name = "the token is wrong"
    how = "the servers are restarted with another TWILIO_AUTH_TOKEN than the carrier signs with"
    falls_back = True
    becomes: ClassVar[Mapping[str, str]] = {"TWILIO_AUTH_TOKEN": NEW}


class TokenChanged(Changed):
    """As docs/deploying.md has it; the carrier signs with the new one from then on."""

    name = "the token is changed"
    how = "TWILIO_SECOND_TOKEN is set and servers are restarted; then the carrier signs with that one in mid-call"
    becomes: ClassVar[Mapping[str, str]] = {"TWILIO_SECOND_TOKEN": NEW}
    visible = False

    def along(self, caller: Caller) -> None:
        """As `Fault`."""
        caller.carrier.token = NEW


class TokenChangedBefore(Changed):
    """The servers are ahead."""

    name = "the token is changed, the carrier last"
    how = "the servers have the new token and the old as TWILIO_SECOND_TOKEN, and the carrier signs with the old"
    becomes: ClassVar[Mapping[str, str]] = {"TWILIO_AUTH_TOKEN": NEW, "TWILIO_SECOND_TOKEN": TOKEN}
    visible = False


FAULTS = (WrongAddress, WrongToken, TokenChanged, TokenChangedBefore)
