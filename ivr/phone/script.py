"""A whole call from a row of tokens, such as `1 - 2 # * 0`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from ivr.errors import PhoneError
from ivr.phone.call import Call
from ivr.phone.event import Event
from ivr.phone.phone import Phone

ALLOWED = (
    "a key (0 to 9, * or #), ! and a key (over the prompts), a key, @ and seconds (so long after the line began "
    "to speak), - (stay silent), say:some_words, or ~ and seconds (wait so long, then the next token)"
)
SECONDS = r"\d{1,6}(?:\.\d+)?"
_TOKEN = re.compile(
    rf"(?P<key>[0-9*#])(?:@(?P<into>{SECONDS}))?|!(?P<over>[0-9*#])|(?P<silence>-)|~(?P<seconds>{SECONDS})"
    rf"|(?P<speech>say):(?P<words>[^@\s]*)(?:@(?P<spoken>{SECONDS}))?",
    re.ASCII,
)

Act = Callable[[Call], None]


def acts(tokens: Sequence[str]) -> list[Act]:
    """Return what the caller does, token by token; raise `PhoneError` naming the first token that makes no sense."""
    doings = list(each(tokens))
    waited = bool(tokens) and tokens[-1].startswith("~")
    return [*doings, partial(Call.hang_up, into=0.0) if waited else Call.hang_up]


def each(tokens: Sequence[str]) -> Iterator[Act]:
    """Yield what the caller does for each token, and do not hang up; raise `PhoneError` at one that makes no sense."""
    waited = False
    for token in tokens:
        found = _TOKEN.fullmatch(token)
        if found is None or (waited and (found["seconds"] or found["into"] or found["spoken"])):
            raise PhoneError(f"the token {token!r} makes no sense here: write {ALLOWED}")
        yield _act(found, waited)
        waited = found["seconds"] is not None


def _act(token: re.Match[str], waited: bool) -> Act:
    into = token["into"] or token["spoken"] or ("0" if token["over"] or waited else None)
    at = float(into) if into else None
    if token["seconds"]:
        return partial(Call.wait, after=float(token["seconds"]))
    if token["silence"]:
        return Call.stay_silent
    if token["speech"]:
        return partial(Call.speak, words=token["words"].replace("_", " "), into=at)
    return partial(Call.press, key=token["over"] or token["key"], into=at)


def run(phone: Phone, keys: str) -> Iterator[Event]:
    """Phone the line, do what the tokens say, hang up, and yield what happens; a refusal is raised after all before it.

    `keys` holds the tokens, separated by spaces; those left over when the line ends the call are not needed.
    """
    doings = acts(keys.split())
    told = 0
    for doing in (None, *doings):
        try:
            _do(phone, doing)
        finally:
            news = phone.transcript[told:]
            told += len(news)
            yield from news


def _do(phone: Phone, doing: Act | None) -> None:
    if doing is None:
        phone.ring()
    elif phone.call is not None and not phone.call.ended:
        doing(phone.call)
