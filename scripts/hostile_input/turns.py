"""Whole requests to the real app, in this process: turns of calls above all, signed, and forged."""

from __future__ import annotations

import base64
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from urllib.parse import quote

from hostile_input import real
from hostile_input.judge import against, against_turn
from hostile_input.real import CALLED, FORM, PASSWORD, PUBLIC, Answered, Asked
from hostile_input.tried import Tried, smallest, timed
from hostile_input.vocabulary import KEYS, NAMES, NASTY, PREMIUM, STATUSES, nasty, spoilt
from ivr.carrier.form import MOST_FIELDS, Form
from ivr.dialogue.place import Kind

SENT = "!$%&'()*+,-./:;=?@[]_~{}|\\^`<>\""
"""What a request line may hold as it stands; the rest is quoted, as every client does."""

PAGES = (
    "/", "/topics/stress", "/words", "/card", "/health", "/ready", "/metrics", "/operator", "/operator?period=2026-10",
    "/operator/sign-in?to=/phone", "/operator/sign-in", "/phone", "/static/style.css", "/static/phone.js",
)  # fmt: skip

Fields = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Turn:
    """A request before it is signed, in parts that can be taken out."""

    target: str
    fields: Fields
    body: bytes | None = None
    """Instead of the fields."""

    def sent(self) -> bytes:
        """The form."""
        return real.form(self.fields) if self.body is None else self.body

    def asked(self) -> Asked:
        """Signed as by the carrier; unsigned where the form is none that anybody would read to its end."""
        body = self.sent()
        try:
            return real.signed(self.target, body)
        except ValueError:
            return Asked("POST", self.target, (("X-Twilio-Signature", "it cannot be"),), body)


def run(inputs: int, seed: int) -> Tried:
    """Ask so many times, and judge every answer."""
    tried = Tried("whole requests", "signed and forged, to the app in one process")
    chance = random.Random(seed)
    with timed(tried):
        while tried.inputs < inputs:
            chance.choices(_KINDS, _WEIGHTS)[0](chance, tried)  # some turn out to be none, and do not count
    return tried


def called(body: bytes) -> str:
    """The number that a form says was phoned."""
    try:
        return Form(body).get("To", "")
    except ValueError:
        return ""


def faults_of(turn: Turn) -> list[str]:
    """What is wrong with the answer to a turn."""
    return list(against_turn(real.ask(turn.asked()), called(turn.sent())))


def _turn(chance: random.Random, tried: Tried) -> None:
    turn = a_turn(chance)
    answered = real.ask(turn.asked())
    tried.got(f"{answered.status}")
    for what in against_turn(answered, called(turn.sent())):
        tried.finds(what, str(smaller(turn, what).asked()))


def smaller(turn: Turn, what: str) -> Turn:
    """The turn without all that the finding does not need."""

    def has(**parts: object) -> bool:
        return what in faults_of(replace(turn, **parts))  # type: ignore[arg-type]

    if turn.body is None:
        turn = replace(turn, fields=smallest(turn.fields, lambda fields: has(fields=fields)))
    rest = smallest(tuple(turn.target.removeprefix("/call")), lambda rest: has(target="/call" + "".join(rest)))
    return replace(turn, target="/call" + "".join(rest))


def a_turn(chance: random.Random) -> Turn:
    """One turn of a call, with a little or nearly everything wrong."""
    target = "/call" if chance.random() < 0.05 else f"/call/{an_address(chance)}"
    body = _no_form(chance) if chance.random() < 0.02 else None
    return Turn(sent_as(target), tuple(_fields(chance)), body)


def an_address(chance: random.Random) -> str:
    """An address of the line, as it is, spoilt, or put together from what others hold."""
    known = real.addresses()
    address = chance.choice(known)
    match chance.randrange(8):
        case 0 | 1:
            return address
        case 2 | 3 | 4:
            return spoilt(chance, address, (*NASTY, *_names()))
        case 5:
            return f"{chance.choice(tuple(Kind))}/{chance.choice(_names())}/{nasty(chance)}/{nasty(chance)}"
        case 6:
            names = "~".join(chance.choice(known).partition("?")[0] for _ in range(chance.choice((2, 7, 400))))
            return f"{address.partition('?')[0]}?trail={names}&left={nasty(chance)}&count={nasty(chance)}"
        case _:
            return f"{chance.choice(known).partition('?')[0]}?{address.partition('?')[2]}&noted={nasty(chance)}"


def _names() -> tuple[str, ...]:
    line = real.line()
    return (*line.helplines, *line.topics, *line.menus, *PREMIUM, "nobody", "")


def sent_as(target: str) -> str:
    """An address as a client would send it."""
    return quote(target, safe=SENT)


def _fields(chance: random.Random) -> Iterator[tuple[str, str]]:
    fields = dict(FORM)
    for _ in range(chance.choice((0, 1, 1, 2))):
        fields[chance.choice(NAMES)] = nasty(chance)
    match chance.randrange(6):
        case 0 | 1:
            fields["Digits"] = chance.choice(KEYS)
        case 2:
            fields["SpeechResult"] = spoilt(chance, chance.choice(_said()))
        case 3:
            fields["DialCallStatus"] = chance.choice(STATUSES)
        case 4:
            fields["To"] = chance.choice((*PREMIUM, spoilt(chance, CALLED), f"sip:{nasty(chance)}@line.example"))
    yield from fields.items()
    if chance.random() < 0.03:  # the same ones again, with other values
        yield from ((name, nasty(chance)) for name in chance.choices(NAMES, k=chance.choice((1, 5, 60))))
    if chance.random() < 0.002:
        yield from ((f"field{number}", "") for number in range(chance.choice((900, MOST_FIELDS, 3000))))


