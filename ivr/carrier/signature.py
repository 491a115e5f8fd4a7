"""The signature that says a request is Twilio's: HMAC-SHA1 over the address and the form, keyed with the auth token."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from urllib.parse import quote

from twilio.request_validator import RequestValidator, compare

from ivr.carrier.form import Form

PATH = "/~!$&'()*+,;=:@"
"""What may stand in a path unquoted: RFC 3986, section 3.3."""

TWICE = re.compile(r"([^,\s]+)\s*,\s*\1")
"""A header that a proxy has sent twice is folded into one, with a comma, which is in no signature: RFC 9110, 5.3."""


class Signature:
    """Checks requests against the address that the number is configured with, never against the Host they name."""

    def __init__(self, token: str, public_url: str, second_token: str = "") -> None:
        """With a second token, a request may be signed with either: while the account's token is being changed."""
        self._validators = [RequestValidator(one) for one in (token, second_token) if one]
        self._public_url = public_url

    def is_valid(
        self,
        path: str,
        query: bytes,
        sent: str | None,
        form: Form,
        signature: str | None,
        same: Callable[[], Iterable[str]] = tuple,
    ) -> bool:
        """Whether `signature` fits the form and the address: the decoded path quoted, with the query as it was sent.

        Where the path was quoted in another way, it fits `sent`: path and query as the server received them. Where a
        proxy has rewritten the address, it fits one of `same`: paths and queries that the line itself writes for just
        what this request asks. Whoever has such a signature may ask this anyway; so nothing is taken on trust.
        """
        if not signature:
            return False
        quoted = quote(path, safe=PATH) + ("?" + query.decode("latin-1") if query else "")
        if self._fits(quoted, form, signature):
            return True
        addresses = dict.fromkeys((quoted, *((sent,) if sent and sent.startswith("/") else ()), *same()))
        return any(self._fits(address, form, _once(signature)) for address in addresses)

    def _fits(self, address: str, form: Form, signature: str) -> bool:
        url = self._public_url + address
        return any(_signed_by(validator, url, form, signature) for validator in self._validators)


def _signed_by(validator: RequestValidator, url: str, form: Form, signature: str) -> bool:
    # `validate` signs twice, with a port and without; nearly always the address as configured is the one signed.
    return bool(compare(validator.compute_signature(url, form), signature)) or bool(
        validator.validate(url, form, signature)
    )


def _once(signature: str) -> str:
    """The one signature that a request has; two that differ fit nothing."""
    twice = TWICE.fullmatch(signature)
    return twice[1] if twice else signature
