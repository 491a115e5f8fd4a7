"""Whether the files of a line fit together: every name that one uses, another gives."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from ivr.content.model import SETTINGS, Facts, Helpline, TopicFile
from ivr.content.words import Words
from ivr.errors import Problem

LINE = "line.toml"
WORDS = "words.toml"

DEEPEST = 20
"""Menus below each other: far more than `MOST_PRESSES` lets pass, and few enough for what walks down the tree."""


def reference_problems(facts: Facts, words: Words, topics: Mapping[str, TopicFile]) -> list[Problem]:
    """Every name without its other half, each with what to do about it."""
    return [
        *_named_helplines(facts),
        *_crisis(facts, words),
        *_choices(facts, topics),
        *_tree(facts),
        *_menu_words(facts, words),
        *_setting_words(facts, words),
        *_listening_words(words, topics),
        *_helpline_words(facts, words),
        *_asked_for_by_name(facts, words, topics),
        *_disclaimer(facts, topics),
        *_sources(facts, topics),
    ]


def _named_helplines(facts: Facts) -> Iterator[Problem]:
    known = [helpline.id for helpline in facts.helplines]
    for key, name in (("crisis", facts.crisis), ("text_line", facts.text_line)):
        if name not in known:
            yield Problem(LINE, key, f"no helpline has the id {name!r}; add one, or name one of: {', '.join(known)}")
    for name in _twice(known):
        yield Problem(LINE, "helplines", f"the id {name!r} is given to two helplines; give each its own")


def _crisis(facts: Facts, words: Words) -> Iterator[Problem]:
    for helpline in facts.helplines:
        if helpline.id != facts.crisis:
            continue
        if helpline.hours != "always" or not helpline.dials:
            yield Problem(
                LINE, f"helplines.{helpline.id}", '0 leads here at any hour, so it needs `hours = "always"` and `dials`'
            )
        if helpline.id in words.helplines and not words.helplines[helpline.id].offer:
            yield Problem(WORDS, f"helplines.{helpline.id}.offer", "0 leads here; say who answers and what it costs")
        if helpline.id in words.helplines and not words.helplines[helpline.id].at_once:
            yield Problem(
                WORDS, f"helplines.{helpline.id}.at_once", "0 twice connects at once; say whom to, and the cost"
            )


def _choices(facts: Facts, topics: Mapping[str, object]) -> Iterator[Problem]:
    if facts.main not in facts.menus:
        yield Problem(LINE, "main", f"no menu is called {facts.main!r}; add it under [menus]")
    for menu, choices in facts.menus.items():
        for choice in choices:
            kind, _, name = choice.partition("/")
            if kind == "menu" and name not in facts.menus:
                yield Problem(LINE, f"menus.{menu}", f"no menu is called {name!r}; add it under [menus]")
            if kind == "topic" and name not in topics:
                yield Problem(LINE, f"menus.{menu}", f"there is no topics/{name}.md; write it, or take the choice out")
    placed = {choice for choices in facts.menus.values() for choice in choices}
    for topic in topics:
        if f"topic/{topic}" not in placed:
            yield Problem(f"topics/{topic}.md", "id", f'no menu leads here; add "topic/{topic}" to one in {LINE}')


def _tree(facts: Facts) -> Iterator[Problem]:
    """The menus must form one tree: back would have two meanings otherwise, or a menu none."""
    places = [choice for choices in facts.menus.values() for choice in choices]
    for choice in _twice(places):
        if choice != "helplines":
            yield Problem(LINE, "menus", f"{choice!r} stands in two places; a caller could not tell where back leads")
    if f"menu/{facts.main}" in places:
        yield Problem(LINE, "menus", f"the first menu, {facts.main!r}, cannot be a choice of another")
    for menu, choices in facts.menus.items():
        if choices.count("helplines") > 1:
            yield Problem(LINE, f"menus.{menu}", "'helplines' stands in it twice; once is enough")
    reached = _reached(facts)
    if deep := [menu for menu, depth in reached.items() if depth > DEEPEST]:
        yield Problem(LINE, f"menus.{deep[0]}", f"is more than {DEEPEST} keys away; bring it nearer to the first menu")
    for menu in sorted(set(facts.menus) - set(reached)):
        yield Problem(LINE, f"menus.{menu}", f'no menu leads here from the first; add "menu/{menu}" to one that does')


def _reached(facts: Facts) -> dict[str, int]:
    """The menus that a caller can come to, each with how many keys lead there."""
    reached, ahead = {facts.main: 0}, [facts.main]
    while ahead:
        menu = ahead.pop()
        for choice in facts.menus.get(menu, ()):
            kind, _, name = choice.partition("/")
            if kind == "menu" and name not in reached:
                reached[name] = reached[menu] + 1
                ahead.append(name)
    return reached


def _menu_words(facts: Facts, words: Words) -> Iterator[Problem]:
    for name in [*facts.menus, "helplines"]:
        if name not in words.menus:
            yield Problem(WORDS, f"menus.{name}", "missing; give the menu's name as it is spoken")
    for name in words.menus:
        if name not in [*facts.menus, "helplines"]:
            yield Problem(WORDS, f"menus.{name}", f"no such menu in {LINE}; take it out, or add the menu")


ROUNDS = {"slower": 2, "more-time": 3}
"""How many states a setting goes round; any other has one."""


def _setting_words(facts: Facts, words: Words) -> Iterator[Problem]:
    wanted = {choice.removeprefix("set/") for choices in facts.menus.values() for choice in choices if "set/" in choice}
    for name in sorted(wanted - set(words.settings)):
        yield Problem(WORDS, f"settings.{name}", "missing; give its title, and what is said when it is chosen")
    for name, setting in words.settings.items():
        if name not in SETTINGS:
            yield Problem(WORDS, f"settings.{name}", f"no such setting; there are: {', '.join(SETTINGS)}")
        elif len(setting.done) != ROUNDS.get(name, 1):
            what = f"give {ROUNDS.get(name, 1)}, one for each state it goes round"
            yield Problem(WORDS, f"settings.{name}.done", what)


def _listening_words(words: Words, topics: Mapping[str, object]) -> Iterator[Problem]:
    if len(words.listening.numbers) < len(topics):
        yield Problem(WORDS, "listening.numbers", f"there are {len(topics)} topics; go on to that number")


def _helpline_words(facts: Facts, words: Words) -> Iterator[Problem]:
    for helpline in facts.helplines:
        key = f"helplines.{helpline.id}"
        if helpline.id not in words.helplines:
            yield Problem(WORDS, key, "missing; say its name, what it is, what it costs and how its number is reached")
        elif _can_close(helpline) and not words.helplines[helpline.id].hours:
            yield Problem(WORDS, f"{key}.hours", "missing; it is closed at times, so say when it is open")
    for name in set(words.helplines) - {helpline.id for helpline in facts.helplines}:
        yield Problem(WORDS, f"helplines.{name}", f"no such helpline in {LINE}; take it out, or add the helpline")


def _asked_for_by_name(facts: Facts, words: Words, topics: Mapping[str, object]) -> Iterator[Problem]:
    known: dict[str, Iterable[str]] = {
        "menu": facts.menus,
        "topic": topics,
        "offer": {helpline.id for helpline in facts.helplines},
    }
    for target in words.voice.also:
        kind, _, name = target.partition("/")
        if name and name not in known[kind]:
            yield Problem(
                WORDS, f"voice.also.{target}", "nothing on this line is called that; correct it, or take it out"
            )


def _disclaimer(facts: Facts, topics: Mapping[str, object]) -> Iterator[Problem]:
    if facts.disclaimer not in topics:
        what = f"there is no topics/{facts.disclaimer}.md; name the topic that tells the line's limits"
        yield Problem(LINE, "disclaimer", what)


def _sources(facts: Facts, topics: Mapping[str, TopicFile]) -> Iterator[Problem]:
    known = [source.id for source in facts.sources]
    for name in _twice(known):
        yield Problem(LINE, "sources", f"the id {name!r} is given to two sources; give each its own")
    for topic, file in topics.items():
        for name in file.front.sources:
            if name not in known:
                what = f"no source is called {name!r}; add it in {LINE}, or name one of: {', '.join(known)}"
                yield Problem(f"topics/{topic}.md", "sources", what)


def _can_close(helpline: Helpline) -> bool:
    return not isinstance(helpline.hours, str)


def _twice(names: Iterable[str]) -> list[str]:
    return sorted(name for name, times in Counter(names).items() if times > 1)
