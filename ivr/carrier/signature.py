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

    def is_valid(
        self, path: str, query: bytes, sent: str | None, form: MultiDict[str, str], signature: str | None
    ) -> bool:
        """Whether `signature` fits the form and the address: the decoded path quoted, with the query as it was sent.

        Where the path was quoted in another way, it fits `sent`: path and query as the server received them.
        """
        if not signature:
            return False
        quoted = quote(path, safe=PATH) + ("?" + query.decode("latin-1") if query else "")
        if self._fits(quoted, form, signature):
            return True
        return sent is not None and sent != quoted and sent.startswith("/") and self._fits(sent, form, signature)

    def _fits(self, address: str, form: MultiDict[str, str], signature: str) -> bool:
        url = self._public_url + address
        # `validate` signs twice, with a port and without; nearly always the address as configured is the one signed.
        return bool(compare(self._validator.compute_signature(url, form), signature)) or bool(
            self._validator.validate(url, form, signature)
        )
