"""A telephone in the terminal: captions of what is said, and the keys typed; plain lines, for screen readers."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from contextlib import nullcontext
from typing import TextIO

from ivr.phone.call import Call
from ivr.phone.event import Event, caption
from ivr.phone.keyboard import HANG_UP, SILENCE, Keyboard, Lines, opened
from ivr.phone.listening import Listening, Prompt
from ivr.phone.phone import Phone
from ivr.phone.player import Player, at_hand

HELP = "keys 0–9 * #; Enter: stay silent; h: hang up"


def talk(phone: Phone, keys: TextIO | None = None, show: Callable[[str], None] = print) -> None:
    """Phone the line from the terminal until the call ends; raise `PhoneError` for what the phone refuses."""
    with opened(keys or sys.stdin) as keyboard:
        player = None if isinstance(keyboard, Lines) else at_hand()
        Terminal(phone, keyboard, player, show).talk()


class Terminal:
    """One call at the keyboard. With a player it goes by real time; without, nothing is waited for."""

    def __init__(self, phone: Phone, keyboard: Keyboard, player: Player | None, show: Callable[[str], None]) -> None:
        self._phone = phone
        self._keyboard = keyboard
        self._player = player
        self._show = show
        self._shown = 0  # events of the transcript already shown
        self._early = 0  # prompts shown before the transcript holds them

    def talk(self) -> None:
        """Ring, and go on until the call ends; Ctrl-C hangs up."""
        self._show(HELP)
        try:
            call = self._phone.ring()
            self._catch_up(sounding=True)
            while call.listening:
                self._turn(call, call.listening)
                self._catch_up(sounding=False)
        except KeyboardInterrupt:
            if self._phone.call:
                self._phone.call.hang_up(into=0.0)
        finally:
            self._player = None
            self._catch_up(sounding=False)

    def _turn(self, call: Call, listening: Listening) -> None:
        """Say the prompts, wait for a key, and do what was typed at the moment it was typed."""
        self._early = 0
        began = time.monotonic()
        for prompt in listening.prompts:
            typed, seconds = self._prompt(prompt)
            if typed:
                return _act(call, listening, typed, prompt.begin + seconds)
        if self._player:
            typed, seconds = self._typed_within(listening.timeout)
            return _act(call, listening, typed or SILENCE, listening.wait_begins + seconds)
        typed = self._keyboard.read() or SILENCE
        passed = float("inf") if isinstance(self._keyboard, Lines) else time.monotonic() - began
        return _act(call, listening, typed, min(listening.begin + passed, listening.wait_begins))

    def _prompt(self, prompt: Prompt) -> tuple[str | None, float]:
        """Show a prompt and play it; return what was typed meanwhile, and how many seconds into it."""
        if prompt.event != "pause":
            self._early += 1
            self._show(caption(prompt.as_event()))
        return self._sound(prompt.url, prompt.end - prompt.begin)

    def _sound(self, name: str, seconds: float) -> tuple[str | None, float]:
        if self._player is None:
            return None, 0.0
        recording = self._phone.recording(name)
        with self._player.playing(recording.body) if recording else nullcontext():
            return self._typed_within(seconds)

    def _typed_within(self, seconds: float) -> tuple[str | None, float]:
        """Return what is typed within so many seconds, and after how many, a little less than all of them."""
        began = time.monotonic()
        typed = self._keyboard.read(seconds)
        return typed, max(0.0, min(time.monotonic() - began, seconds - 0.01))

    def _catch_up(self, *, sounding: bool) -> None:
        """Show what has happened since, apart from prompts already shown; what was said outside a Gather is played."""
        for event in self._phone.transcript[self._shown :]:
            self._shown += 1
            if event.event not in ("play", "say"):
                self._early, sounding = 0, True  # any prompt from here on is new to the caller
                self._show(caption(event))
            elif self._early:
                self._early -= 1
            else:
                self._outside(event, sounding)

    def _outside(self, event: Event, sounding: bool) -> None:
        self._show(caption(event))
        recording = self._phone.recording(event.recording)
        if not sounding or recording is None:
            return
        typed, _ = self._sound(event.recording, recording.seconds)
        if typed == HANG_UP:
            raise KeyboardInterrupt
        if typed and typed != SILENCE:
            self._show(f"(the line is not listening: {typed} is lost)")


def _act(call: Call, listening: Listening, typed: str, moment: float) -> None:
    into = moment - listening.begin
    if typed == HANG_UP:
        call.hang_up(into=into)
    elif typed == SILENCE:
        call.stay_silent()
    else:
        call.press(typed, into=into)
