"""How the phone reaches a line: the protocol, and the way to an application in the same process."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from flask import Flask
from werkzeug.datastructures import Headers
from werkzeug.test import TestResponse


@dataclass(frozen=True, slots=True)
class Response:
    """What came back from the line."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    """Header names in any case; ask with `header`."""
    body: bytes = b""

    def header(self, name: str) -> str:
        """Return a header's value, whatever the case of its name, or nothing."""
        return next((value for key, value in self.headers.items() if key.lower() == name.lower()), "")

    @property
    def media_type(self) -> str:
        """The content type without its parameters, in small letters; empty when there is none."""
        return self.header("Content-Type").partition(";")[0].strip().lower()


class Network(Protocol):
    """Takes a request to the line and brings its answer back; it follows no redirect and keeps no cookie."""

    def post(self, url: str, form: Mapping[str, str], headers: Mapping[str, str]) -> Response:
        """Post a form to an absolute address."""
        ...

    def get(self, url: str, headers: Mapping[str, str]) -> Response:
        """Get an absolute address."""
        ...


class InProcess:
    """Calls a Flask application directly, under whatever address it is asked for."""

    def __init__(self, app: Flask) -> None:
        self._client = app.test_client(use_cookies=False)

    def post(self, url: str, form: Mapping[str, str], headers: Mapping[str, str]) -> Response:
        """Post a form to the application; what it raises while testing is raised here."""
        return _brought(self._client.post(url, data=dict(form), headers=Headers(headers)))

    def get(self, url: str, headers: Mapping[str, str]) -> Response:
        """Get an address from the application."""
        return _brought(self._client.get(url, headers=Headers(headers)))


def _brought(response: TestResponse) -> Response:
    with response:
        return Response(response.status_code, dict(response.headers.items()), response.get_data())
