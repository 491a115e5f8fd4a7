"""Every vice by its name, and what is to become of a call."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from random import Random

from misbehaving import crowding as among
from misbehaving import delivering as by
from misbehaving import rewriting as to
from misbehaving.delivering import once
from misbehaving.messages import Answer, Request
from misbehaving.proxy import Pass
from misbehaving.rewriting import Rewrite, headers, path, query
from misbehaving.upstream import Upstream

PUBLIC = "https://line.example"


class Fate(Enum):
    """What is to become of a call."""

    SAME = "goes on as without the proxy"
    REFUSED = "is refused with 403, and the carrier takes the fallback"
    AWAY = "gets the carrier's fallback: nobody is asked"
    WHOLE = "goes on, with recordings from their beginning"


@dataclass(frozen=True, slots=True)
class Vice:
    """One way to misbehave."""

    name: str
    rewrite: Rewrite = lambda request, _: request
    deliver: Pass = once
    fate: Fate = Fate.SAME
    public: str = PUBLIC
    """The line's address, as its server is told it."""
    signed: str = ""
    """The same as it is set at the carrier, if that differs."""

    def passed(self, request: Request, upstream: Upstream, chance: Random) -> Answer:
        """A request brought to the server by this vice alone."""
        changed = self.rewrite(request, chance)
        if changed.target != request.target or changed.body != request.body:
            upstream.changed += 1
        return self.deliver(changed, upstream, chance)


REWRITING = (
    Vice("Host is another", headers(Host="10.0.0.5:8000")),
    Vice("Host is empty, missing, or no host", to.no_host),
    Vice("X-Forwarded-*, Forwarded and Via contradict each other", to.forwarded),
    Vice("X-Original-URL, X-HTTP-Method-Override and their like", to.another_address),
    Vice("HTTP/1.0, a connection each", to.old_version),
    Vice("the body in chunks", to.chunked),
    Vice("names of headers in small letters", lambda request, _: request.named(str.lower)),
    Vice("NAMES OF HEADERS IN CAPITALS", lambda request, _: request.named(str.upper)),
    Vice("spaces and tabs around headers", to.spaced),
    Vice("the signature twice", to.signed_twice),
    Vice("`Accept-Encoding: gzip, br, zstd`", headers(Accept_Encoding="gzip, br, zstd")),
    Vice("`Expect: 100-continue`, and does not wait", headers(Expect="100-continue")),
    Vice("Content-Type in another case, with a charset, or none", to.content_type),
    Vice("the form's fields in another order and quoting", to.other_form),
    Vice("120 more headers, and a cookie of 9 kB", to.many),
    Vice("path: a letter quoted", path(to.quoted_letter)),
    Vice("path: / as %2F", path(to.quoted_slash)),
    Vice("path: // for /", path(to.doubled_slash)),
    Vice("path: a slash at the end", path(lambda text, _: f"{text}/")),
    Vice("a ? without a query", to.empty_query),
    Vice("query: ~ as %7E", query(to.quoted_tilde)),
    Vice("query: everything quoted", query(to.quoted_query)),
    Vice("query: quoted with small letters", query(to.lower_hex)),
    Vice("query: an & at the end", query(lambda text, _: f"{text}&")),
    Vice("query: fields in another order", query(to.other_order)),
    Vice("query: `fbclid` added", query(to.tracked)),
    Vice("the whole address in the first line", to.absolute),
    Vice("`Upgrade: h2c`, or websocket", to.upgrade),
    Vice("public address with a folder, taken away", to.unprefixed, public=PUBLIC + to.PREFIX),
    Vice("public address with a folder, left as it is", public=PUBLIC + to.PREFIX),
    Vice("the carrier's address has a port, the line's has none", signed=f"{PUBLIC}:443"),
    Vice("the line's address has a port, the carrier's has none", public=f"{PUBLIC}:443", signed=PUBLIC),
)

DELIVERING = (
    Vice("twice at once", deliver=by.twice_at_once),
    Vice("twice, the second answer taken", deliver=by.twice_in_a_row),
    Vice("again a second later", deliver=by.again_later),
    Vice("drops the answer, asks again", deliver=by.answer_lost),
    Vice("drops the answer, the carrier asks again", deliver=by.no_answer_at_first),
    Vice("finds no server, asks another", deliver=by.not_reached),
    Vice("closes before the answer, asks again", deliver=by.gone_before_the_answer),
    Vice("resets in the middle of the body, asks again", deliver=by.reset_in_the_body),
    Vice("answers 502 at first", deliver=by.bad_gateway_at_first),
    Vice("is slow", deliver=by.slowly),
    Vice("byte by byte", deliver=by.byte_by_byte),
    Vice("head and body apart", deliver=by.head_then_body),
    Vice("`Expect: 100-continue`, and waits", deliver=by.awaiting_100),
    Vice("one connection for all callers", deliver=by.kept),
    Vice("one connection, idle for 3 s, used blindly", deliver=by.kept_too_long),
    Vice("opens connections and closes them", deliver=by.idle_ones_closed),
    Vice("requests of others before and behind", deliver=by.pipelined),
    Vice("the same request twice in a packet", deliver=by.pipelined_twice),
    Vice("an empty line first", deliver=by.empty_line_first),
    Vice("garbage first, over another connection", deliver=by.garbage_first),
    Vice("HEAD, OPTIONS, TRACE, CONNECT and others first", deliver=by.other_methods_first),
)

CROWDS = (
    Vice("150 connections that say nothing", deliver=among.silent_crowd),
    Vice("150 requests that stop in the middle", deliver=among.stalled_crowd),
    Vice("150 who do not read their recording", deliver=among.slow_readers),
    Vice("150 who leave open what is over", deliver=among.left_open),
)

OTHERWISE = (
    Vice("stores recordings, blind to queries", deliver=by.stored_without_query, fate=Fate.WHOLE),
    Vice("query: dropped", query(lambda _text, _chance: None), fate=Fate.REFUSED),
    Vice("query: a field of the line's own changed", query(to.further), fate=Fate.REFUSED),
    Vice("another key in the form", to.changed_form, fate=Fate.REFUSED),
    Vice("the signature dropped", lambda request, _: request.without("X-Twilio-Signature"), fate=Fate.REFUSED),
    Vice("answers 502 from the third turn on", deliver=by.away_from_the_third_on, fate=Fate.AWAY),
)

MIXABLE = [one for one in (*REWRITING, *DELIVERING) if one.public == PUBLIC and not one.signed]


def mixed(request: Request, upstream: Upstream, chance: Random) -> Answer:
    """Up to three changes, and one way to bring it, each at random for each request."""
    rewriting = [one for one in MIXABLE if one.deliver is once]
    ways = [one for one in MIXABLE if one.deliver not in (once, by.kept_too_long)]
    for vice in chance.sample(rewriting, chance.randint(0, 3)):
        request = vice.rewrite(request, chance)
    return chance.choice(ways).deliver(request, upstream, chance)


MIXED = Vice("all of these, mixed", deliver=mixed)

AT_ONCE = (by.twice_at_once, by.gone_before_the_answer, mixed)
"""By these, a request may be with two workers at the very same moment: nobody can know then which to count."""

ALL: Sequence[Vice] = (*REWRITING, *DELIVERING, MIXED, *CROWDS, *OTHERWISE)
