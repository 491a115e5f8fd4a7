"""Content that means harm: refused by the loader, or escaped wherever it comes out, in documents and on pages."""

from __future__ import annotations

import random
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import fromstring

import tomlkit
from flask import Flask

from hostile_input import real
from hostile_input.judge import against
from hostile_input.real import CALLED, PUBLIC, WEEKDAY, Asked
from hostile_input.tried import DIAL, ERROR, MEMORY, Tried, timed
from hostile_input.vocabulary import NASTY
from ivr.carrier.fallback import fallback
from ivr.carrier.twiml import TwimlWriter
from ivr.content import Line, load_line
from ivr.content.loader import LINES
from ivr.dialogue.reply import Transfer
from ivr.dialogue.walk import walk
from ivr.errors import ContentError
from ivr.phone.portable import complaints
from ivr.phone.schema import faults
from ivr.phone.twiml import read
from ivr.web import create_app

MARK = "harm"
"""Stands in every text that is put in: as an element, an attribute, a header, a scheme."""

HARM = (
    f"<{MARK}>", f"</Say><{MARK}/>", f"]]><{MARK}/>", f'" {MARK}="1', f"' {MARK}='1", f"\r\n{MARK}: 1", f"\n{MARK}: 1",
    f"<script>{MARK}()</script>", f"javascript:{MARK}()", f"&{MARK};", f"&#0;{MARK}", f"{MARK}\0", f"{MARK}\ufffe",
    f"{MARK}\ud800", f"{MARK}\u202e", f"{MARK}\x85", f"{{{MARK}}}", f"{{{{{MARK}}}}}", f"{MARK} " * 400,
    MARK * 600,
    f"<!--{MARK}", f"<![CDATA[{MARK}", f"{MARK}&<>\"'", f"{MARK} 09098790000", f"https://x/\r\n{MARK}: 1",
    f"& {MARK} &", f"{MARK} …", f"{MARK}. {MARK}?",
)  # fmt: skip

FIELDS_AT_ONCE = (1, 1, 2, 4)

WALK_EVERY = 12
"""One in so many lines that load is walked, and every document of it written."""

PAGES = ("/", "/card", "/topics/stress", "/topics/the-keys", "/operator/sign-in", "/phone", "/ready")
WALKED = ("/words", "/operator")
"""Pages for which the server itself walks the line."""

HARMFUL = frozenset({"script", "iframe", "object", "embed", "base", "link", MARK})


