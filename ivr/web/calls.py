"""Calls: one address for each place; form in, TwiML out, whatever happens."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial

from flask import Flask, Response, request
from werkzeug.routing import PathConverter

from ivr.bookmarks import Store
from ivr.carrier.form import Form, read_form
from ivr.carrier.speech import Speech
from ivr.carrier.twiml import TwimlWriter, Unfit, nothing_unfit
from ivr.content import Line
from ivr.dialogue.address import address, read_address
from ivr.dialogue.broken_off import to_keep
from ivr.dialogue.event import Began, Event, Outcome, Transferred
from ivr.dialogue.kept import Steps
from ivr.dialogue.place import START, Kind, Place, Spot
from ivr.dialogue.reply import Ask, Reply, Transfer
from ivr.logs import failed
from ivr.recordings.catalogue import Catalogue
from ivr.settings import Settings
from ivr.web.counting import Counting, along, parted
from ivr.web.often import Callers
from ivr.web.pages import DOCUMENT
from ivr.web.played import Played
from ivr.web.signed import Guard

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
        guard: Guard,
        unfit: Unfit = nothing_unfit,
    ) -> None:
        """`guard` keeps everybody but the carrier out, and gives what the carrier sent; `unfit` as in `Played`."""
        self._line = line
        self._steps = Steps(line)
        self._bookmarks = bookmarks
        self._clock = clock
        self._speech = Speech(line)
        self._caller_id = settings.caller_id
        self._counting = counting
        self._guard = guard
        self._callers = Callers(settings.most_an_hour)
        self._played = Played(line, catalogue, settings.recordings_url, unfit)
        self._twiml = TwimlWriter(line, f"{settings.public_url}/call", self._played.address, unfit)
        self._fault = self._twiml.write(fault(line), "")

    def add_to(self, app: Flask) -> None:
        """Register the addresses."""
        app.url_map.converters["anything"] = Anything
        app.add_url_rule("/call", "call", self.turn, methods=["POST"], provide_automatic_options=False)
        app.add_url_rule("/call/<anything:where>", "turn", self.turn, methods=["POST"], provide_automatic_options=False)

    def turn(self, where: str = "") -> Response:
        """One turn of a call; 403 for a request that is not the carrier's."""
        form = self._guard(partial(self._same, where))
        return Response(self._document(where, form), content_type=DOCUMENT)

    def _document(self, where: str, form: Form) -> bytes:
        try:
            place, noted = self._asked(where)
            event = self._began(form) if place == START else read_form(place, form, self._speech)
            now = self._clock()
            reply = self._steps.step(place, event, now)
            if isinstance(reply.then, Transfer) and self._is_held_back(reply.then, form):
                place, event = reply.then.place, Transferred(Outcome.TOO_OFTEN)
                reply = self._steps.step(place, event, now)
            reply = self._played.known(reply)
            again = self._counting.again(form)
            if not again:  # what a proxy delivers late would bring back a place that was left
                self._remember(form, event, reply)
            noted = self._counting.turn(place, event, reply, now, noted, again=again)
            return self._twiml.write(reply, self._caller_id or form.get("To", ""), noted)
        except Exception as error:
            failed(log, "a turn failed", error)
            self._counting.fault()
            return self._apology()

    def _apology(self) -> bytes:
        """With the recordings that there are now; where even that fails, with those of the start."""
        try:
            return self._twiml.write(fault(self._line), "")
        except Exception as error:
            failed(log, "an apology is not written anew", error)
            return self._fault

    def _asked(self, where: str) -> tuple[Place, str]:
        """The place that is asked, and what its address says was counted."""
        query, noted = parted(request.query_string)
        return (read_address(where, query, self._line) if where else START), noted

    def _same(self, where: str) -> Iterator[str]:
        """The addresses that the line itself writes for what is asked, whatever else the one that came may hold."""
        place, noted = self._asked(where)
        if place == START:
            yield "/call"
        yield f"/call/{along(address(place), noted)}"

    def _began(self, form: Form) -> Began:
        """The beginning of a call, with where an earlier one of this caller broke off, if it did."""
        caller = form.get("From", "")
        if self._callers.calls(caller):
            return Began(too_often=True)
        try:
            kept = self._bookmarks.find(caller)
            if kept is None:
                return Began()
            path, _, query = kept.partition("?")
            return Began(read_address(path, query.encode(), self._line))
        except Exception as error:  # no store may harm a call
            failed(log, "a bookmark is not found", error)
            return Began()

    def _is_held_back(self, transfer: Transfer, form: Form) -> bool:
        """Whether this is one transfer too many within the hour; to the crisis helpline, none is."""
        if transfer.number in self._line.crisis.dials:
            return False
        return self._callers.is_put_through(form.get("From", ""))

    def _remember(self, form: Form, event: Event, reply: Reply) -> None:
        """Keep where the caller is, for the case that the call breaks off; forget it after a goodbye.

        A call that has only just begun forgets nothing: the store may not have found what it keeps.
        """
        caller, place = form.get("From", ""), to_keep(self._line, reply)
        try:
            if place is not None:
                self._bookmarks.keep(caller, address(place))
            elif not isinstance(event, Began):
                self._bookmarks.drop(caller)
        except Exception as error:
            failed(log, "a bookmark is not kept", error)


def fault(line: Line) -> Reply:
    """What a caller hears when this server fails: an apology, somebody's number, and the way back to the menu."""
    words = line.words.fault
    menu = Place(Spot(Kind.MENU, line.facts.main))
    return Reply((), Ask((words.sorry, *line.number_twice(line.crisis.id), words.wait), FAULT_WAIT, menu))
