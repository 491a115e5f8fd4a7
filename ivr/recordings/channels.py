"""The channels a recording may be heard over: each takes sound at 8 kHz and returns what arrives."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING, Literal, cast

import numpy as np
import numpy.typing as npt
from scipy import signal

from ivr.recordings import RATE
from ivr.recordings.telephone import Sound, active_level, to_pcm

if TYPE_CHECKING:
    import av

BAND = (300.0, 3400.0)  # Hz: the telephone band, as in ITU-T G.712
PACKET = 0.02  # s: the usual voice packet on the internet
LOSS = 0.03  # share of packets
NOISE = 5.0  # dB: active speech level over noise
AMR_RATE = 4750  # bit/s: AMR-NB's lowest, what a mobile phone falls to in a bad cell

VERSION = "channels-1"  # raise it when a channel changes, and everything is heard anew

Random = np.random.Generator
Channel = Callable[[Sound, Random], Sound]


def clean(sound: Sound, random: Random) -> Sound:
    """A good landline: 300 to 3,400 Hz, then G.711 µ-law."""
    del random
    return _coded(_band(sound), "pcm_mulaw", "pcm_mulaw")


def lossy(sound: Sound, random: Random) -> Sound:
    """The same over the internet, where 3 % of packets (20 ms) never come.

    The phone fills a gap as most do: with the packet before it, softer by 6 dB; a second one in a row, with silence.
    """
    arrived = clean(sound, random)
    size = int(PACKET * RATE)
    lost = random.random(-(-len(arrived) // size)) < LOSS
    filled = arrived.copy()
    for at in np.flatnonzero(lost):
        gap = slice(at * size, (at + 1) * size)
        before = arrived[max(0, (at - 1) * size) : at * size]
        filled[gap] = 0.0 if at == 0 or lost[at - 1] else before[: len(filled[gap])] / 2
    return filled


def mobile(sound: Sound, random: Random) -> Sound:
    """A mobile phone in a bad cell: 300 to 3,400 Hz, then AMR-NB at 4.75 kbit/s (3GPP TS 26.071)."""
    del random
    return _coded(_band(sound), "libopencore_amrnb", "amrnb", AMR_RATE)


def noisy(sound: Sound, random: Random) -> Sound:
    """A good landline, heard in a noisy room: pink noise 5 dB below the speech, at the caller's ear."""
    arrived = clean(sound, random)
    noise = pink(len(arrived), random)
    wanted = 10 ** ((active_level(arrived, RATE) - NOISE) / 20)
    return np.asarray(arrived + noise * wanted)


def pink(length: int, random: Random) -> Sound:
    """Return so many samples of noise at 8 kHz, as strong in each octave from 20 Hz up; its level is 0 dBov."""
    spectrum = np.fft.rfft(random.standard_normal(length))
    frequencies = np.fft.rfftfreq(length, 1 / RATE)
    noise = np.fft.irfft(spectrum * (frequencies >= 20) / np.sqrt(np.maximum(frequencies, 20)), length)
    return np.asarray(noise / np.sqrt(np.mean(noise**2)))


# What each is called in the tables, in their order.
CHANNELS: dict[str, Channel] = {"clean": clean, "3 % loss": lossy, "AMR 4.75": mobile, "noise 5 dB": noisy}


def _band(sound: Sound) -> Sound:
    sections = signal.butter(4, BAND, "bandpass", fs=RATE, output="sos")
    return np.asarray(signal.sosfilt(sections, sound))


def _coded(sound: Sound, codec: str, decoder: str, bit_rate: int | None = None) -> Sound:
    """Return `sound` encoded and decoded again, as 16-bit samples, a whole number of packets long."""
    import av

    size = int(PACKET * RATE)
    samples = to_pcm(np.pad(sound, (0, -len(sound) % size)))
    encoding, decoding = _codec(codec, "w"), _codec(decoder, "r")
    if bit_rate:
        encoding.bit_rate = bit_rate
    packets = []
    for at in range(0, len(samples), size):
        frame = av.AudioFrame.from_ndarray(samples[np.newaxis, at : at + size], format="s16", layout="mono")
        frame.sample_rate, frame.pts = RATE, at
        packets += encoding.encode(frame)
    frames = [frame for packet in [*packets, *encoding.encode(None)] for frame in decoding.decode(packet)]
    return np.concatenate([_floating(np.asarray(frame.to_ndarray())) for frame in frames])


def _codec(name: str, mode: Literal["r", "w"]) -> av.AudioCodecContext:
    import av

    codec = cast("av.AudioCodecContext", av.CodecContext.create(name, mode))
    codec.sample_rate, codec.layout = RATE, "mono"
    if mode == "w":
        codec.format, codec.time_base = "s16", Fraction(1, RATE)
    return codec


def _floating(samples: npt.NDArray[np.generic]) -> Sound:
    scale = 32768 if samples.dtype == np.int16 else 1  # one codec gives whole numbers, the other −1…1
    return samples.ravel().astype(np.float64) / scale
