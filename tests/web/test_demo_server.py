"""The server of the demo, under readers that go away."""

from __future__ import annotations

import gc
import socket
import struct
import threading
import warnings
from urllib.parse import urlsplit

import pytest

from ivr.recordings.catalogue import Catalogue

RESET = struct.pack("ii", 1, 0)
"""SO_LINGER of a socket whose close is a reset: that of a browser which leaves a page before all of it is there."""


@pytest.mark.parametrize("kind", ["static", "audio"])
def test_a_file_is_closed_though_its_reader_went_away(site: str, kind: str, catalogue: Catalogue) -> None:
    host = urlsplit(site)
    name = "icon.svg" if kind == "static" else min(catalogue.files)
    before = set(threading.enumerate())
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always", ResourceWarning)
        for _ in range(20):
            with socket.create_connection((host.hostname, host.port), timeout=10) as reader:
                reader.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
                reader.sendall(f"GET /{kind}/{name} HTTP/1.1\r\nHost: {host.netloc}\r\n\r\n".encode())
                assert reader.recv(12) == b"HTTP/1.1 200"
        for serving in set(threading.enumerate()) - before:
            serving.join(10)
        gc.collect()
    assert [str(one.message) for one in told if name in str(one.message)] == []
