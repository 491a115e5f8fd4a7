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


def test_the_token_is_not_in_a_message() -> None:
    with pytest.raises(SettingsError) as caught:
        Settings.from_environ({"TWILIO_AUTH_TOKEN": "se cret"})
    assert "se cret" not in str(caught.value)
