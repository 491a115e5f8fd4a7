"""Every environment variable: its name, its default, its meaning."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

from ivr.errors import SettingsError
from ivr.recordings.catalogue import audio_folder

DATABASE = "sqlite:///steadyline.db"
"""A file in the folder that the server is started in."""

SQLITE = r"sqlite:///(?!:memory:)[^?#\n]*[^?#\s/]"
"""What is kept in memory would be another database in each process."""

POSTGRESQL = r"postgres(ql)?(\+psycopg)?://\S+"


MOST_AN_HOUR = 30
"""A call every two minutes: far more than a line that keeps breaking off leads to."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What a running line needs to know that its content does not say."""

    auth_token: str = field(repr=False)
    """TWILIO_AUTH_TOKEN: the account's token; every request is checked with it. Required."""

    public_url: str
    """IVR_PUBLIC_URL: the address at which the carrier reaches this server, such as https://line.example. Required."""

    second_token: str = field(default="", repr=False)
    """TWILIO_SECOND_TOKEN: requests may be signed with this one too, while the account's token is being changed."""

    account_sid: str = ""
    """TWILIO_ACCOUNT_SID: the account's name, AC…; sent by `ivr phone`."""

    line: str = "uk"
    """IVR_LINE: the line to serve, by its folder under ivr/content/lines/, or any folder's path."""

    audio_url: str = ""
    """IVR_AUDIO_URL: where the recordings are served from: a static host or a CDN; this server if empty."""

    audio_dir: Path = field(default_factory=audio_folder)
    """IVR_AUDIO_DIR: the folder of the recordings, if not the project's own."""

    caller_id: str = ""
    """IVR_CALLER_ID: the number that helplines see, if not the one that was phoned; in E.164."""

    number: str = ""
    """IVR_NUMBER: the number that callers ring, such as "+44 20 7946 0000"; the pages show it as it is written."""

    fallback_url: str = ""
    """IVR_FALLBACK_URL: where what `ivr fallback` writes is served; `ivr connect` tells it to the carrier."""

    carrier_url: str = ""
    """IVR_CARRIER_URL: where the carrier's REST API is, if it is not Twilio; for `ivr connect`."""

    browser_phone: bool = False
    """IVR_BROWSER_PHONE: whether the line can be tried at /phone, behind the operator's password; on or off."""

    operator_password: str = field(default="", repr=False)
    """IVR_OPERATOR_PASSWORD: what `ivr password` prints of it, a hash; without one, /phone stays off."""

    bookmarks: bool = True
    """IVR_BOOKMARKS: whether the places of dropped calls are kept for half an hour; on or off."""

    counts: bool = True
    """IVR_COUNTS: whether it is counted how often what was heard, a day and a line; on or off."""

    database_url: str = field(default=DATABASE, repr=False)
    """IVR_DATABASE_URL: where both are kept, sqlite:///FILE or postgresql://…; never shown, for its password."""

    most_an_hour: int = MOST_AN_HOUR
    """IVR_MOST_AN_HOUR: how often within an hour one number is answered, and put through to other helplines than the
    crisis one, before the topics rest for it; `off`, here 0, for any number of times."""

    bookmark_secret: str = field(default="", repr=False)
    """IVR_BOOKMARK_SECRET: names callers in the database, which holds no number; the auth token if empty."""

    @classmethod
    def from_environ(cls, environ: Mapping[str, str]) -> Settings:
        """The settings in an environment. Raises SettingsError with everything wrong, in one line."""
        if problems := setting_problems(environ):
            raise SettingsError("; ".join(problems))
        return cls(
            auth_token=environ["TWILIO_AUTH_TOKEN"],
            public_url=environ["IVR_PUBLIC_URL"].rstrip("/"),
            second_token=environ.get("TWILIO_SECOND_TOKEN", ""),
            account_sid=environ.get("TWILIO_ACCOUNT_SID", ""),
            line=environ.get("IVR_LINE") or "uk",
            audio_url=environ.get("IVR_AUDIO_URL", "").rstrip("/"),
            audio_dir=Path(environ.get("IVR_AUDIO_DIR") or audio_folder()),
            caller_id=environ.get("IVR_CALLER_ID", ""),
            number=environ.get("IVR_NUMBER", ""),
            fallback_url=environ.get("IVR_FALLBACK_URL", ""),
            carrier_url=environ.get("IVR_CARRIER_URL", ""),
            browser_phone=environ.get("IVR_BROWSER_PHONE") == "on",
            operator_password=environ.get("IVR_OPERATOR_PASSWORD", ""),
            bookmarks=environ.get("IVR_BOOKMARKS") != "off",
            counts=environ.get("IVR_COUNTS") != "off",
            database_url=environ.get("IVR_DATABASE_URL") or DATABASE,
            most_an_hour=_most(environ.get("IVR_MOST_AN_HOUR") or str(MOST_AN_HOUR)),
            bookmark_secret=environ.get("IVR_BOOKMARK_SECRET") or environ["TWILIO_AUTH_TOKEN"],
        )

    @property
    def recordings_url(self) -> str:
        """The address that all recordings are below."""
        return self.audio_url or f"{self.public_url}/audio"


