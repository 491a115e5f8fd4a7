"""The browser phone: a page that phones the line. The whole call so far comes with every request; nothing is kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from flask import Flask, Response, jsonify, request

from ivr.content import Line
from ivr.errors import PhoneError
from ivr.phone import Phone
from ivr.phone.retold import Retold, Told
from ivr.phone.transfer import OUTCOMES
from ivr.recordings.catalogue import Catalogue
from ivr.web.pages import Pages
from ivr.web.site import tree
from ivr.web.turn import Turn, Turns

RING, END, SAY = "ring", "end", "say"
"""What can be done besides the keys and silence."""

LONGEST_SPEECH = 200
"""Characters of what the caller says at once."""


class BrowserPhone:
    """The page at /phone, and what it asks while a call goes on: the same address, answered in JSON."""

    def __init__(
        self,
        line: Line,
        catalogue: Catalogue,
        phone: Callable[[datetime], Phone],
        clock: Callable[[], datetime],
        pages: Pages,
        guard: Callable[[], None],
    ) -> None:
        """`phone` gives a phone to the line at a moment; `guard` raises for whoever may not use it."""
        self._line = line
        self._clock = clock
        self._pages = pages
        self._guard = guard
        self._calls = Retold(phone)
        self._turns = Turns(line, catalogue)

    def add_to(self, app: Flask) -> None:
        """Register the address."""
        app.add_url_rule("/phone", "phone", self.page)
        app.add_url_rule("/phone", "phone_turn", self.turn, methods=["POST"])

    def page(self) -> Response:
        """The phone, before a call."""
        self._guard()
        return self._page(None)

    def turn(self) -> Response:
        """What becomes of a key, a word or silence: as JSON if that is asked for, or else as the page."""
        self._guard()
        wants_page = request.accept_mimetypes.best_match(("text/html", "application/json")) == "text/html"
        try:
            turn = None if request.form.get("key") == END else self._turn()
        except PhoneError as error:
            return self._page(None, str(error)) if wants_page else self._json({"error": str(error)}, 400)
        return self._page(turn) if wants_page or turn is None else self._json(turn.as_json())

    def _turn(self) -> Turn:
        told = self._told()
        return self._turns.of(told, self._calls.call(told))

    def _told(self) -> Told:
        """The call that the form tells of, with what was just done; raise PhoneError for what makes no sense."""
        form, key = request.form, request.form.get("key", "")
        if key != RING and not form.get("at"):
            raise PhoneError("nobody is on the phone: phone the line first")
        at = _moment(form.get("when" if key == RING else "at", "")) or self._clock().replace(microsecond=0)
        tokens = () if key == RING else (*form.get("keys", "").split(), self._token(key))
        dials = () if key == RING else tuple(form.get("dials", "").split())
        return Told(at, (*dials, form.get("dial") or OUTCOMES[0]), tokens)

    def _token(self, key: str) -> str:
        into = f"@{request.form['into']}" if request.form.get("into") and key != "-" else ""
        if key == SAY:
            words = request.form.get("words", "")[:LONGEST_SPEECH].replace("@", " ")
            return f"say:{'_'.join(words.split())}{into}"
        return f"{key}{into}"

    def _page(self, turn: Turn | None, error: str = "") -> Response:
        page = self._pages.render(
            "phone.html",
            line=self._line,
            site=self._line.site,
            tree=tree(self._line),
            turn=turn,
            error=error,
            outcomes=OUTCOMES,
            dial=request.form.get("dial", OUTCOMES[0]),
            when=request.form.get("when", ""),
            moments=self._moments(),
            words=self._line.words,
        )
        page.status_code = 400 if error else 200
        return page

    def _json(self, answer: dict[str, object], status: int = 200) -> Response:
        response = self._pages.guarded(jsonify(answer))
        response.status_code = status
        return response

    def _moments(self) -> list[tuple[str, str]]:
        """Moments at which a call can begin, each with what it is called; the first is the present."""
        today = self._clock().astimezone(ZoneInfo(self._line.crisis.zone)).replace(minute=0, second=0, microsecond=0)
        wednesday = today.replace(hour=11) + timedelta((2 - today.weekday()) % 7 or 7)
        sunday = today.replace(hour=3) + timedelta((6 - today.weekday()) % 7 or 7)
        christmas = today.replace(month=12, day=25, hour=11)
        named = (("a Wednesday morning", wednesday), ("a Sunday night", sunday), ("Christmas Day", christmas))
        return [("", "now"), *((moment.astimezone(UTC).isoformat(), name) for name, moment in named)]


def _moment(text: str) -> datetime | None:
    """The moment that a text names, or None for no text; raise PhoneError for one that no call can begin at."""
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text).astimezone(UTC)
        if 1970 < moment.year < 9999:
            return moment
    except (ValueError, OverflowError):
        pass
    raise PhoneError(f"no call begins at {text!r}: choose a time, and begin another call")
