"""What all pages share: how they are rendered, what they may load, and the files beside them."""

from __future__ import annotations

from datetime import date
from functools import cache
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit

from flask import Flask, Response, make_response, render_template, request, url_for
from markupsafe import Markup

STATIC = Path(__file__).parent / "static"

A_YEAR = 365 * 24 * 60 * 60
"""Seconds."""


ALWAYS = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
"""On every answer that does not say otherwise: OWASP's REST security cheat sheet, "Security headers"."""

DOCUMENT = "text/xml; charset=utf-8"
"""What calls are answered with; no browser shows it, as nobody but the carrier is given one."""


class Pages:
    """Renders pages that load nothing from anywhere but this server, and recordings from where they are served."""

    def __init__(self, audio_url: str, *, secure: bool) -> None:
        """`audio_url` is where recordings are served from, if not here; `secure` pages are read over https alone."""
        elsewhere = urlsplit(audio_url)
        media = f" {elsewhere.scheme}://{elsewhere.netloc}" if audio_url else ""
        self._headers = {
            "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "
            f"connect-src 'self'; media-src 'self'{media}; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
            "Cache-Control": "no-cache",
            "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
            "Cross-Origin-Opener-Policy": "same-origin",
        }
        self._always = ALWAYS | ({"Strict-Transport-Security": f"max-age={A_YEAR}"} if secure else {})

    def add_to(self, app: Flask) -> None:
        """Let templates name the files beside them: `file("style.css")`; and guard whatever else the app answers."""
        app.after_request(self._guard_all)
        app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
        app.jinja_env.globals |= {"file": _address, "here": _here, "has_phone": "phone" in app.view_functions}
        app.jinja_env.filters["day"] = _day

    def render(self, template: str, **context: object) -> Response:
        """A page, with the headers that keep it to itself."""
        return self.guarded(make_response(render_template(template, **context)))

    def guarded(self, response: Response) -> Response:
        """The response with the headers of a page."""
        response.headers.update(self._headers)
        return response

    def _guard_all(self, response: Response) -> Response:
        """What is no page, an error of the framework's, a document, a file, gets what any answer should have."""
        if response.content_type != DOCUMENT:
            for name, value in self._always.items():
                response.headers.setdefault(name, value)
        return response


def _address(name: str) -> str:
    """A file beside the templates, by an address that changes with what is in it."""
    return url_for("static", filename=name, v=_hash(name))


def _here(endpoint: str) -> Markup:
    """Marks the link to the page that is being read."""
    return Markup(' aria-current="page"') if request.endpoint == endpoint else Markup("")


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


@cache
def _hash(name: str) -> str:
    return sha256((STATIC / name).read_bytes()).hexdigest()[:12]
