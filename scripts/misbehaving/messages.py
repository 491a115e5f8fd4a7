"""Requests and answers as they stand on the wire."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Request:
    """A request, whose body is what is sent: chunks are in it."""

    method: str
    target: str
    """As it stands in the first line: a path with its query, or whatever a vice makes of it."""
    headers: tuple[tuple[str, str], ...]
    body: bytes = b""
    version: str = "HTTP/1.1"

    @property
    def head(self) -> bytes:
        """Everything before the body."""
        lines = [f"{self.method} {self.target} {self.version}", *(f"{name}:{value}" for name, value in self.headers)]
        return "\r\n".join([*lines, "", ""]).encode("latin-1")

    @property
    def wire(self) -> bytes:
        """All of it."""
        return self.head + self.body

    def header(self, name: str) -> str:
        """A header's value without the spaces around it; empty if it is not there."""
        return next((value.strip() for one, value in self.headers if one.lower() == name.lower()), "")

    def without(self, *names: str) -> Request:
        """The same without these headers."""
        gone = {name.lower() for name in names}
        return replace(self, headers=tuple(one for one in self.headers if one[0].lower() not in gone))

    def adding(self, **headers: str) -> Request:
        """The same with these headers in the place of those of their names; `_` stands for a dash, `__` for itself."""
        named = {name.replace("__", "\0").replace("_", "-").replace("\0", "_"): f" {headers[name]}" for name in headers}
        return replace(self, headers=(*self.without(*named).headers, *named.items()))

    def named(self, name: Callable[[str], str]) -> Request:
        """The same with the names of its headers written in another way."""
        return replace(self, headers=tuple((name(one), value) for one, value in self.headers))

    def at(self, path: str, query: str | None) -> Request:
        """The same for another path; `query` is what follows the question mark, None for no question mark."""
        return replace(self, target=path if query is None else f"{path}?{query}")

    @property
    def path(self) -> str:
        """What is before the question mark."""
        return self.target.partition("?")[0]

    @property
    def query(self) -> str | None:
        """What follows the question mark; None if there is none."""
        return self.target.partition("?")[2] if "?" in self.target else None


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    media_type: str
    body: bytes
    private: bool = False
    """Whether whoever passes it on must not keep it."""
