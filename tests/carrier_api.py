"""A stand-in of the few calls of the carrier's REST API that we make; it refuses what the real one refuses.

Facts from Twilio's own OpenAPI description of version 2010-04-01: paths, fields, patterns, the shape of pages, errors.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from flask import Flask, Response, jsonify, request
from werkzeug.exceptions import HTTPException
from werkzeug.serving import make_server

SID, TOKEN = "AC" + "5" * 32, "the-account's-token"

URLS = ("VoiceUrl", "VoiceFallbackUrl", "StatusCallback", "SmsUrl", "SmsFallbackUrl")
METHODS = ("VoiceMethod", "VoiceFallbackMethod", "StatusCallbackMethod", "SmsMethod", "SmsFallbackMethod")
SIDS = {"VoiceApplicationSid": "AP", "TrunkSid": "TK", "AddressSid": "AD", "BundleSid": "BU"}
OTHERS = ("FriendlyName", "PhoneNumber", "VoiceCallerIdLookup", "VoiceReceiveMode")
"""Of what a number has; a field that the API does not know is refused."""


def attribute(name: str) -> str:
    """VoiceUrl → voice_url."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


@dataclass
class Carrier:
    """What the account holds, what was asked of it, and what is to go wrong."""

    numbers: dict[str, dict[str, Any]] = field(default_factory=dict)
    for_sale: list[dict[str, Any]] = field(default_factory=list)
    asked: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    page_size: int = 50
    filters: bool = True
    """Whether a list is searched for the number that is asked for; compatible carriers may not."""
    deaf: bool = False
    """Takes changes, and forgets them."""
    voice_prices: dict[str, Any] = field(default_factory=dict)
    number_prices: dict[str, Any] = field(default_factory=dict)
    """Of the pricing API, which tells them for one country."""
    fails: tuple[int, dict[str, Any] | str] | None = None
    """Answers everything so."""

    def add(self, number: str, **own: Any) -> str:
        """Give the account a number; return its SID."""
        sid = f"PN{len(self.numbers):032x}"
        empty = {attribute(name): "" for name in URLS} | {attribute(name): "POST" for name in METHODS}
        self.numbers[sid] = {
            "sid": sid, "account_sid": SID, "phone_number": number, "friendly_name": "the charity's",
            "capabilities": {"voice": True, "sms": True}, "voice_application_sid": "", "trunk_sid": None,
            **empty, **own,
        }  # fmt: skip
        return sid

    @property
    def written(self) -> list[tuple[str, dict[str, str]]]:
        """Every request that was to change something."""
        return [(path, form) for method, path, form in self.asked if method != "GET"]


class Refused(HTTPException):
    """An error as the API tells it."""

    def __init__(self, status: int, code: int, message: str) -> None:
        super().__init__(response=told(status, code, message))


def told(status: int, code: int, message: str) -> Response:
    more = f"https://www.twilio.com/docs/errors/{code}"
    response = jsonify({"code": code, "message": message, "more_info": more, "status": status})
    response.status_code = status
    return response


