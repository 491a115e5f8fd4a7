"""The shape of `site.toml`: the words of the line's pages that callers do not hear."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from ivr.content.written import Text, Written

Paragraphs = Annotated[tuple[Text, ...], Field(min_length=1)]


class NavWords(Written):
    skip: Text
    pages: Text
    home: Text
    words: Text
    card: Text
    topics: Text
    previous: Text
    next: Text


class HomeWords(Written):
    title: Text
    lead: Paragraphs
    now: Text
    danger: Text
    ring: Text
    no_number: Text
    price: Text
    read: Text
    disclaimer: Text


class TopicsWords(Written):
    title: Text
    lead: Text
    alone: Text
    on_the_phone: Text
    first: Text
    then: Text
    part: Text
    of: Text
    listen: Text
    slower: Text
    normal: Text
    no_recording: Text
    source: Text
    written: Text
    read: Text
    reviewed: Text
    not_reviewed: Text


class HelplinesWords(Written):
    title: Text
    lead: Text
    number: Text
    text_to: Text
    open: Text
    closed: Text
    unknown: Text
    always: Text
    when: Text
    cost: Text
    checked: Text
    unchecked: Text


class KeysWords(Written):
    title: Text
    lead: Text
    key: Text
    meaning: Text
    star: Text
    hash: Text
    person: Text
    back: Text
    skip: Text
    choices: Text
    again: Text
    pause: Text
    slower: Text


class HardWords(Written):
    title: Text
    text: Paragraphs
    choose: Text


class PrivacyWords(Written):
    """What is true of every server, and what hangs on its settings."""

    title: Text
    text: Paragraphs
    bookmarks: Text
    counts: Text
    often: Text
    all_here: Text
    recordings_elsewhere: Text


class SourcesWords(Written):
    title: Text
    lead: Text
    read: Text


class PlaceWords(Written):
    """What each kind of place is called, and where a fault is told."""

    greeting: Text
    broken_off: Text
    resting: Text
    menu: Text
    topic: Text
    pause: Text
    end: Text
    next: Text
    recital: Text
    helplines: Text
    offer: Text
    closed: Text
    pen: Text
    number: Text
    transfer: Text
    missed: Text
    confirm: Text
    leaving: Text
    fault: Text


class EveryWord(Written):
    title: Text
    lead: Text
    keys_note: Text
    places: PlaceWords


class CardWords(Written):
    title: Text
    ring: Text
    keys: Text
    choices: Text
    cut: Text
    print: Text
    alone: Text


class ErrorWords(Written):
    """What stands instead of a page."""

    missing: Text
    password: Text
    onward: Text


class Site(Written):
    """`site.toml`: the words of the text twin and of the card."""

    nav: NavWords
    home: HomeWords
    topics: TopicsWords
    helplines: HelplinesWords
    keys: KeysWords
    hard: HardWords
    privacy: PrivacyWords
    sources: SourcesWords
    words: EveryWord
    card: CardWords
    errors: ErrorWords
