"""The guard of what the carrier alone may ask: its signature over the address and the form."""

from __future__ import annotations

from flask import request
from werkzeug.exceptions import BadRequest, Forbidden, HTTPException

from ivr.carrier.signature import Signature
from ivr.settings import Settings


class Signed:
    """Lets nobody through but the carrier."""

    def __init__(self, settings: Settings) -> None:
        self._signature = Signature(settings.auth_token, settings.public_url)

    def __call__(self) -> None:
        """Raise Forbidden (403) if the request is not signed, BadRequest (400) if it cannot be read."""
        try:
            signed = self._is_signed()
        except HTTPException:
            raise
        except Exception as error:  # a body that breaks off, or chunks that are none: each server has errors of its own
            raise BadRequest("The body of this request cannot be read.") from error
        if not signed:
            raise Forbidden("This address answers the carrier's signed requests only.")

    def _is_signed(self) -> bool:
        signature = request.headers.get("X-Twilio-Signature")
        sent = request.environ.get("RAW_URI") or request.environ.get("REQUEST_URI")
        return self._signature.is_valid(request.path, request.query_string, sent, request.form, signature)
