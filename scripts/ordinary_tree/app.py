"""An ordinary phone tree with this line's tree and recordings; README.md says what makes it ordinary."""

from __future__ import annotations

from flask import Flask, Response, request
from twilio.twiml.voice_response import Gather, VoiceResponse

from ivr.content import Line
from ivr.content.model import Menu
from ivr.recordings.catalogue import Catalogue, audio_folder
from ivr.web.recordings import Recordings

TIMEOUT = 5
"""Seconds; what a Gather does when nothing is said about it."""
TRIES = 2
"""How often a menu is read to a caller who presses nothing."""


def create_tree(line: Line, public_url: str) -> Flask:
    """The tree as an app; the carrier reaches it at `public_url`/call. Keeps nothing, checks no signature."""
    app = Flask("ordinary tree")
    tree = Tree(line, public_url)
    app.add_url_rule("/call", "call", tree.call, methods=["POST"])
    app.add_url_rule("/menu/<name>", "menu", tree.menu, methods=["POST"])
    app.add_url_rule("/chosen/<name>", "chosen", tree.chosen, methods=["POST"])
    Recordings(audio_folder()).add_to(app)
    return app


class Tree:
    """Its three addresses."""

    def __init__(self, line: Line, public_url: str) -> None:
        self._line = line
        self._url = public_url
        self._catalogue = Catalogue.load(audio_folder())

    def call(self) -> Response:
        """The greeting, then the first menu."""
        greeting = self._line.words.greeting
        return self._menu(self._line.facts.main, (greeting.danger, greeting.limits))

    def menu(self, name: str) -> Response:
        """A menu: again after the first silence, goodbye after the second."""
        tried = int(request.args.get("tried", "0"))
        if tried < TRIES:
            return self._menu(name, (), tried)
        response = VoiceResponse()
        self._play(response, self._line.words.leaving.goodbye)
        response.hangup()
        return _document(response)

    def chosen(self, name: str) -> Response:
        """What a key of a menu does."""
        key = request.form.get("Digits", "")
        response = VoiceResponse()
        choices = self._named(name).choices
        if key == "0" and name == self._line.facts.main:
            self._play(response, self._line.words.helplines[self._line.facts.crisis].at_once)
            response.dial(self._line.crisis.dials[0])
        elif key.isdigit() and 1 <= int(key) <= len(choices) and _is_ordinary(choices[int(key) - 1]):
            self._choose(response, choices[int(key) - 1])
        else:
            self._play(response, self._line.words.choices.not_a_choice)
            self._go(response, name)
        return _document(response)

    def _choose(self, response: VoiceResponse, choice: str) -> None:
        kind, _, name = choice.partition("/")
        if kind == "topic":
            topic = self._line.topics[name]
            self._play(response, topic.title, *topic.parts)
            self._go(response, self._line.facts.main)
        elif kind == "offer":
            self._helpline(response, name)
        else:
            self._go(response, name or kind)

    def _helpline(self, response: VoiceResponse, name: str) -> None:
        about, numbers = self._line.words.helplines[name], self._line.helplines[name].dials
        self._play(response, about.name)
        if numbers:
            self._play(response, self._line.words.helpline.connecting)
            response.dial(numbers[0])
        else:
            self._play(response, *self._line.number_twice(name))
            self._go(response, self._line.facts.main)

    def _menu(self, name: str, before: tuple[str, ...], tried: int = 0) -> Response:
        menu, first = self._named(name), name == self._line.facts.main
        words = self._line.words.choices
        offered = [prompt for prompt, choice in zip(menu.full, menu.choices, strict=True) if _is_ordinary(choice)]
        said = (*before, *offered, words.with_key(words.person, "0")) if first else (menu.title, *offered)
        response = VoiceResponse()
        gather = Gather(num_digits=1, timeout=TIMEOUT, action=f"{self._url}/chosen/{name}", method="POST")
        self._play(gather, *said)
        response.append(gather)
        self._go(response, f"{name}?tried={tried + 1}")
        return _document(response)

    def _named(self, name: str) -> Menu:
        return self._line.menus.get(name, self._line.other_helplines)

    def _go(self, response: VoiceResponse, menu: str) -> None:
        response.redirect(f"{self._url}/menu/{menu}", method="POST")

    def _play(self, verb: VoiceResponse | Gather, *said: str) -> None:
        for text in said:
            file = self._catalogue.find(text, self._line.locale)
            if file:
                verb.play(f"{self._url}/audio/{file}")
            else:
                verb.say(text)


def _is_ordinary(choice: str) -> bool:
    """Whether such a tree would offer it: there is no other way to answer here, nor a slower voice."""
    return not choice.startswith("set/") and choice != "menu/answering"


def _document(response: VoiceResponse) -> Response:
    return Response(str(response), mimetype="text/xml")
