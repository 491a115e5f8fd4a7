"""Content that means harm, or was damaged: it is refused with its file and key, and the loader never fails otherwise."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from ivr.content import load_line
from ivr.content.loader import LINES
from ivr.errors import ContentError

STRESS = "topics/stress.md"
KEYED = 'keyed = "{title} … press {key}."'
FRONT = b"---\nid: stress\ntitle: Stress\nsources: [own]\nwritten: 2026-11-22\nreviewed_by: ''\n---\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the line that is shipped, to be spoilt."""
    return Path(shutil.copytree(LINES / "uk", tmp_path / "mine"))


def told(folder: Path) -> str:
    with pytest.raises(ContentError) as raised:
        load_line(str(folder))
    return str(raised.value)


def spoil(folder: Path, file: str, old: str, new: str) -> None:
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize("character", ["\x00", "\x01", "\x0b", "\x1b", "\x7f", "\x85", "\u202e", "\ufffe", "\uffff"])
def test_a_character_that_no_document_can_hold_is_refused_wherever_it_is(folder: Path, character: str) -> None:
    """A carrier refuses the whole document for one of them, and the call ends."""
    escaped = f"\\u{ord(character):04X}"
    spoil(folder, "words.toml", "There is no hurry.", f"There is {escaped}no hurry.")
    spoil(folder, "line.toml", 'publisher = "Dystonia UK', f'publisher = "Dyst{escaped}onia UK')
    spoil(folder, "site.toml", 'home = "', f'home = "x{escaped}')
    spoil(folder, "topics/stigma.md", "title: Stigma and shame\n", f'title: "Stig{escaped}ma"\n')
    spoil(folder, STRESS, "Stress is the feeling", f"Stress is{character} the feeling")
    expected = {
        "words.toml: greeting.no_hurry", "line.toml: sources.0.publisher", "site.toml: nav.home",
        "topics/stigma.md: title", STRESS,
    }  # fmt: skip
    problems = [one for one in told(folder).splitlines() if f"holds the character U+{ord(character):04X}" in one]
    assert {one.partition(": Value")[0].partition(": holds")[0] for one in problems} == expected


@pytest.mark.parametrize(
    "body",
    [
        b"---\nwritten: 2026-13-45\n---\nx\n",
        b"---\nwritten: " + b"9" * 5000 + b"\n---\nx\n",
        b"---\n1: 2\n---\nx\n",
        b"---\ncontent: x\nhandler: y\n---\nx\n",
        b"---\nid: !!int ''\n---\nx\n",
        b"---\nid: !!float ''\n---\nx\n",
        b"---\nid: !!timestamp x\n---\nx\n",
        b"---\nid: !!python/object/apply:os.getcwd []\n---\nx\n",
        b"---\nid: " + b"[" * 5000 + b"\n---\nx\n",
        b"---\n" + b"".join(b" " * depth + b"a:\n" for depth in range(2000)) + b"---\nx\n",
        b"---\na: &a [*a]\nid: *a\n---\nx\n",
        b"---\n- a\n---\nx\n",
        b"---\n---\n",
        b"{\n\"id\": 3\n}\n\nx\n",
        b"\xff\xfe---\x00",
        b"",
        FRONT,
        FRONT + b"x" * 100_000,
    ],
)  # fmt: skip
def test_a_topic_that_is_none_is_told_of_and_never_an_error(folder: Path, body: bytes) -> None:
    (folder / STRESS).write_bytes(body)
    assert STRESS in told(folder)


@pytest.mark.parametrize("file", ["line.toml", "words.toml", "site.toml"])
@pytest.mark.parametrize(
    "body", [b"a=" + b"[" * 5000, b"a=" + b"9" * 5000, b"a=2026-99-99", b"\xff", b"\x00", b"", b'a="\\uD800"']
)
def test_a_file_that_is_none_is_told_of_and_never_an_error(folder: Path, file: str, body: bytes) -> None:
    (folder / file).write_bytes(body)
    assert file in told(folder)


@pytest.mark.parametrize(
    "braces",
    ["{title:>9}", "{title:d}", "{title!z}", "{title!r}", "{title.x}", "{title[0]}", "{title:{key}}", "{title"],
)
def test_braces_hold_a_name_and_nothing_else(folder: Path, braces: str) -> None:
    spoil(folder, "words.toml", KEYED, KEYED.replace("{title}", braces))
    assert "words.toml: choices.keyed: Value error" in told(folder)


@pytest.mark.parametrize("calendar", ["HolidayBase", "country_holidays", "__name__", "holiday_base", "date", "gb", "-"])
def test_a_calendar_is_that_of_a_country_and_nothing_else_that_a_library_holds(folder: Path, calendar: str) -> None:
    spoil(folder, "line.toml", '"GB-ENG"', f'"{calendar}"')
    assert "line.toml: helplines.1.holidays: Value error, no bank holidays" in told(folder)


def test_menus_without_end_are_too_deep_and_never_an_error(folder: Path) -> None:
    menus = "".join(f'm{number} = ["menu/m{number + 1}"]\n' for number in range(2000))
    spoil(folder, "line.toml", "[menus]\n", f'[menus]\n{menus}m2000 = ["helplines"]\n')
    spoil(folder, "line.toml", '["menu/living", ', '["menu/m0", "menu/living", ')
    assert "line.toml: menus.m20: is more than 20 keys away" in told(folder)


@pytest.mark.parametrize(("opens", "closes"), [('"09:00Z"', '"18:00Z"'), ('"09:00+01:00"', "18:00:00")])
def test_hours_are_told_in_the_helplines_own_zone(folder: Path, opens: str, closes: str) -> None:
    """Others could not be compared, in the middle of a call."""
    spoil(folder, "line.toml", "opens = 09:00:00, closes = 18:00:00", f"opens = {opens}, closes = {closes}")
    assert "is a time of the helpline's own zone" in told(folder)


@pytest.mark.parametrize(
    ("file", "old", "new", "key"),
    [
        ("words.toml", "There is no hurry.", f"There is no {'x' * 1000}.", "greeting.no_hurry: has 1013 characters"),
        ("line.toml", '"Polly.Amy"', '"Amy\\"><Dial>+448"', "say_voice"),
        ("line.toml", '"116 123"', f'"{"1 " * 30}1"', "helplines.0.spoken"),
        ("line.toml", '"116 123"', '"116 123\\n"', "helplines.0.spoken"),
        ("line.toml", '"+44116123"', '"+44116123\\n"', "helplines.0.dials.0"),
        ("line.toml", '"+44116123"', '"+44116123,+449098790000"', "helplines.0.dials.0"),
        ("line.toml", '"+44116123"', '"+44٣١٦١٢٣"', "helplines.0.dials.0"),
        ("line.toml", '"https://www.dystonia.org.uk/"', '"javascript:alert(1)"', "sources.0.link"),
        ("line.toml", '"https://www.dystonia.org.uk/"', '"https://x/\\r\\nX: y"', "sources.0.link"),
        ("line.toml", '"Europe/London"', '"../../../etc/passwd"', "helplines.0.zone"),
        ("line.toml", 'id = "mind"', 'id = "../mind"', "helplines.1.id"),
    ],
)
def test_what_would_break_out_of_a_document_or_an_address_is_refused(
    folder: Path, file: str, old: str, new: str, key: str
) -> None:
    spoil(folder, file, old, new)
    assert f"{file}: {key}" in told(folder)