def app(carrier: Carrier) -> Flask:  # noqa: C901 - one address after the other
    """The API of one account."""
    app = Flask("carrier_api")
    base = f"/2010-04-01/Accounts/{SID}"

    @app.before_request
    def heard() -> Any:
        carrier.asked.append((request.method, request.full_path.rstrip("?"), request.form.to_dict()))
        if carrier.fails:
            status, body = carrier.fails
            return (body if isinstance(body, str) else jsonify(body)), status
        given = request.authorization
        if not given or given.type != "basic" or (given.username, given.password) != (SID, TOKEN):
            return told(401, 20003, "Authenticate")
        if request.method == "POST" and request.mimetype != "application/x-www-form-urlencoded":
            return told(415, 20415, "Unsupported Media Type")
        return None

    @app.errorhandler(404)
    def missing(_: HTTPException) -> Response:
        return told(404, 20404, f"The requested resource {request.path} was not found")

    @app.get(f"{base}/IncomingPhoneNumbers.json")
    def listed() -> Any:
        wanted = request.args.get("PhoneNumber") if carrier.filters else None
        found = [one for one in carrier.numbers.values() if not wanted or one["phone_number"] == wanted]
        page = int(request.args.get("Page", 0))
        first = page * carrier.page_size
        more = len(found) > first + carrier.page_size
        following = f"{base}/IncomingPhoneNumbers.json?PageSize={carrier.page_size}&Page={page + 1}"
        return {
            "incoming_phone_numbers": found[first : first + carrier.page_size], "page": page,
            "page_size": carrier.page_size, "next_page_uri": following if more else None, "uri": request.full_path,
        }  # fmt: skip

    @app.post(f"{base}/IncomingPhoneNumbers.json")
    def bought() -> Any:
        form = checked()
        wanted = form.get("PhoneNumber")
        offer = next((one for one in carrier.for_sale if one["phone_number"] == wanted), None)
        if offer is None:
            raise Refused(400, 21422, f"{wanted} is not available")
        if offer["address_requirements"] != "none" and not form.get("AddressSid"):
            raise Refused(400, 21631, "Phone Number Requires an Address but the 'AddressSid' parameter was empty.")
        carrier.for_sale.remove(offer)
        sid = carrier.add(str(wanted))
        changed(sid, form)
        return carrier.numbers[sid], 201

    @app.get(f"{base}/IncomingPhoneNumbers/<sid>.json")
    def fetched(sid: str) -> Any:
        return carrier.numbers[sid] if sid in carrier.numbers else missing(HTTPException())

    @app.post(f"{base}/IncomingPhoneNumbers/<sid>.json")
    def updated(sid: str) -> Any:
        if sid not in carrier.numbers:
            return missing(HTTPException())
        changed(sid, checked())
        return carrier.numbers[sid]

    @app.get(f"{base}/AvailablePhoneNumbers/<country>/<kind>.json")
    def for_sale(country: str, kind: str) -> Any:
        if country not in ("GB", "US") or kind not in ("Local", "Mobile", "National", "TollFree"):
            return missing(HTTPException())
        wanted = request.args.get("Contains", "").replace("*", ".")
        found = [
            one for one in carrier.for_sale
            if one["iso_country"] == country and one["kind"] == kind and re.search(wanted, one["phone_number"])
            and (request.args.get("VoiceEnabled") != "true" or one["capabilities"]["voice"])
        ]  # fmt: skip
        return {"available_phone_numbers": found, "uri": request.full_path}

    @app.get("/v2/Voice/Countries/<country>")
    def voice(country: str) -> Any:
        return carrier.voice_prices if country == "GB" else missing(HTTPException())

    @app.get("/v1/PhoneNumbers/Countries/<country>")
    def numbers(country: str) -> Any:
        return carrier.number_prices if country == "GB" else missing(HTTPException())

    def changed(sid: str, form: dict[str, str]) -> None:
        if not carrier.deaf:
            carrier.numbers[sid] |= {attribute(name): value for name, value in form.items()}

    return app


def checked() -> dict[str, str]:
    """The form of a request; raise for a field that the API does not have, or a value that it does not take."""
    for name, value in request.form.items():
        if name not in (*URLS, *METHODS, *SIDS, *OTHERS):
            raise Refused(400, 20001, f"{name} is no parameter")
        if name in URLS and value and not re.fullmatch(r"https?://[^/\s]+\.[^/\s]+/\S*", value):
            raise Refused(400, 21402, f"{name}: {value} is not a valid URL")
        if name in METHODS and value not in ("GET", "POST"):
            raise Refused(400, 21403, f"{name}: {value} is not a valid method")
        if name in SIDS and value and not re.fullmatch(f"{SIDS[name]}[0-9a-fA-F]{{32}}", value):
            raise Refused(400, 20001, f"{name}: {value} is no SID")
    return request.form.to_dict()


@contextmanager
def running(carrier: Carrier) -> Iterator[str]:
    """The API on a free port of this machine; gives its address."""
    server = make_server("127.0.0.1", 0, app(carrier), threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    server.server_close()
