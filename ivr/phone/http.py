"""The way to a line over HTTP; apart, because `requests` takes a tenth of a second to import."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

import requests

from ivr.errors import Refused
from ivr.phone.network import Response

TO_CONNECT = 5.0
"""Seconds the platform waits for a connection."""
IN_ALL = 15.0
"""Seconds the platform waits for the whole answer."""


@dataclass(frozen=True, slots=True)
class Http:
    """Connects to `base` for every address that begins with `public`, and to all others as they stand.

    A line signs for its public address wherever it runs, so the two may differ: the phone signs `public` and
    rings `base`. With no `public`, everything is fetched from `base`; with no `base`, from where its address says.
    """

    base: str = ""
    public: str = ""

    def post(self, url: str, form: Mapping[str, str], headers: Mapping[str, str]) -> Response:
        """Post a form; raise `Refused` (11200) when nobody answers in time."""
        return self._send("POST", url, form, headers)

    def get(self, url: str, headers: Mapping[str, str]) -> Response:
        """Get an address; raise `Refused` (11200) when nobody answers in time."""
        return self._send("GET", url, {}, headers)

    def reached_at(self, url: str) -> str:
        """Return the address to connect to for a public one."""
        here = not self.public or _origin(url) == _origin(self.public)
        return _origin(self.base) + url.removeprefix(_origin(url)) if self.base and here else url

    def _send(self, method: str, url: str, form: Mapping[str, str], headers: Mapping[str, str]) -> Response:
        began = time.monotonic()
        try:
            answer = requests.request(
                method,
                self.reached_at(url),
                data=dict(form) or None,
                headers=dict(headers),
                timeout=(TO_CONNECT, IN_ALL),
                allow_redirects=False,
            )
        except requests.RequestException as fault:
            raise Refused(11200, f"{url} gives no answer: {fault}") from fault
        if time.monotonic() - began > IN_ALL:
            raise Refused(11200, f"{url} took longer than {IN_ALL:.0f} seconds")
        return Response(answer.status_code, dict(answer.headers), answer.content)


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