def setting_problems(environ: Mapping[str, str]) -> list[str]:
    """Everything missing or wrong in an environment, each with what to set."""
    checks = (
        ("TWILIO_AUTH_TOKEN", r"\S+", True, "the account's auth token, from the carrier's console"),
        (
            "IVR_PUBLIC_URL",
            r"https?://[^\s?#]+",
            True,
            "the address that the carrier reaches, such as https://line.example",
        ),
        ("TWILIO_SECOND_TOKEN", r"\S+", False, "the account's other auth token, while it is being changed"),
        ("TWILIO_ACCOUNT_SID", r"AC[0-9a-f]{32}", False, "the account's SID: AC and 32 hexadecimal digits"),
        ("IVR_AUDIO_URL", r"https?://[^\s?#]+", False, "an absolute address, such as https://cdn.example/audio"),
        ("IVR_CALLER_ID", r"\+[1-9][0-9]{5,14}", False, "a number in E.164, such as +442079460000"),
        ("IVR_NUMBER", r"\+[1-9]([ -]?[0-9]){5,14}", False, "a number as it is to be read, such as +44 20 7946 0000"),
        ("IVR_FALLBACK_URL", r"https://[^\s#]+", False, "an https address, such as https://files.example/fallback.xml"),
        ("IVR_CARRIER_URL", r"https?://[^\s?#]+", False, "the address of an API like Twilio's, without the version"),
        ("IVR_BROWSER_PHONE", r"on|off", False, "on or off"),
        ("IVR_OPERATOR_PASSWORD", r"scrypt:\d+:\d+:\d+\$\w+\$[0-9a-f]+", False, "what `ivr password` prints"),
        ("IVR_BOOKMARKS", r"on|off", False, "on or off"),
        ("IVR_COUNTS", r"on|off", False, "on or off"),
        ("IVR_MOST_AN_HOUR", r"off|[1-9][0-9]{0,4}", False, "a number of calls, such as 30, or off"),
        ("IVR_BOOKMARK_SECRET", r"\S{16,}", False, "16 characters or more that nobody can guess"),
    )
    found = [
        f"{name}: {'is missing' if not environ.get(name) else 'is not right'}, set it to {meaning}"
        for name, pattern, required, meaning in checks
        if (required or environ.get(name)) and not _fits(pattern, environ.get(name, ""))
    ]
    if environ.get("IVR_BROWSER_PHONE") == "on" and not environ.get("IVR_OPERATOR_PASSWORD"):
        found.append("IVR_OPERATOR_PASSWORD: is missing, set it to what `ivr password` prints; /phone needs it")
    if environ.get("IVR_AUDIO_DIR") and not Path(environ["IVR_AUDIO_DIR"]).is_dir():
        found.append("IVR_AUDIO_DIR: is not right, set it to a folder that holds the recordings")
    if problem := _database_problem(environ.get("IVR_DATABASE_URL") or DATABASE):
        found.append(f"IVR_DATABASE_URL: {problem}")
    return found


def shown_number(environ: Mapping[str, str]) -> str:
    """The number that helplines see, in E.164; empty where it is only known during a call.

    Raises SettingsError for one that is no number.
    """
    if problems := [one for one in setting_problems(environ) if one.startswith(("IVR_CALLER_ID:", "IVR_NUMBER:"))]:
        raise SettingsError("; ".join(problems))
    return environ.get("IVR_CALLER_ID") or re.sub("[ -]", "", environ.get("IVR_NUMBER", ""))


def database_there(environ: Mapping[str, str]) -> str:
    """The address of the database that servers have used; raises SettingsError if it is not right, or no such file."""
    url = environ.get("IVR_DATABASE_URL") or DATABASE
    problem = _database_problem(url)
    if not problem and re.fullmatch(SQLITE, url) and not Path(url.removeprefix("sqlite:///")).is_file():
        problem = "names a file that is not there; set it to the one that the server writes, or go to its folder"
    if problem:
        raise SettingsError(f"IVR_DATABASE_URL: {problem}")
    return url


def _most(text: str) -> int:
    return 0 if text == "off" else int(text)


def _database_problem(url: str) -> str:
    """What is wrong with the address of a database, without its text; empty if nothing is."""
    if re.fullmatch(SQLITE, url):
        there = Path(url.removeprefix("sqlite:///")).parent.is_dir()
        return "" if there else "is not right, set it to a file in a folder that exists"
    if not re.fullmatch(POSTGRESQL, url) or not _has_port(url):
        return "is not right, set it to sqlite:///FILE or postgresql://USER:PASSWORD@HOST/DATABASE"
    return "" if find_spec("psycopg") else "needs PostgreSQL's driver, install it with pip install '.[postgresql]'"


def _has_port(url: str) -> bool:
    """Whether the port, where there is one, is a port: SQLAlchemy would stop at it, and show the address."""
    try:
        return urlsplit(url).port != 0
    except ValueError:
        return False


def _fits(pattern: str, value: str) -> bool:
    if not re.fullmatch(pattern, value):
        return False
    try:
        return "://" not in value or bool(urlsplit(value).hostname and urlsplit(value).port != 0)
    except ValueError:  # no such port, or an address in brackets that never ends
        return False
