"""The operator's password, asked for by the browser itself: no page, no cookie."""

from __future__ import annotations

from hashlib import sha256
from hmac import compare_digest
from secrets import token_bytes
from threading import Lock

from flask import request
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Unauthorized
from werkzeug.security import check_password_hash

from ivr.errors import SettingsError


class Password:
    """Lets nobody through without the operator's password; the name given beside it does not matter."""

    def __init__(self, hashed: str) -> None:
        """`hashed` is as werkzeug makes it: scrypt, which takes a twentieth of a second, and 32 MB.

        Raises SettingsError for a hash that nothing could be compared with.
        """
        try:
            check_password_hash(hashed, "")
        except ValueError as error:
            raise SettingsError("IVR_OPERATOR_PASSWORD: is not right, set it to what `ivr password` prints") from error
        self._hashed = hashed
        self._salt = token_bytes()
        self._right = b""  # what the right one hashes to here and now, which takes no time
        self._one_at_a_time = Lock()

    def __call__(self) -> None:
        """Raise Unauthorized (401) if the request does not hold the password."""
        given = request.authorization
        if given is None or given.type != "basic" or not self._fits(given.password or ""):
            raise Unauthorized(www_authenticate=WWWAuthenticate("basic", {"realm": "Steadyline", "charset": "UTF-8"}))

    def _fits(self, password: str) -> bool:
        quick = sha256(self._salt + password.encode()).digest()
        if self._right and compare_digest(quick, self._right):
            return True
        with self._one_at_a_time:  # so that many guesses cannot take all the memory
            if check_password_hash(self._hashed, password):
                self._right = quick
                return True
        return False


def unguarded() -> None:
    """Let everybody through: for a phone that only this machine can reach."""
