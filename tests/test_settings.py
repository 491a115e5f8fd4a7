"""Settings: what is missing or wrong is told in one line, by name and with what to set."""

from __future__ import annotations

import pytest

from ivr.errors import SettingsError
from ivr.settings import Settings

GOOD = {"TWILIO_AUTH_TOKEN": "token", "IVR_PUBLIC_URL": "https://line.example/"}


def test_two_settings_are_enough() -> None:
    settings = Settings.from_environ({**GOOD, "HOME": "/somewhere"})
    assert settings.public_url == "https://line.example"
    assert settings.recordings_url == "https://line.example/audio"
    assert settings.line == "uk"


def test_the_recordings_may_be_elsewhere() -> None:
    settings = Settings.from_environ({**GOOD, "IVR_AUDIO_URL": "https://cdn.example/steadyline/"})
    assert settings.recordings_url == "https://cdn.example/steadyline"


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("TWILIO_AUTH_TOKEN", "", "TWILIO_AUTH_TOKEN: is missing"),
        ("TWILIO_AUTH_TOKEN", "to ken", "TWILIO_AUTH_TOKEN: is not right"),
        ("TWILIO_SECOND_TOKEN", "to ken", "TWILIO_SECOND_TOKEN: is not right"),
        ("IVR_PUBLIC_URL", "", "IVR_PUBLIC_URL: is missing"),
        ("IVR_PUBLIC_URL", "line.example", "IVR_PUBLIC_URL: is not right"),
        ("IVR_PUBLIC_URL", "https://line.example?x=1", "IVR_PUBLIC_URL: is not right"),
        ("IVR_PUBLIC_URL", "https://line.example:abc", "IVR_PUBLIC_URL: is not right"),
        ("IVR_PUBLIC_URL", "https://line.example:99999", "IVR_PUBLIC_URL: is not right"),
        ("IVR_PUBLIC_URL", "https://[::1", "IVR_PUBLIC_URL: is not right"),
        ("TWILIO_ACCOUNT_SID", "12", "TWILIO_ACCOUNT_SID: is not right"),
        ("IVR_AUDIO_DIR", "/no/such/folder", "IVR_AUDIO_DIR: is not right"),
        ("IVR_AUDIO_URL", "audio", "IVR_AUDIO_URL: is not right"),
        ("IVR_CALLER_ID", "020 7946 0000", "IVR_CALLER_ID: is not right"),
        ("IVR_NUMBER", "116 123", "IVR_NUMBER: is not right, set it to a number as it is to be read"),
        ("IVR_BROWSER_PHONE", "yes", "IVR_BROWSER_PHONE: is not right, set it to on or off"),
        ("IVR_BROWSER_PHONE", "on", "IVR_OPERATOR_PASSWORD: is missing"),
        (
            "IVR_OPERATOR_PASSWORD",
            "secret",
            "IVR_OPERATOR_PASSWORD: is not right, set it to what `ivr password` prints",
        ),
        ("IVR_BOOKMARKS", "no", "IVR_BOOKMARKS: is not right, set it to on or off"),
        ("IVR_BOOKMARK_SECRET", "short", "IVR_BOOKMARK_SECRET: is not right"),
        ("IVR_DATABASE_URL", "mysql://user:pass@host/bookmarks", "IVR_DATABASE_URL: is not right"),
        ("IVR_DATABASE_URL", "sqlite:///:memory:", "IVR_DATABASE_URL: is not right"),
        ("IVR_DATABASE_URL", "sqlite:////no/such/folder/a.db", "IVR_DATABASE_URL: is not right, set it to a file in"),
        ("IVR_DATABASE_URL", "postgresql://user:pass@host:abc/db", "IVR_DATABASE_URL: is not right"),
    ],
)
def test_a_wrong_setting_is_told_by_name(name: str, value: str, told: str) -> None:
    with pytest.raises(SettingsError) as caught:
        Settings.from_environ({**GOOD, name: value})
    assert str(caught.value).startswith(told)


def test_everything_wrong_is_told_in_one_line() -> None:
    with pytest.raises(SettingsError) as caught:
        Settings.from_environ({})
    assert str(caught.value).count("is missing") == 2
    assert "\n" not in str(caught.value)


def test_bookmarks_are_kept_in_a_file_unless_something_else_is_said() -> None:
    settings = Settings.from_environ(GOOD)
    assert settings.bookmarks
    assert settings.database_url == "sqlite:///steadyline.db"
    assert settings.bookmark_secret == GOOD["TWILIO_AUTH_TOKEN"]


def test_bookmarks_may_be_elsewhere_under_a_secret_of_their_own_or_off() -> None:
    url, secret = "postgresql://line@/line?host=/run/postgresql", "a-secret-of-the-tests"
    settings = Settings.from_environ(
        {**GOOD, "IVR_BOOKMARKS": "off", "IVR_DATABASE_URL": url, "IVR_BOOKMARK_SECRET": secret}
    )
    assert not settings.bookmarks
    assert (settings.database_url, settings.bookmark_secret) == (url, secret)


def test_a_database_whose_driver_is_not_installed_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ivr.settings.find_spec", lambda _name: None)
    with pytest.raises(SettingsError, match=r"pip install '\.\[postgresql\]'"):
        Settings.from_environ({**GOOD, "IVR_DATABASE_URL": "postgresql://line@host/line"})


@pytest.mark.parametrize("host", ["host", "host:abc", "[::1"])
def test_the_password_of_a_database_is_never_shown(host: str) -> None:
    environ = {**GOOD, "IVR_DATABASE_URL": f"postgresql://line:pass-word@{host}/line"}
    try:
        shown = repr(Settings.from_environ(environ))
    except SettingsError as error:
        shown = str(error)
    assert "pass-word" not in shown


def test_the_token_is_not_in_a_message() -> None:
    with pytest.raises(SettingsError) as caught:
        Settings.from_environ({"TWILIO_AUTH_TOKEN": "se cret", "TWILIO_SECOND_TOKEN": "se cret"})
    assert "se cret" not in str(caught.value)
    shown = repr(
        Settings.from_environ({**GOOD, "TWILIO_AUTH_TOKEN": "one-secret", "TWILIO_SECOND_TOKEN": "two-secret"})
    )
    assert "secret" not in shown.replace("bookmark_secret", "")
