"""The shape of `words.toml`: every prompt but the topics, and what the line listens for."""

from __future__ import annotations

from string import Formatter
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from ivr.content.written import Id, Prompt, Text, Written


class Greeting(Written):
    person: Text
    no_hurry: Text
    danger: Text
    limits: Text


def filled_with(*names: str) -> AfterValidator:
    """A text with exactly these names in braces, each once."""

    def check(text: Prompt) -> Prompt:
        try:
            found = [
                f"{name}!{conversion or ''}:{spec}" if conversion or spec else name
                for _, name, spec, conversion in Formatter().parse(text)
                if name is not None
            ]
        except ValueError as error:
            raise ValueError(f"its braces do not match: {error}") from error
        if sorted(found) != sorted(names):
            raise ValueError(
                f"must hold {' and '.join(f'{{{name}}}' for name in names)}, each once, and no other braces"
            )
        return text

    return AfterValidator(check)


def topic_before_key(text: Prompt) -> Prompt:
    """W3C COGA: what is chosen, at least half a second of silence, and then the key."""
    title, pause, key = (text.find(mark) for mark in ("{title}", "…", "{key}"))
    if not title < pause < max(key, text.find("press")):
        raise ValueError("must say {title}, then …, then the key")
    return text


Numbered = Annotated[Text, filled_with("title", "key"), AfterValidator(topic_before_key)]
Alone = Annotated[Text, filled_with("title"), AfterValidator(topic_before_key)]


class ChoiceWords(Written):
    """How choices are said; labels such as `person` are filled into `keyed`, `short` and `alone`."""

    count: Annotated[tuple[Text, ...], Field(min_length=1)]
    keyed: Numbered
    short: Numbered
    alone: Alone
    star: Text
    person: Text
    short_person: Text
    someone: Text
    back: Text
    short_back: Text
    star_back: Text
    take_your_time: Text
    not_a_choice: Text
    gone_back: Text
    one_at_a_time: Text
    or_yes: Text
    still_here: Text

    def with_key(self, label: Prompt, key: str) -> Prompt:
        """A choice and its key; `label` without its full stop."""
        return Prompt(self.keyed.format(title=label.rstrip("."), key=self._name(key)))

    def with_key_slowly(self, label: Prompt, key: str) -> Prompt:
        """The same for the shorter, slower repeat."""
        return Prompt(self.short.format(title=label.rstrip("."), key=self._name(key)))

    def with_any_key(self, label: Prompt) -> Prompt:
        """The choice where any key takes it."""
        return Prompt(self.alone.format(title=label.rstrip(".")))

    def _name(self, key: str) -> str:
        return self.star if key == "*" else key


class TopicWords(Written):
    length: Annotated[Text, filled_with("minutes", "parts")]
    minutes: Annotated[tuple[Text, ...], Field(min_length=1)]
    parts: Annotated[tuple[Text, ...], Field(min_length=1)]
    keys: Text
    any_key: Text
    any_key_or_word: Text
    again: Text
    skipped: Text
    carrying_on: Text
    once_more: Text
    paused: Text
    still_paused: Text
    over: Text
    choose_again: Text
    choose_next: Text
    choose_menu: Text
    carry_on: Text
    this_part: Text
    next_part: Text
    slower: Text
    normal: Text
    stopped: Text
    next_is: Text
    stay_for_next: Text


class HelplineWords(Written):
    as_before: Text
    connect: Text
    or_stay: Text
    stay_or_back: Text
    stay_or_star: Text
    number: Text
    connecting: Text
    unchecked_hours: Text
    closed: Text
    crisis_instead: Text
    pen: Text
    once_more: Text
    number_again: Text
    busy: Text
    no_answer: Text
    failed: Text
    try_again: Text
    another: Text
    text_line: Text
    number_slowly: Text
    welcome_back: Text
    where_you_were: Text


class Setting(Written):
    """Something to change: its name as a choice, and what is said once it is chosen, going round."""

    title: Text
    done: Annotated[tuple[Text, ...], Field(min_length=1)]


class ListeningWords(Written):
    place: Annotated[Text, filled_with("number", "count")]
    numbers: tuple[Text, ...]
    helplines: Text
    everything: Text


class SpeechWords(Written):
    did_you_mean: Text
    confirm: Text


class BrokenOffWords(Written):
    carry_on: Text
    begin_again: Text


class RestingWords(Written):
    topics: Text
    transfers: Text


class Leaving(Written):
    warning: Text
    staying: Text
    ending: Text
    goodbye: Text


class Fault(Written):
    sorry: Text
    wait: Text


class Fallback(Written):
    """Only in the document that another host keeps; never recorded."""

    through: Text


class AboutHelpline(Written):
    """The words about one helpline: `offer` and `at_once` for the crisis one, `hours` where it can close."""

    name: Text
    about: Text
    cost: Text
    reach: Text
    offer: Prompt = Prompt("")
    at_once: Prompt = Prompt("")
    hours: Prompt = Prompt("")


class Medical(Written):
    """Words that must be said right; `terms` allow a part that holds one a higher reading age, `plain` do not."""

    terms: tuple[Text, ...]
    plain: tuple[Text, ...]


Phrase = Annotated[str, StringConstraints(pattern=r"\pL|\pN", strip_whitespace=True)]
"""Something a caller may say. The line never says it: it is no prompt, and no rule of wording binds it."""

Phrases = Annotated[tuple[Phrase, ...], Field(min_length=1)]

Target = Annotated[str, StringConstraints(pattern=r"^((menu|topic|offer)/[a-z][a-z0-9-]*|helplines)$")]
"""A choice by its address, as a caller may ask for it by name."""


class Commands(Written):
    """What a caller can say from anywhere, each in several ways."""

    person: Phrases
    yes: Phrases
    stop: Phrases
    next: Phrases
    carry_on: Phrases
    number: Phrases
    back: Phrases
    again: Phrases
    menu: Phrases


class VoiceWords(Written):
    """What the line listens for: `crisis` and `help` inside longer speech too, all else alone."""

    crisis: Phrases
    help: Phrases
    not_help: tuple[Phrase, ...]
    fillers: tuple[Phrase, ...]
    commands: Commands
    also: dict[Target, Phrases]


class Words(Written):
    """`words.toml`: every prompt but the topics, and what the line listens for."""

    greeting: Greeting
    menus: dict[Id, Text]
    choices: ChoiceWords
    topic: TopicWords
    helpline: HelplineWords
    settings: dict[Id, Setting]
    listening: ListeningWords
    speech: SpeechWords
    broken_off: BrokenOffWords
    resting: RestingWords
    leaving: Leaving
    fault: Fault
    fallback: Fallback
    helplines: dict[Id, AboutHelpline]
    medical: Medical
    voice: VoiceWords
