"""What a server writes about itself: one JSON object a line, to standard error, and nothing about callers.

Our own code logs no address, form or message of an error, for each may hold something of a caller's. What libraries log
is not in our hands, so every text is searched once more before it is written.
"""

from __future__ import annotations

import logging
import re
import sys
import traceback
from pathlib import Path
from typing import IO

import structlog
from structlog.typing import EventDict, WrappedLogger

TRACES = (
    (re.compile(r"/call[/%?][^\s'\"<>]*"), "/call/…"),  # where a caller was, and with which key
    (re.compile(r"\b(?:CA|AC|SM|PN)[0-9a-f]{32}\b"), "…"),  # what the carrier calls a call, or an account
    (re.compile(r"\+?\d(?:[ -]?\d){6,}"), "…"),  # a phone number, or what could be one
    (re.compile(r"(?i)\b(SpeechResult|Digits|From|Caller)=[^&\s]*"), r"\1=…"),
)
"""Patterns, and what is written instead."""


def log_to(stream: IO[str]) -> None:
    """Write every log of this process to a stream: as JSON, or for a person, if it is a terminal."""
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            structlog.stdlib.ExtraAdder(allow=("where",)),
        ],
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            _without_messages,
            _without_traces,
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
            structlog.dev.ConsoleRenderer() if stream.isatty() else structlog.processors.JSONRenderer(),
        ],
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    logging.captureWarnings(True)


def failed(log: logging.Logger, what: str, error: BaseException) -> None:
    """Log an error by its kind and where it came from, and not by its message."""
    log.error("%s: %s", what, type(error).__name__, extra={"where": frames(error)})


def frames(error: BaseException) -> list[str]:
    """The way of an error through the code, the innermost last."""
    found = traceback.extract_tb(error.__traceback__)
    return [f"{Path(one.filename).name}:{one.lineno} {one.name}" for one in found]


def _without_messages(_log: WrappedLogger, _name: str, event: EventDict) -> EventDict:
    """An exception that a library logs is told as ours are."""
    given = event.pop("exc_info", None)
    error = sys.exc_info()[1] if given is True else given[1] if isinstance(given, tuple) else given
    if isinstance(error, BaseException):
        event.update(error=type(error).__name__, where=frames(error))
    for field in ("exception", "stack", "stack_info"):
        event.pop(field, None)
    return event


def _without_traces(_log: WrappedLogger, _name: str, event: EventDict) -> EventDict:
    for field, value in event.items():
        if isinstance(value, str):
            event[field] = _cleaned(value)
    return event


def _cleaned(text: str) -> str:
    for pattern, instead in TRACES:
        text = pattern.sub(instead, text)
    return text