class Elements(HTMLParser):
    """The elements of a page that should not be there, and attributes that came out of a text."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        """Called by the parser."""
        named = dict(attributes)
        own = str(named.get("src") or named.get("href") or "").startswith("/static/")
        if tag in HARMFUL and not (tag in ("script", "link") and own):
            self.found.append(f"<{tag}>")
        self.found += [f"<{tag} {name}>" for name in named if MARK in name or name.startswith("on")]
        self.found += [f"<{tag} href>" for name in ("href", "src") if str(named.get(name)).startswith("javascript:")]


def run(inputs: int, seed: int) -> Tried:
    """Put harm into so many places, a few at a time, and look at all that comes out."""
    tried, chance = Tried("content", "put into every field of the line's files"), random.Random(seed)
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder, timed(tried):
        spoilt, loaded = Path(shutil.copytree(LINES / "uk", Path(folder) / "uk")), 0
        while tried.inputs < inputs:
            put = dict(_put(chance, spoilt))
            try:
                line = load_line(str(spoilt))
            except ContentError as error:
                tried.got("refused")
                if not str(error):
                    tried.finds("content that is refused, and not said why", repr(put))
            except Exception as error:
                tried.finds(f"{ERROR}: {type(error).__name__} of the loader", repr(put))
            else:
                tried.got("loads")
                loaded += 1
                for what in _comes_out(line, spoilt, thorough=loaded % WALK_EVERY == 1):
                    tried.finds(what, repr(put))
            tried.inputs += len(put) - 1
            for file in {file for file, _ in put}:
                shutil.copyfile(LINES / "uk" / file, spoilt / file)
    return tried


def _put(chance: random.Random, folder: Path) -> Iterator[tuple[tuple[str, str], str]]:
    """Put harm into a few fields: file and key, and what was put there."""
    for _ in range(chance.choice(FIELDS_AT_ONCE)):
        file = chance.choice(("line.toml", "line.toml", "words.toml", "site.toml", "topics/stress.md"))
        harm = chance.choice(HARM) if chance.random() < 0.8 else f"{MARK}{chance.choice(NASTY)}"
        path = folder / file
        if file.endswith(".md"):
            lines = path.read_bytes().decode(errors="surrogatepass").split("\n")
            number = chance.randrange(1, len(lines))
            lines[number] = _beside(chance, lines[number], harm)
            path.write_bytes("\n".join(lines).encode(errors="surrogatepass"))
            yield (file, f"line {number}"), harm
            continue
        document: Any = tomlkit.parse(path.read_text(encoding="utf-8"))
        keys = chance.choice(list(_texts(document)))
        table = document
        for key in keys[:-1]:
            table = table[key]
        with suppress(UnicodeEncodeError):  # half a character cannot be written down at all
            table[keys[-1]] = _beside(chance, str(table[keys[-1]]), harm.encode().decode())
        path.write_text(tomlkit.dumps(document), encoding="utf-8")
        yield (file, ".".join(map(str, keys))), harm


def _beside(chance: random.Random, text: str, harm: str) -> str:
    return chance.choice((harm, text + harm, text[: len(text) // 2] + harm + text[len(text) // 2 :]))


def _texts(table: Any, keys: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The keys to every text of a document."""
    for key, value in table.items() if isinstance(table, dict) else enumerate(table):
        if isinstance(value, str):
            yield (*keys, key)
        elif isinstance(value, dict | list):
            yield from _texts(value, (*keys, key))


def _comes_out(line: Line, folder: Path, *, thorough: bool) -> Iterator[str]:
    writer = TwimlWriter(line, f"{PUBLIC}/call", lambda *_: None)
    documents = [fallback(line, CALLED)]
    numbers = {number for helpline in line.facts.helplines for number in helpline.dials}
    if thorough:
        for reply in {visited.reply for visited in walk(line, briefly=True)}:
            documents.append(writer.write(reply, CALLED))
            if isinstance(reply.then, Transfer) and reply.then.number not in numbers:
                yield f"{DIAL}: {reply.then.number}"
    for document in documents:
        yield from _in_document(document)
    app = create_app(real.settings(IVR_LINE=str(folder)), lambda: WEEKDAY)
    for page in (*PAGES, *WALKED) if thorough else PAGES:
        yield from _on_page(app, page)


def _in_document(document: bytes) -> Iterator[str]:
    try:
        root = read(document)
    except Exception as error:
        yield f"a document that the phone refuses: {re.sub('[0-9]+', '…', str(error))}"
        return
    portable = [
        what for what in complaints(root) if "a Dial without action" not in what.what
    ]  # the fallback's has none
    unlike = [what.what for what in portable if "Dial" not in what.what]
    if unlike or faults(root):
        yield f"a document that some carrier refuses: {[*faults(root), *unlike][0][:100]}"
    if any(
        MARK in element.tag or any(MARK in name for name in element.attrib) for element in fromstring(document).iter()
    ):
        yield "an element or attribute of a document that came out of a text"


def _on_page(app: Flask, page: str) -> Iterator[str]:
    accept = ("Accept", "text/html")
    operator = ("Authorization", "Basic eDpwYXNzd29yZCBvZiB0aGUgaG9zdGlsZSBydW4=")  # x and the password
    answered = real.ask(Asked("GET", page, (accept, operator)), app)
    yield from against(answered)
    if any(MARK in name.lower() for name, _ in answered.headers):
        yield f"{page}: a header that came out of a text"
    parser = Elements()
    parser.feed(answered.body.decode())
    yield from (f"{page}: {what} came out of a text" for what in parser.found)