def _said() -> tuple[str, ...]:
    voice = real.line().words.voice
    return (*voice.crisis, *voice.commands.person, *voice.commands.back, "what is stress", "the samaritans", "")


def _no_form(chance: random.Random) -> bytes:
    match chance.randrange(5):
        case 0:
            return chance.randbytes(chance.choice((1, 40, 4000)))
        case 1:
            return real.form(FORM.items()) + b"&Digits=%ff%fe&To=%00\xff&=&&;&%=%"
        case 2:
            return b"&".join(b"Digits=%d" % number for number in range(chance.choice((2, 999, MOST_FIELDS + 1))))
        case 3:
            return b"To=" + b"%" * chance.choice((3, 60_000))
        case _:
            return b"x" * chance.choice((0, 60_000, 64 * 1024, 64 * 1024 + 1, 100_000))


def _forged(chance: random.Random, tried: Tried) -> None:
    """A turn that the carrier did not sign: nobody gets anything for it."""
    turn = a_turn(chance)
    other = replace(a_turn(chance), body=b"").asked()
    right = turn.asked().headers[0][1]
    signatures = ("", nasty(chance), right[:-1], right + "=", right.lower(), f"{right},x", other.headers[0][1])
    forged = chance.choice(signatures)
    if forged == right:
        return
    asked = Asked("POST", turn.target, (("X-Twilio-Signature", forged),) if forged else (), turn.sent())
    answered = real.ask(asked)
    tried.got(f"forged: {answered.status}")
    found = list(against(answered))
    if answered.status not in (400, 403, 413):
        found.append(f"a forged turn that is answered with {answered.status}")
    for what in found:
        tried.finds(what, str(asked))


def _status(chance: random.Random, tried: Tried) -> None:
    """The end of a call, told twice, wrongly, or with no end to its length."""
    duration = chance.choice(("0", "61", nasty(chance)))
    more = {"CallStatus": chance.choice((*STATUSES, nasty(chance))), "CallDuration": duration}
    target = sent_as(chance.choice(("/status", "/status", f"/status?{nasty(chance)}")))
    asked = Turn(target, tuple((FORM | more).items())).asked()
    _judge(tried, asked, "the status callback", (204, 400, 413))


def _audio(chance: random.Random, tried: Tried) -> None:
    """A recording, or something else that lies on this machine."""
    files = tuple(real.catalogue().files)
    names = (chance.choice(files), "catalogue.json", "../ivr/settings.py", "../../../../etc/passwd", "/etc/passwd")
    name = spoilt(chance, chance.choice(names))
    target = sent_as(f"/audio/{name}{chance.choice(('', '', f'?from={nasty(chance)}', '?from=1.5'))}")
    headers = (("Range", nasty(chance).encode("ascii", "ignore").decode()),)
    asked = Asked(chance.choice(("GET", "GET", "HEAD")), target, headers)
    answered = _judge(tried, asked, "a recording", (200, 206, 304, 404, 405, 416))
    kind = answered.header("Content-Type")
    # Other addresses than recordings' are reached by way of ../ too, where a client leaves it in.
    if answered.status in (200, 206) and kind not in ("audio/wav", "application/json"):
        tried.finds(f"what is no recording is given out below /audio, as {kind}", str(asked))
    if b"root:" in answered.body or b"def " in answered.body:
        tried.finds("a file of this machine is given out", str(asked))


def _page(chance: random.Random, tried: Tried) -> None:
    """A page, by whoever is or is not the operator."""
    password = chance.choice((PASSWORD, nasty(chance)))
    operator = base64.b64encode(f"x:{password}".encode()).decode()
    headers = [("Accept", chance.choice(("text/html", "application/json", "*/*"))), ("Cookie", "operator=" + "x" * 99)]
    if password == PASSWORD or chance.random() < 0.02:  # each wrong one takes its time
        headers.append(("Authorization", chance.choice((f"Basic {operator}", "Basic %%%", "Bearer x"))))
    target = chance.choice(PAGES)
    target = sent_as(chance.choice((target, spoilt(chance, target), f"{target}?period={nasty(chance)}")))
    if not target.startswith("/"):
        target = f"/{target}"
    asked = Asked("GET", target, tuple(headers))
    _judge(tried, asked, "a page", (200, 301, 303, 304, 308, 400, 401, 403, 404, 405, 429))


def _judge(tried: Tried, asked: Asked, what: str, statuses: tuple[int, ...]) -> Answered:
    answered = real.ask(asked)
    tried.got(f"{what}: {answered.status}")
    found = list(against(answered))
    if answered.status not in statuses and answered.status < 500:
        found.append(f"{what} is answered with {answered.status}")
    if (where := answered.header("Location")) and not where.startswith(("/", PUBLIC + "/")):
        found.append(f"a way elsewhere: {where[:80]}")
    for one in found:
        tried.finds(one, str(asked))
    return answered


_KINDS: tuple[Callable[[random.Random, Tried], None], ...] = (_turn, _forged, _status, _audio, _page)
_WEIGHTS = (80, 8, 3, 5, 4)
