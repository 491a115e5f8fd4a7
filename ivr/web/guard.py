"""The operator's guard: a session for people, who sign in on a page, and the password itself for programs."""

from __future__ import annotations

import hmac
from datetime import timedelta
from hashlib import sha256
from secrets import token_bytes
from threading import Lock

from flask import Flask, Request, redirect, request, session, url_for
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import TooManyRequests, Unauthorized, abort
from werkzeug.security import check_password_hash

from ivr.errors import SettingsError
from ivr.web.front import OF_THE_LINE
from ivr.web.often import Often

WRONG_ONES = 20
"""How many wrong passwords one address may try within `WINDOW`, in each process."""

WINDOW = 10 * 60.0
"""Seconds."""

SIGNED_IN_FOR = timedelta(hours=12)

PURPOSE = b"steadyline operator"
"""Sets the key of sessions apart from whatever else is made of the same secrets."""

SIGNED_IN = "operator"
"""The field of a session that says so."""


class Sessions(SecureCookieSessionInterface):
    """Sessions of whoever reads pages: to open one takes a tenth of a turn, and the carrier has none."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """As Flask; none for what the carrier asks."""
        return None if request.path.split("/")[1] in OF_THE_LINE else super().open_session(app, request)


class Password:
    """Lets nobody through without the operator's password; a name given beside it does not matter."""

    def __init__(self, hashed: str, secret: str) -> None:
        """`hashed` is as werkzeug makes it: scrypt, which takes a twentieth of a second, and 32 MB.

        Sessions are signed with a key made of it and of `secret`: with another password, all of them end. Raises
        SettingsError for a hash that nothing could be compared with.
        """
        try:
            check_password_hash(hashed, "")
        except ValueError as error:
            raise SettingsError("IVR_OPERATOR_PASSWORD: is not right, set it to what `ivr password` prints") from error
        self._hashed = hashed
        self._secret = secret
        self._salt = token_bytes()
        self._right = b""  # what the right one hashes to here and now, which takes no time
        self._one_at_a_time = Lock()
        self._wrong = Often(WRONG_ONES, WINDOW)

    def add_to(self, app: Flask, *, secure: bool) -> None:
        """Let the app keep sessions; `secure` ones are sent over https alone."""
        app.secret_key = hmac.digest(self._secret.encode(), PURPOSE + self._hashed.encode(), "sha256")
        app.session_interface = Sessions()
        app.permanent_session_lifetime = SIGNED_IN_FOR
        app.config |= {
            "SESSION_COOKIE_NAME": "operator",
            "SESSION_COOKIE_SECURE": secure,
            "SESSION_COOKIE_HTTPONLY": True,
            "SESSION_COOKIE_SAMESITE": "Lax",
            "SESSION_REFRESH_EACH_REQUEST": False,
        }

    def __call__(self) -> None:
        """Pass whoever has signed in, or sends the password; send a browser to sign in, and stop all others (401)."""
        if session.get(SIGNED_IN):
            return
        given = request.authorization
        if given is not None and given.type == "basic" and self.fits(given.password or ""):
            return
        if "text/html" in request.accept_mimetypes.values() and given is None:
            abort(redirect(url_for("sign_in", to=request.path), 303))
        raise Unauthorized(www_authenticate=WWWAuthenticate("basic", {"realm": "Steadyline", "charset": "UTF-8"}))

    def fits(self, password: str) -> bool:
        """Whether this is the password; TooManyRequests (429) for an address that has tried too many wrong ones."""
        who = request.remote_addr or ""
        if self._wrong.reached(who):
            raise TooManyRequests("Too many wrong passwords came from there. Wait ten minutes.", retry_after=600)
        if self._is_right(password):
            return True
        self._wrong.hit(who)
        return False

    def _is_right(self, password: str) -> bool:
        quick = sha256(self._salt + password.encode()).digest()
        if self._right and hmac.compare_digest(quick, self._right):
            return True
        with self._one_at_a_time:  # so that many guesses cannot take all the memory
            if check_password_hash(self._hashed, password):
                self._right = quick
                return True
        return False


def unguarded() -> None:
    """Let everybody through: for a phone that only this machine can reach."""
