"""The guard of what the carrier alone may ask: its signature over the address and the form."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from time import monotonic
from typing import Protocol

from flask import Request, request
from werkzeug.exceptions import BadRequest, Forbidden, HTTPException

from ivr.carrier.form import Form
from ivr.carrier.signature import Signature
from ivr.settings import Settings
from ivr.web.front import HOST_ASKED

log = logging.getLogger(__name__)

TELL_EVERY = 60.0
"""Seconds between two lines in the log, in each process, however much is refused."""

WRONG_URL = "IVR_PUBLIC_URL is wrong: the signature fits the address that was asked for"
WRONG_SETTINGS = "if calls do not arrive, TWILIO_AUTH_TOKEN or IVR_PUBLIC_URL is wrong"

HEADER = "X-Twilio-Signature"

Same = Callable[[], Iterable[str]]
"""Paths with queries that the line itself writes for just what a request asks."""


class Guard(Protocol):
    """Keeps everybody but the carrier out, and gives what the carrier sent."""

    def __call__(self, same: Same = tuple) -> Form:
        """The form of this request; raises what makes an answer of 400 or 403."""
        ...


class Signed:
    """Lets nobody through but the carrier."""

    def __init__(self, settings: Settings, refused: Callable[[], None] = lambda: None) -> None:
        """`refused` is called for each request that has a signature, and one that does not fit."""
        self._settings = settings
        self._signature = self._of(settings.public_url)
        self._refused = refused
        self._since_told = 0
        self._tell_at = float("-inf")

    def __call__(self, same: Same = tuple) -> Form:
        """The form of this request; nobody reads one that is not signed.

        A proxy may have rewritten the address that was signed. Where it does not fit as it came, `same` is asked for
        others that mean the same. Raises Forbidden (403) if it is not, and BadRequest (400) if it cannot be read.
        """
        try:
            form = Form(request.get_data(cache=False))
            signed = self._fits(self._signature, form, same)
            if not signed and form.signature:
                self._count_refused(form)
        except HTTPException:
            raise
        except Exception as error:  # a body that breaks off, or chunks that are none: each server has errors of its own
            raise BadRequest("The body of this request cannot be read.") from error
        if not signed:
            raise Forbidden("This address answers the carrier's signed requests only.")
        return form

    def _of(self, url: str) -> Signature:
        return Signature(self._settings.auth_token, url, self._settings.second_token)

    def _fits(self, signature: Signature, form: Form, same: Same = tuple) -> bool:
        # Once, as each look through Flask's own stand-in takes a microsecond.
        asked: Request = request._get_current_object()  # type: ignore[attr-defined]
        form.signature = asked.headers.get(HEADER, "")
        sent = asked.environ.get("RAW_URI") or asked.environ.get("REQUEST_URI")
        if folder := asked.environ.get("SCRIPT_NAME"):  # of the public address, which a proxy may have left there
            sent = (sent or "").removeprefix(folder)
        return signature.is_valid(asked.path, asked.query_string, sent, form, form.signature, same)

    def _count_refused(self, form: Form) -> None:
        """Tell the operator, who would otherwise see nothing of calls that never arrive; and nothing of the request."""
        self._refused()
        self._since_told += 1
        if monotonic() >= self._tell_at:
            count, self._since_told, self._tell_at = self._since_told, 0, monotonic() + TELL_EVERY
            asked_for = (self._of(f"{scheme}://{request.environ[HOST_ASKED]}") for scheme in ("https", "http"))
            why = WRONG_URL if any(self._fits(signature, form) for signature in asked_for) else WRONG_SETTINGS
            log.warning("signatures do not fit, %d requests are refused: %s", count, why)
