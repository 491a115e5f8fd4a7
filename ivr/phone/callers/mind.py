"""What a caller makes of what they hear, and what they want to do next: no chance in it, and no look ahead."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from ivr.phone.callers.model import Model
from ivr.phone.callers.signs import ANY, Meaning, Offer, Saying, offers, offers_crisis, plain, saying
from ivr.phone.callers.task import Known, Progress, Task


@dataclass(frozen=True, slots=True)
class Wish:
    """What a caller has made up their mind to do."""

    key: str
    """A key, or ANY."""
    words: str
    """What a caller without hands says instead."""
    since: float
    """When the prompt that named it was over; seconds since the call was answered."""
    ready: bool = False
    """Whether the hand lies on a key already, in any-key answering."""


@dataclass(slots=True)
class Mind:
    """One caller with one task, over all their calls."""

    model: Model
    task: Task
    known: Known
    progress: Progress
    wish: Wish | None = None
    astray_since: float | None = None
    """When the caller understood that this is not where they meant to be."""
    at_goal: bool = False
    _gave_up: bool = False  # the call before, where they did not mean to be, and need not carry on
    _was_at_goal: bool = False  # before the crisis helpline came up unasked
    _over: bool = False  # the topic at hand has come to its end
    _round: bool = False  # choices are being read out one at a time, for any key
    _meant: Wish | None = None  # what was struck last, until something comes of it
    _memory: dict[Meaning, Wish] = field(default_factory=dict)  # keys that work from everywhere, as far as was said

    def rings(self) -> None:
        """A call begins: nothing has been heard in it, and what was learnt in an earlier one is still known."""
        gave_up = self.astray_since is not None
        self._arrive()
        self._gave_up = gave_up
        self._was_at_goal = self._round = False

    def strikes(self) -> None:
        """The wish is carried out."""
        self._meant, self.wish = self.wish, None

    def hears(self, text: str, at: float) -> None:
        """Take in a prompt that was heard to its end, `at` that end."""
        made = offers(text)
        if text in self.known.parts:
            self._title(self.known.parts[text], at, said_back=False)
            return
        if offers_crisis(text, self.known.crisis):
            self._crisis(at)
        elif not made and plain(text) in self.known.titles:
            self._title(plain(text), at, said_back=True)
        elif meant := saying(text):
            self._saying(meant, at)
        self._gather(text, made)
        self._note_round(made)
        for offer in made:
            self._remember(offer, at)
            if self._wants(offer) and self._able(offer):
                self._take(offer, at)

    # --- where they are

    def _arrive(self) -> None:
        self.wish, self._meant, self.astray_since = None, None, None
        self.at_goal = self._over = self._gave_up = False

    def _crisis(self, at: float) -> None:
        """The crisis helpline is about to be phoned."""
        was_at_goal = self.at_goal
        self._arrive()
        self._was_at_goal, self._round = was_at_goal, False
        self.at_goal = self.task.kind == "crisis"
        if not self.at_goal:
            self._lost(at)

    def _title(self, title: str, at: float, *, said_back: bool) -> None:
        """A title said back, or the text of a topic, which tells as much."""
        is_goal = title == self.task.path[-1]
        if said_back or self.at_goal != is_goal:
            self._arrive()
        self._over, self.at_goal = False, is_goal
        if not is_goal and title not in self.task.path and title != self.known.main:
            self._lost(at)
        self._person_again(at)

    def _saying(self, meant: Saying, at: float) -> None:
        match meant:
            case Saying.GONE_BACK:
                self._arrive()
                self.at_goal, self._was_at_goal = self._was_at_goal, False
            case Saying.NOT_A_CHOICE:
                self._again(at)
            case Saying.STILL_HERE:
                self.wish = None
                if self.astray_since is not None:
                    self._lost(at)
            case Saying.TOPIC_OVER:
                self._over = True
            case Saying.PUT_THROUGH if self.task.kind == "number":
                self._lost(at)
            case Saying.FINDING_A_PEN | Saying.NUMBER_FOLLOWS if self.task.kind != "number":
                self._lost(at)
        self._person_again(at)

    def _again(self, at: float) -> None:
        """That was a wrong key: the right one, still or once more, if the caller had one in mind."""
        if self.wish is None and self._meant and self._meant.key != ANY:
            self.wish = replace(self._meant, since=at)
        elif self.wish is None and self.astray_since is not None:
            self._lost(at)

    def _lost(self, at: float) -> None:
        """Not where they meant to be: back, by the key that is known to lead there."""
        self.at_goal = False
        self.astray_since = at if self.astray_since is None else self.astray_since
        if self.task.kind != "crisis":
            self._recall(Meaning.BACK, at)
            self._recall(Meaning.STOP, at)

    def _person_again(self, at: float) -> None:
        """Who wants a person presses that key again, wherever they are, if it was said to work at any time."""
        if self.task.kind == "crisis" and not self.at_goal:
            self._recall(Meaning.PERSON_ALWAYS, at)

    def _recall(self, meaning: Meaning, at: float) -> None:
        known = self._memory.get(meaning)
        if known and self.wish is None and self._can(known.key):
            self.wish = replace(known, since=at)

    def _gather(self, text: str, made: tuple[Offer, ...]) -> None:
        """Who chose a helpline, and missed its name, takes what only helplines say for what they chose."""
        if self._meant and self._meant.words == self.task.path[-1] and self.task.kind in ("helpline", "number"):
            said = {offer.meaning for offer in made} & {Meaning.CONNECT, Meaning.NUMBER, Meaning.PEN}
            self.at_goal = self.at_goal or bool(said) or saying(text) is Saying.NUMBER_FOLLOWS

    # --- what they are offered

    def _note_round(self, made: tuple[Offer, ...]) -> None:
        """In any-key answering, what was not taken is gone once the next choice has been read."""
        read = [one.meaning for one in made if one.key == ANY and one.meaning in _READ_ONE_BY_ONE]
        if read and self._round and self.wish and self.wish.key == ANY:
            self.wish = None
        self._round = self._round or any(meaning is not Meaning.BACK for meaning in read)

    def _remember(self, offer: Offer, at: float) -> None:
        always = offer.meaning is Meaning.STOP
        if always or (offer.key != ANY and offer.meaning in (Meaning.BACK, Meaning.PERSON_ALWAYS)):
            self._memory[offer.meaning] = Wish(offer.key, _WORDS[offer.meaning], at)

    def _able(self, offer: Offer) -> bool:
        if offer.or_wait and self.model.waits:
            return False
        return self._can(offer.key)

    def _can(self, key: str) -> bool:
        return self.model.speaks or (bool(self.model.any_key) if key == ANY else self.model.can(key))

    def _wants(self, offer: Offer) -> bool:
        kind = self.task.kind
        match offer.meaning:
            case Meaning.TITLE:
                return offer.what in self.task.path and not self.at_goal
            case Meaning.PERSON | Meaning.PERSON_ALWAYS:
                return kind == "crisis" and not self.at_goal
            case Meaning.BACK | Meaning.STOP:
                return self.astray_since is not None
            case Meaning.STAY:
                return True
            case Meaning.CARRY_ON | Meaning.BEGIN_AGAIN:
                return self.astray_since is None and self._gave_up is (offer.meaning is Meaning.BEGIN_AGAIN)
            case Meaning.AGAIN:
                return self.at_goal and (kind == "number" or (kind == "topic" and self._over))
            case Meaning.CONNECT:
                return self.at_goal and kind == "helpline"
            case Meaning.NUMBER | Meaning.PEN:
                return self.at_goal and kind == "number"
            case _:
                return False

    def _take(self, offer: Offer, at: float) -> None:
        """Make up their mind, unless it is made up already; a way on goes before a way back."""
        if offer.meaning in _ONWARD and self.astray_since is not None:
            self.astray_since, self.wish = None, None
        if self.wish and (offer.key == self.wish.key or offer.meaning in (Meaning.STAY, Meaning.BACK)):
            return
        ready = self._round and offer.key == ANY and offer.meaning in _READ_ONE_BY_ONE
        self.wish = Wish(offer.key, _WORDS.get(offer.meaning, offer.what), at, ready)


_ONWARD = (Meaning.TITLE, Meaning.PERSON, Meaning.PERSON_ALWAYS)
_READ_ONE_BY_ONE = (*_ONWARD, Meaning.BACK, Meaning.CONNECT, Meaning.NUMBER)
"""What is read out as a choice for any key."""
_WORDS = {
    Meaning.CONNECT: "yes",
    Meaning.NUMBER: "the number",
    Meaning.CARRY_ON: "carry on",
    Meaning.BEGIN_AGAIN: "begin again",
    Meaning.BACK: "back",
    Meaning.STOP: "stop",
    Meaning.PERSON: "a person",
    Meaning.PERSON_ALWAYS: "a person",
}
"""What a caller with a voice says, where it is not the name of what was offered."""
