"""A phone on the desk: to the line in this process, with a token of its own, or to a server that runs elsewhere.

And the line's pages on the desk, with the browser phone.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from flask import Flask

from ivr.bookmarks import NoBookmarks, Store
from ivr.counts import NoCounts, Tally
from ivr.errors import SettingsError
from ivr.phone import InProcess, Network, Phone
from ivr.phone.http import Http
from ivr.recordings.catalogue import Catalogue
from ivr.settings import Settings
from ivr.web import PRIVATE, create_app

NO_SID = "AC" + "0" * 32

SOME_NUMBER = "+442079460000"
"""Of a range that is kept free for fiction."""


def phone_here(
    environ: Mapping[str, str],
    dial: str | Sequence[str],
    at: datetime | None,
    bookmarks: Store | None = None,
    counts: Tally | None = None,
) -> Phone:
    """A phone to the real app in this process; its clock starts at `at` (aware; None is now) and runs with the call.

    Nothing is kept of a call that breaks off, unless `bookmarks` keep it, and nothing is counted, unless in `counts`.
    """
    settings = _own(environ)
    start = at or datetime.now(UTC)
    app = create_app(
        settings, lambda: start + timedelta(seconds=phone.now), bookmarks or NoBookmarks(), counts or NoCounts()
    )
    phone = _phone(InProcess(app), settings, dial)
    return phone


def app_here(environ: Mapping[str, str]) -> Flask:
    """The line's pages with the browser phone, for this machine; nothing is kept of any call."""
    return create_app(_own(environ), lambda: datetime.now(UTC), NoBookmarks(), NoCounts(), for_anyone_to_try=True)


def phone_there(environ: Mapping[str, str], url: str, dial: str | Sequence[str]) -> Phone:
    """A phone to the server at `url`, signed with that server's token and for its public address.

    Raises SettingsError if the environment does not hold the token.
    """
    if not environ.get("TWILIO_AUTH_TOKEN"):
        raise SettingsError("TWILIO_AUTH_TOKEN: is missing; set it to the token of the server that --url names")
    if not url.startswith(("http://", "https://")):
        raise SettingsError(f"--url: {url!r} is not an address; write one such as http://127.0.0.1:8000")
    settings = Settings.from_environ({**environ, "IVR_PUBLIC_URL": environ.get("IVR_PUBLIC_URL") or url})
    return _phone(Http(base=url, public=settings.public_url), settings, dial)


def _own(environ: Mapping[str, str]) -> Settings:
    own = {"TWILIO_AUTH_TOKEN": secrets.token_hex(16), "IVR_PUBLIC_URL": PRIVATE, "IVR_AUDIO_URL": ""}
    # All calls from this desk are from one number.
    return Settings.from_environ({"IVR_MOST_AN_HOUR": "off", **environ, **own})


def _phone(network: Network, settings: Settings, dial: str | Sequence[str]) -> Phone:
    captions = {file: recording.text for file, recording in Catalogue.load(settings.audio_dir).files.items()}
    return Phone(
        network,
        f"{settings.public_url}/call",
        settings.auth_token,
        captions,
        dial,
        account_sid=settings.account_sid or NO_SID,
        called=settings.caller_id or SOME_NUMBER,
        status_url=f"{settings.public_url}/status",
    )
