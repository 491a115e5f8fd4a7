"""The phone: what stays the same from call to call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ivr.phone.call import Call
from ivr.phone.event import Event
from ivr.phone.media import Media, Recording
from ivr.phone.network import Network
from ivr.phone.transfer import outcomes
from ivr.phone.webhook import Webhook


@dataclass(slots=True)
class Phone:
    """A phone that obeys TwiML as the platform does, and refuses what the platform would refuse."""

    network: Network
    number_url: str
    """The public address the number's calls are posted to."""
    token: str
    """The auth token every request is signed with."""
    captions: Mapping[str, str] = field(default_factory=dict)
    """A recording's file name → what it says."""
    dial: str | Sequence[str] = "answer"
    """What transfers meet: answer, busy, no-answer or failed; of several, one each, and the last from then on."""
    delay: float = 0.25
    """Seconds every request takes."""
    account_sid: str = "AC00000000000000000000000000000000"
    caller: str = "+447700900123"
    """The calling number, in E.164; `WITHHELD` for a caller who withholds it."""
    called: str = "+442079460000"
    strict: bool = True
    """Refuse what the platform only warns of."""
    portable: bool = True
    """Refuse what some other carrier would not accept."""
    lenient_media: bool = False
    """Pass over a recording that cannot be had, instead of refusing the document: the platform may do either."""
    status_url: str = ""
    """The number's status callback: told when a call is over, and how many seconds it lasted; nobody if empty."""
    silent: bool = False
    """Keep how long recordings last, and not their sound: somebody else plays them."""
    call: Call | None = field(default=None, init=False)
    """The present call, or the last one."""
    _media: Media = field(init=False)

    def __post_init__(self) -> None:
        """Raise `PhoneError` when `dial` holds something a transfer cannot meet."""
        outcomes(self.dial)
        self._media = Media(self.network, self.lenient_media, self.silent)

    def ring(self) -> Call:
        """Phone the line, and return the call where it first listens (or where it has ended)."""
        webhook = Webhook(
            self.network, self.token, self.account_sid, self.caller, self.called, self.strict, self.portable
        )
        self.call = Call(webhook, self._media, self.captions, outcomes(self.dial), self.delay, self.status_url)
        self.call.begin(self.number_url)
        return self.call

    @property
    def now(self) -> float:
        """Seconds since the present call was answered: the time an application in the same process should go by."""
        return self.call.now if self.call else 0.0

    @property
    def transcript(self) -> Sequence[Event]:
        """What has happened in the present call, also when a refusal broke it off."""
        return self.call.transcript if self.call else ()

    def recording(self, name: str) -> Recording | None:
        """Return a recording that has been fetched, by its address or its file name, so that it can be played."""
        return self._media.named(name)
