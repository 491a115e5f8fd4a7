"""Recordings as the platform fetches them, and how long each one lasts."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from ivr.errors import Refused
from ivr.phone.network import Network, Response

SOUND_TYPES = frozenset({
    "audio/mpeg", "audio/mp3", "audio/wav", "audio/wave", "audio/x-wav", "audio/aiff", "audio/x-aifc", "audio/x-aiff",
    "audio/x-gsm", "audio/gsm", "audio/ulaw", "audio/basic",
})  # fmt: skip


MOST_KEPT = 600
"""Recordings, of some 100 kB: a line has fewer, but may have them played from any second on."""


@dataclass(frozen=True, slots=True)
class Recording:
    """A recording as it was fetched: a whole WAV file and its length in seconds."""

    name: str
    body: bytes
    seconds: float


@dataclass(slots=True)
class Media:
    """Fetches each recording once by its whole address, query included, and keeps the latest.

    `lenient` passes over one that cannot be had, instead of refusing the document. Which of the two the platform does
    is not documented, so a line should be tried with both.
    """

    network: Network
    lenient: bool = False
    silent: bool = False
    """Keep how long each lasts, and not its sound."""
    _fetched: dict[str, Recording] = field(default_factory=dict)

    def fetch(self, url: str) -> Recording | None:
        """Return the recording, or None for one passed over; raise `Refused` (11200, 12300, 13420) unless lenient."""
        try:
            if url not in self._fetched:
                if len(self._fetched) >= MOST_KEPT:
                    del self._fetched[next(iter(self._fetched))]
                fetched = _recording(url, self.network.get(url, {"User-Agent": "TwilioProxy/1.1"}))
                self._fetched[url] = replace(fetched, body=b"") if self.silent else fetched
            self._fetched[url] = latest = self._fetched.pop(url)
            return latest
        except Refused:
            if self.lenient:
                return None
            raise

    def named(self, name: str) -> Recording | None:
        """Return a recording already fetched by its address, or by its file name the latest, so that it can be played.

        The rest of a recording is another one, with the same file name: only the query of its address differs.
        """
        latest = (recording for recording in reversed(self._fetched.values()) if recording.name == name)
        return self._fetched.get(name) or next(latest, None)


@lru_cache(4096)
def file_name(url: str) -> str:
    """Return the last component of an address's path."""
    return PurePosixPath(unquote(urlsplit(url).path)).name


def seconds_of(wav: bytes) -> float:
    """Return the length of a WAV file in seconds, from its header; raise `Refused` (13420) for anything else.

    The standard library's `wave` reads no µ-law, which is what telephones like best.
    """
    if wav[:4] != b"RIFF" or wav[8:12] != b"WAVE":
        raise Refused(13420, "not a WAV file")
    chunks = _chunks(wav)
    rate = int.from_bytes(chunks.get(b"fmt ", b"")[8:12], "little")  # bytes a second
    if not rate or b"data" not in chunks:
        raise Refused(13420, "a WAV file without a format or without sound")
    return len(chunks[b"data"]) / rate


def _chunks(wav: bytes) -> dict[bytes, bytes]:
    found: dict[bytes, bytes] = {}
    at = 12
    while at + 8 <= len(wav):
        size = int.from_bytes(wav[at + 4 : at + 8], "little")
        found.setdefault(wav[at : at + 4], wav[at + 8 : at + 8 + size])
        at += 8 + size + size % 2  # chunks begin at even offsets
    return found


def _recording(url: str, answer: Response) -> Recording:
    if not 200 <= answer.status < 300:
        raise Refused(11200, f"the recording {url} answers {answer.status}")
    if answer.media_type not in SOUND_TYPES:
        raise Refused(12300, f"the recording {url} has Content-Type {answer.media_type or '(none)'}, not audio")
    try:
        return Recording(file_name(url), answer.body, seconds_of(answer.body))
    except Refused as fault:
        raise Refused(fault.number, f"the recording {url} cannot be played: {fault}") from fault
