"""The carrier between a phone and the line: it asks once more when nobody answers, and falls back in the end."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import urlsplit

from twilio.request_validator import RequestValidator

from faulty.serve import NOW
from ivr.errors import Refused
from ivr.phone import Response
from ivr.phone.http import Http, _origin
from ivr.phone.network import Network

Form = dict[str, str]


@dataclass
class Told:
    """What the carrier has met, of all calls together."""

    turns: int = 0
    again: int = 0
    """Turns that were asked for once more."""
    fallbacks: int = 0
    """Turns for which the document of another host was taken."""
    slowest: float = 0.0
    """Seconds that a turn took."""
    differing: int = 0
    """Requests that were delivered twice, and answered differently."""


@dataclass
class Carrier:
    """The network of one call, as a `Network`. What a fault does to requests on their way is put in here."""

    http: Http
    token: str
    fallback: bytes
    now: Callable[[], float]
    """The time of the call, in seconds since 1970; it is sent along."""
    told: Told = field(default_factory=Told)
    changed: Callable[[str, Form], Form] = lambda _url, form: form
    """What becomes of a form before it is signed."""
    delivered: Callable[[Carrier, Callable[[], Response]], Response] | None = None
    """How a request is delivered, if not once."""
    ahead: float = 0.0
    """Seconds that the server's clock is ahead."""
    status: int = 1
    """How often the end of a call is told."""
    early: bool = False
    """Whether the end of the call is told before each turn too."""
    answered: bool = False
    """Whether the line itself answered the call's first request."""
    rings: bool = True
    """Whether its first request is still to be answered."""

    def post(self, url: str, form: Mapping[str, str], headers: Mapping[str, str]) -> Response:
        """As the carrier asks for a document; the end of a call is told once more, or never."""
        form = self.changed(url, dict(form))
        signed = self._signed(url, form, headers)
        if url.endswith("/status"):
            for _ in range(self.status):
                self.http.post(url, form, signed)
            return Response(204)
        if self.early:
            self._tell_early(url, form, headers)
        began = time.monotonic()
        answer = self._delivered(lambda: self._asked(url, form, signed))
        if self.rings:
            self.rings, self.answered = False, answer.body.strip() != self.fallback.strip()
        self.told.turns += 1
        self.told.slowest = max(self.told.slowest, time.monotonic() - began)
        return answer

    def get(self, url: str, headers: Mapping[str, str]) -> Response:
        """A recording, which the carrier keeps."""
        return fetched(self.http, url, tuple(headers.items()))

    def _signed(self, url: str, form: Form, headers: Mapping[str, str]) -> dict[str, str]:
        signature = RequestValidator(self.token).compute_signature(url, form)
        return {
            **headers,
            "X-Twilio-Signature": signature,
            NOW: f"{self.now() + self.ahead:.2f}",
            "Host": urlsplit(url).netloc,
        }

    def _tell_early(self, url: str, form: Form, headers: Mapping[str, str]) -> None:
        over, status = {**form, "CallStatus": "completed", "CallDuration": "60"}, f"{_origin(url)}/status"
        self.http.post(status, over, self._signed(status, over, headers))

    def _delivered(self, ask: Callable[[], Response]) -> Response:
        return self.delivered(self, ask) if self.delivered else ask()

    def _asked(self, url: str, form: Form, headers: Mapping[str, str]) -> Response:
        answer = self._once(url, form, headers)
        if answer is None:
            self.told.again += 1
            answer = self._once(url, form, headers)
        if answer is not None and 200 <= answer.status < 300:
            self.told.fallbacks += answer.body.strip() == self.fallback.strip()
            return answer
        self.told.fallbacks += 1
        return Response(200, {"Content-Type": "text/xml"}, self.fallback)

    def _once(self, url: str, form: Form, headers: Mapping[str, str]) -> Response | None:
        try:
            return self.http.post(url, form, headers)
        except Refused:
            return None


def twice(carrier: Carrier, ask: Callable[[], Response]) -> Response:
    """One after the other; both answers must be the same."""
    one, two = ask(), ask()
    carrier.told.differing += one.body != two.body
    return two


def at_once(carrier: Carrier, ask: Callable[[], Response]) -> Response:
    """Two at the same moment."""
    answers: list[Response] = []
    threads = [threading.Thread(target=lambda: answers.append(ask())) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    carrier.told.differing += answers[0].body != answers[1].body
    return answers[0]


class Late:
    """Each request is delivered a second time after the one that follows it."""

    def __init__(self) -> None:
        self._before: tuple[Callable[[], Response], bytes] | None = None

    def __call__(self, carrier: Carrier, ask: Callable[[], Response]) -> Response:
        """The answer to this one; what is said to the late one is heard by nobody."""
        rings = carrier.rings
        answer = ask()
        if self._before:
            late, first = self._before
            late_answer = late().body
            # Whoever rings while a bookmark is kept, if only by the same call, is asked whether to carry on.
            carrier.told.differing += bool(first) and late_answer != first
        self._before = ask, b"" if rings else answer.body
        return answer


@lru_cache(700)
def fetched(network: Network, url: str, headers: tuple[tuple[str, str], ...]) -> Response:
    """What was fetched before is not fetched again."""
    return network.get(url, dict(headers))
