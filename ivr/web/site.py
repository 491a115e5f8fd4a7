"""The text twin: everything that is said on the line, as pages to read, and a card to print."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from threading import Lock

from flask import Flask, Response, request, url_for
from werkzeug.exceptions import HTTPException, NotFound, Unauthorized

from ivr.content import Helpline, Line, Menu, Prompt
from ivr.content.hours import answers
from ivr.dialogue.needs import Pace
from ivr.dialogue.walk import FAULT, first_met
from ivr.recordings.catalogue import Catalogue
from ivr.settings import Settings
from ivr.web.pages import Pages


@dataclass(frozen=True, slots=True)
class Branch:
    """A choice of the line: its key, its name, and what it leads to."""

    key: str
    """Empty for the menu that everything begins with."""
    choice: str
    """Its address, such as `topic/stress`."""
    label: str
    choices: tuple[Branch, ...] = ()


def tree(line: Line) -> Branch:
    """Everything that can be chosen, from the first menu on."""
    main = line.menus[line.facts.main]
    return Branch("", f"menu/{main.id}", main.title, tuple(_below(line, main)))


def _below(line: Line, menu: Menu) -> Iterator[Branch]:
    menus = {f"menu/{below.id}": below for below in line.menus.values()} | {"helplines": line.other_helplines}
    for key, (choice, label) in enumerate(zip(menu.choices, menu.labels, strict=True), start=1):
        yield Branch(str(key), choice, label, tuple(_below(line, menus[choice])) if choice in menus else ())


def keys_to(branch: Branch, choice: str) -> tuple[str, ...]:
    """The keys that lead to a choice, in order; none if it is not there."""
    for one in branch.choices:
        if one.choice == choice:
            return (one.key,)
        if keys := keys_to(one, choice):
            return (one.key, *keys)
    return ()


class Site:
    """The pages for readers; nothing on them depends on who reads."""

    def __init__(
        self, line: Line, catalogue: Catalogue, settings: Settings, clock: Callable[[], datetime], pages: Pages
    ) -> None:
        self._line = line
        self._catalogue = catalogue
        self._settings = settings
        self._clock = clock
        self._pages = pages
        self._tree = tree(line)
        self._words: dict[str, list[Prompt]] = {}
        self._walking = Lock()

    def add_to(self, app: Flask) -> None:
        """Register the addresses."""
        app.add_url_rule("/", "home", self.home)
        app.add_url_rule("/topics/<topic>", "topic", self.topic)
        app.add_url_rule("/words", "words", self.words)
        app.add_url_rule("/card", "card", self.card)
        app.register_error_handler(NotFound, self.error)
        app.register_error_handler(Unauthorized, self.error)

    def home(self) -> Response:
        """What the line is, its number, helplines, topics, keys, privacy, sources."""
        now = self._clock()
        hours = {helpline.id: opening(helpline, now) for helpline in self._line.helplines.values()}
        return self._render(
            "home.html",
            hours=hours,
            topic_choices={f"topic/{topic}" for topic in self._line.topics},
            easier=self._keys_to_settings(),
            settings=self._settings,
            disclaimer=self._line.topics[self._line.facts.disclaimer],
        )

    def topic(self, topic: str) -> Response:
        """One topic, part by part, to read and to hear; `?pace=slow` for the slower voice."""
        if topic not in self._line.topics:
            raise NotFound
        order = list(self._line.topics)
        at = order.index(topic)
        return self._render(
            "topic.html",
            topic=self._line.topics[topic],
            keys=keys_to(self._tree, f"topic/{topic}"),
            pace=Pace.SLOW if request.args.get("pace") == Pace.SLOW else Pace.NORMAL,
            before=self._line.topics[order[at - 1]] if at else None,
            after=self._line.topic_after(topic),
        )

    def words(self) -> Response:
        """Every prompt but the topics' parts, by where a caller first hears it."""
        return self._render("words.html", places=self._by_place())

    def card(self) -> Response:
        """One page to print: the number, the keys, the tree, and strips to tear off."""
        return self._render("card.html")

    def error(self, error: HTTPException) -> Response | HTTPException:
        """What a reader sees instead of a page that is not there or not for everybody; programs get the bare error."""
        if "text/html" not in request.accept_mimetypes.values():
            return error
        response = self._render("error.html", missing=isinstance(error, NotFound))
        response.status_code = error.code or response.status_code
        response.headers.extend(header for header in error.get_headers() if header[0] == "WWW-Authenticate")
        return response

    def _render(self, template: str, **context: object) -> Response:
        number = self._settings.number
        common = {"line": self._line, "site": self._line.site, "words": self._line.words, "tree": self._tree}
        return self._pages.render(template, **common, number=number, tel=tel, audio=self._audio, **context)

    def _audio(self, prompt: Prompt, pace: Pace) -> str | None:
        """Where a prompt can be heard, at the normal pace if not at this one; None without a recording."""
        found = (self._catalogue.find(prompt, self._line.locale, one) for one in (pace, Pace.NORMAL))
        file = next(filter(None, found), None)
        elsewhere = self._settings.audio_url
        return file and (f"{elsewhere}/{file}" if elsewhere else url_for("recording", file=file))

    def _keys_to_settings(self) -> tuple[str, ...]:
        menus = (menu for menu in self._line.menus.values() if any(one.startswith("set/") for one in menu.choices))
        return min((keys_to(self._tree, f"menu/{menu.id}") for menu in menus), key=len, default=())

    def _by_place(self) -> dict[str, list[Prompt]]:
        """By the kind of place; walked when somebody first asks, as a start should not wait for it."""
        with self._walking:
            if not self._words:
                parts = {part for topic in self._line.topics.values() for part in topic.parts}
                for prompt, place in first_met(self._line).items():
                    if prompt not in parts:
                        self._words.setdefault(place.replace("-", "_"), []).append(prompt)
                self._words[FAULT].append(self._line.words.fallback.through)
            return self._words


def opening(helpline: Helpline, now: datetime) -> str:
    """Whether somebody answers at `now` (aware): always, unknown, open or closed."""
    if isinstance(helpline.hours, str):
        return helpline.hours
    return "open" if answers(helpline.hours, helpline.zone, helpline.holidays, now) else "closed"


def tel(number: str) -> str:
    """What follows `tel:` in a link: the number without the spaces and dashes that it is read with."""
    return "".join(mark for mark in number if mark not in " -")
