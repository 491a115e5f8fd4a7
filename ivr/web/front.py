"""What stands before the app: requests as the line means them, whatever a proxy has made of them on the way."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

OF_THE_LINE = ("call", "status", "audio")
"""The first folders of the carrier's addresses."""

HOST_ASKED = "steadyline.host"
"""Of the environment: the host as the request names it, on which nothing depends but a word to the operator."""

SLASHES = re.compile("//+")


class Front:
    """Takes the folder of the public address away where a proxy has left it, and slashes that are too many.

    A server behind https://example.org/line is asked for /line/call by some proxies, and for /call by others. Links on
    its pages begin with the folder either way. Which host is asked, and by which protocol, is told by the settings, and
    not by the request: some proxies send as Host what could be none, and Flask would answer 400. Nor does the line go
    over to another protocol.
    """

    def __init__(self, app: WSGIApplication, public_url: str) -> None:
        self._app = app
        public = urlsplit(public_url)
        self._given = {"wsgi.url_scheme": public.scheme, "HTTP_HOST": public.netloc.rpartition("@")[2]}
        self._folder = public.path.rstrip("/")
        # Of https://example.org/call, nobody could tell whether /call/call is the whole address or the rest of one.
        self._may_be_left = self._folder.split("/")[1:2] not in ([], *([name] for name in OF_THE_LINE))

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """As WSGI has it: PEP 3333."""
        path = environ.get("PATH_INFO", "")
        if "//" in path or path.endswith("/"):
            path = SLASHES.sub("/", f"{path}/")[:-1]
        if self._may_be_left:
            environ["SCRIPT_NAME"] = self._folder
            path = path.removeprefix(self._folder) if f"{path}/".startswith(f"{self._folder}/") else path
        environ[HOST_ASKED] = environ.get("HTTP_HOST", "")
        environ |= {**self._given, "PATH_INFO": path or "/"}
        environ.pop("HTTP_UPGRADE", None)
        return self._app(environ, start_response)
