"""The requests the platform makes of a line: their fields, their signature, and what it takes for an answer."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import urldefrag, urlencode, urlsplit
from xml.etree.ElementTree import Element

from twilio.request_validator import RequestValidator

from ivr.errors import Refused
from ivr.phone.network import Network, Response
from ivr.phone.portable import WITHHELD, complaints, refusals
from ivr.phone.schema import faults
from ivr.phone.twiml import read

XML_TYPES = ("text/xml", "application/xml")
_COUNTRIES = {WITHHELD: "LS", "+1": "US", "+44": "GB"}


@dataclass(slots=True)
class Webhook:
    """One call's side of the conversation with the line's server."""

    network: Network
    token: str
    account_sid: str
    caller: str
    called: str
    strict: bool = True
    """Refuse what the platform only warns of (12200)."""
    portable: bool = True
    """Refuse what some other carrier would not accept."""
    call_sid: str = field(default_factory=lambda: f"CA{uuid.uuid4().hex}")
    _status: str = "ringing"

    def ask(self, url: str, method: str, fields: Mapping[str, str]) -> Element:
        """Ask the line what to do next and return its document; raise `Refused` for what the platform refuses."""
        address = urldefrag(url).url  # the fragment holds the platform's own settings: neither sent nor signed
        answer = self._send(address, method, self._base() | dict(fields))
        self._status = "in-progress"
        document = _document(address, answer)
        self._judge(document)
        return document

    def tell_end(self, url: str, seconds: int) -> None:
        """Tell the line's server that the call is over; the platform takes no notice of what it answers, or whether."""
        with suppress(Refused):
            self._send(url, "POST", self._base() | {"CallStatus": "completed", "CallDuration": str(seconds)})

    def _send(self, url: str, method: str, form: Mapping[str, str]) -> Response:
        if method == "POST":
            return self.network.post(url, form, self._signed(url, form))
        url = f"{url}{'&' if urlsplit(url).query else '?'}{urlencode(form)}"
        return self.network.get(url, self._signed(url, {}))

    def _signed(self, url: str, form: Mapping[str, str]) -> dict[str, str]:
        signature = RequestValidator(self.token).compute_signature(url, dict(form))
        return {"X-Twilio-Signature": str(signature), "User-Agent": "TwilioProxy/1.1"}

    def _base(self) -> dict[str, str]:
        named = {"Caller": self.caller, "From": self.caller, "Called": self.called, "To": self.called}
        places = {f"{name}{part}": "" for name in named for part in ("City", "State", "Zip")}
        countries = {f"{name}Country": _country(number) for name, number in named.items()}
        return (
            named
            | places
            | countries
            | {
                "AccountSid": self.account_sid,
                "ApiVersion": "2010-04-01",
                "CallSid": self.call_sid,
                "CallStatus": self._status,
                "Direction": "inbound",
            }
        )

    def _judge(self, document: Element) -> None:
        if self.strict and (found := faults(document)):
            raise Refused(12200, "; ".join(found))
        judge = complaints if self.portable else refusals
        if against := judge(document, self.caller, self.called):
            raise Refused(against[0].number, "; ".join(complaint.what for complaint in against))


def _country(number: str) -> str:
    return next((country for start, country in _COUNTRIES.items() if number.startswith(start)), "")


def _document(url: str, answer: Response) -> Element:
    if answer.status in (301, 302, 303):
        raise Refused(11200, f"{url} answers {answer.status}: the POST would become a GET and lose the keys")
    if answer.status == 403:
        why = "the signature does not fit; are TWILIO_AUTH_TOKEN and IVR_PUBLIC_URL the server's own?"
        raise Refused(11200, f"{url} answers 403: {why}")
    if not 200 <= answer.status < 300:
        raise Refused(11200, f"{url} answers {answer.status}")
    if answer.media_type not in XML_TYPES:
        raise Refused(12300, f"{url} answers with Content-Type {answer.media_type or '(none)'}, not text/xml")
    return read(answer.body)
