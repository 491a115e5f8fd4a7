"""Calls: one address for each place; form in, TwiML out, whatever happens."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime

from flask import Flask, Response, request
from werkzeug.routing import PathConverter

from ivr.bookmarks import Store
from ivr.carrier.form import read_form
from ivr.carrier.speech import Speech
from ivr.carrier.twiml import TwimlWriter
from ivr.content import Line
from ivr.dialogue.address import address, read_address
from ivr.dialogue.broken_off import to_keep
from ivr.dialogue.event import Began
from ivr.dialogue.place import START, Kind, Place, Spot
from ivr.dialogue.reply import Ask, Reply
from ivr.dialogue.step import step
from ivr.logs import failed
from ivr.recordings.catalogue import Catalogue
from ivr.settings import Settings
from ivr.web.counting import Counting
from ivr.web.played import Played

log = logging.getLogger(__name__)

FAULT_WAIT = 5
"""Seconds between the apology and the menu."""


class Anything(PathConverter):
    """The rest of a path, whatever it is: no address below the calls is unknown."""

    regex = r"[\s\S]*?"
    part_isolating = False


class Calls:
    """The voice address of the number, and every address below it."""

    def __init__(
        self,
        line: Line,
        catalogue: Catalogue,
        settings: Settings,
        clock: Callable[[], datetime],
        bookmarks: Store,
        counting: Counting,
        guard: Callable[[], None],
    ) -> None:
        """`guard` keeps everybody but the carrier out."""
        self._line = line
        self._bookmarks = bookmarks
        self._clock = clock
        self._speech = Speech(line)
        self._caller_id = settings.caller_id
        self._counting = counting
        self._guard = guard
        self._played = Played(line, catalogue, settings.recordings_url)
        self._twiml = TwimlWriter(line, f"{settings.public_url}/call", self._played.address)
        self._fault = self._twiml.write(fault(line), "")

    def add_to(self, app: Flask) -> None:
        """Register the addresses."""
        app.url_map.converters["anything"] = Anything
        app.add_url_rule("/call", "call", self.turn, methods=["POST"], provide_automatic_options=False)
        app.add_url_rule("/call/<anything:where>", "turn", self.turn, methods=["POST"], provide_automatic_options=False)

    def turn(self, where: str = "") -> Response:
        """One turn of a call; 403 for a request that is not the carrier's."""
        self._guard()
        return Response(self._document(where), mimetype="text/xml")

    def _document(self, where: str) -> bytes:
        try:
            place = read_address(where, request.query_string, self._line) if where else START
            event = self._began() if place == START else read_form(place, request.form, self._speech)
            now = self._clock()
            reply = self._played.known(step(self._line, place, event, now))
            self._remember(reply)
            noted = self._counting.turn(place, event, reply, now)
            return self._twiml.write(reply, self._caller_id or request.form.get("To", ""), noted)
        except Exception as error:
            failed(log, "a turn failed", error)
            self._counting.fault()
            return self._fault

    def _began(self) -> Began:
        """The beginning of a call, with where an earlier one of this caller broke off, if it did."""
        try:
            kept = self._bookmarks.find(request.form.get("From", ""))
            if kept is None:
                return Began()
            path, _, query = kept.partition("?")
            return Began(read_address(path, query.encode(), self._line))
        except Exception as error:  # no store may harm a call
            failed(log, "a bookmark is not found", error)
            return Began()

    def _remember(self, reply: Reply) -> None:
        """Keep where the caller is, for the case that the call breaks off; forget it after a goodbye."""
        caller, place = request.form.get("From", ""), to_keep(self._line, reply)
        try:
            if place is None:
                self._bookmarks.drop(caller)
            else:
                self._bookmarks.keep(caller, address(place))
        except Exception as error:
            failed(log, "a bookmark is not kept", error)


def fault(line: Line) -> Reply:
    """What a caller hears when this server fails: an apology, somebody's number, and the way back to the menu."""
    words = line.words.fault
    menu = Place(Spot(Kind.MENU, line.facts.main))
    return Reply((), Ask((words.sorry, *line.number_twice(line.crisis.id), words.wait), FAULT_WAIT, menu))
