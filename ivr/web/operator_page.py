"""The operator's page: what is live, what needs attention, what was counted; and the way in and out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from importlib.metadata import version
from threading import Lock
from zoneinfo import ZoneInfo

from flask import Flask, Response, redirect, request, session, url_for
from flask_wtf.csrf import ValidationError, generate_csrf, validate_csrf
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response as AnyResponse

from ivr.check import unrecorded, unverified
from ivr.content import Line
from ivr.content.loader import content_hash
from ivr.counts.figures import Report, report
from ivr.counts.period import Period, last_days, read_period
from ivr.counts.table import Table
from ivr.errors import SettingsError
from ivr.recordings.catalogue import Catalogue
from ivr.settings import Settings
from ivr.web.guard import SIGNED_IN, Password
from ivr.web.health import Health
from ivr.web.pages import Pages
from ivr.web.signed import WRONG_SETTINGS

DAYS = 30
"""What the page shows unless another period is asked for."""

TOKEN = "csrf_token"

PRIVATE = {"X-Robots-Tag": "noindex", "Cache-Control": "no-store"}


class OperatorPage:
    """The pages /operator and /operator/sign-in, and the address to sign out."""

    def __init__(
        self,
        line: Line,
        catalogue: Catalogue,
        settings: Settings,
        clock: Callable[[], datetime],
        health: Health,
        pages: Pages,
        guard: Password,
        refused: Callable[[], int],
    ) -> None:
        """`refused` tells how many requests had a signature that does not fit."""
        self._line = line
        self._catalogue = catalogue
        self._settings = settings
        self._clock = clock
        self._health = health
        self._pages = pages
        self._guard = guard
        self._refused = refused
        self._content = content_hash(settings.line)
        self._since = clock()
        self._looking = Lock()
        self._unrecorded: int | None = None

    def add_to(self, app: Flask) -> None:
        """Register the addresses."""
        app.add_url_rule("/operator", "operator", self.page)
        app.add_url_rule("/operator/sign-in", "sign_in", self.sign_in, methods=["GET", "POST"])
        app.add_url_rule("/operator/sign-out", "sign_out", self.sign_out, methods=["POST"])

    def page(self) -> Response:
        """The page; `?period=2026-10` for a month, `2026-Q3` for a quarter, instead of the last days."""
        self._guard()
        period, wrong = self._period()
        return self._render(
            "operator.html",
            health=self._health.look(),
            attention=list(self._attention()),
            report=self._report(period),
            wrong=wrong,
            period=request.args.get("period", ""),
            version=version("steadyline"),
            content=self._content,
            since=self._since,
            settings=self._settings,
            token=generate_csrf(),
        )

    def sign_in(self) -> AnyResponse:
        """The way in: a page that asks for the password, and a session for whoever knows it."""
        if request.method == "GET":
            return self._asked()
        _not_forged()
        if not self._guard.fits(request.form.get("password", "")):
            return self._asked(wrong=True)
        session.clear()
        session[SIGNED_IN] = session.permanent = True
        return redirect(url_for("phone" if self._to_phone() else "operator"), 303)

    def sign_out(self) -> AnyResponse:
        """The way out, back to the first page."""
        _not_forged()
        session.clear()
        return redirect(url_for("home"), 303)

    def _asked(self, wrong: bool = False) -> Response:
        to = url_for("phone") if self._to_phone() else url_for("operator")
        page = self._render("sign_in.html", wrong=wrong, token=generate_csrf(), to=to)
        page.status_code = 401 if wrong else 200
        return page

    def _to_phone(self) -> bool:
        """Whether the browser phone was asked for; an address from elsewhere is led nowhere."""
        return request.values.get("to") == "/phone" and self._settings.browser_phone

    def _render(self, template: str, **context: object) -> Response:
        page = self._pages.render(template, line=self._line, site=self._line.site, words=self._line.words, **context)
        page.headers.update(PRIVATE)
        return page

    def _today(self) -> date:
        return self._clock().astimezone(ZoneInfo(self._line.crisis.zone)).date()

    def _period(self) -> tuple[Period, str]:
        """The period that is asked for, and what is wrong with it, if something is."""
        usual = last_days(DAYS, self._today())
        try:
            asked = request.args.get("period", "")
            return (read_period(asked, self._today()) if asked else usual), ""
        except SettingsError as error:
            return usual, str(error)

    def _report(self, period: Period) -> Report | None:
        """What was counted, or None where the database does not answer."""
        if not self._settings.counts:
            return None
        table = Table(self._settings.database_url)
        try:
            return report(self._line, period, table.read(self._line.id, period.first, period.last))
        except SQLAlchemyError:
            return None
        finally:
            table.close()

    def _attention(self) -> Iterator[tuple[str, str]]:
        """What somebody should see to: whom or what, and why."""
        if refused := self._refused():
            yield "Requests refused since the start", f"{refused} had a signature that does not fit; {WRONG_SETTINGS}"
        today = self._today()
        for helpline in self._line.helplines.values():
            if what := unverified(helpline, today):
                yield _plain(self._line.words.helplines[helpline.id].name), what.replace("`", "")
        if count := self._count_unrecorded():
            yield "Recordings", f"{count} are missing, and callers hear the carrier's own voice; run ivr check"
        if topics := [_plain(one.title) for one in self._line.topics.values() if not one.reviewed_by]:
            yield "Topics that no clinician has reviewed", ", ".join(topics)

    def _count_unrecorded(self) -> int:
        """Counted when somebody first asks, for it takes seconds; by the catalogue alone if they are elsewhere."""
        with self._looking:
            if self._unrecorded is None:
                there = self._catalogue
                found = unrecorded(self._line, there, self._settings.audio_dir)
                self._unrecorded = sum(
                    1
                    for pace, prompt in found
                    if not self._settings.audio_url or there.find(prompt, self._line.locale, pace) is None
                )
            return self._unrecorded


def _plain(prompt: str) -> str:
    return prompt.rstrip(".")


def _not_forged() -> None:
    """Raise BadRequest (400) for a form that was not sent from a page of ours."""
    try:
        validate_csrf(request.form.get(TOKEN))
    except ValidationError as error:
        raise BadRequest("This form is too old, or cookies are switched off: load the page again.") from error
