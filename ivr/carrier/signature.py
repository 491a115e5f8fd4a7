"""The signature that says a request is Twilio's: HMAC-SHA1 over the address and the form, keyed with the auth token."""

from __future__ import annotations

from urllib.parse import quote

from twilio.request_validator import RequestValidator, compare
from werkzeug.datastructures import MultiDict

PATH = "/~!$&'()*+,;=:@"
"""What may stand in a path unquoted: RFC 3986, section 3.3."""


class Signature:
    """Checks requests against the address that the number is configured with, never against the Host they name."""

    def __init__(self, token: str, public_url: str) -> None:
        self._validator = RequestValidator(token)
        self._public_url = public_url

    def is_valid(self, path: str, query: bytes, form: MultiDict[str, str], signature: str | None) -> bool:
        """Whether `signature` fits the decoded path, the query as it was sent, and the form."""
        if not signature:
            return False
        url = self._public_url + quote(path, safe=PATH)
        if query:
            url += "?" + query.decode("latin-1")
        # `validate` signs twice, with a port and without; nearly always the address as configured is the one signed.
        return bool(compare(self._validator.compute_signature(url, form), signature)) or bool(
            self._validator.validate(url, form, signature)
        )
