"""What docs/openapi.yaml describes, asked for by schemathesis: fit and unfit, signed as by the carrier, and unsigned.

Whatever the server answers must be in the description; where it is not, one of the two is wrong.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import hypothesis
import requests
import schemathesis
import yaml
from hypothesis import HealthCheck, Phase, strategies
from schemathesis import checks
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.core.transport import Response
from schemathesis.specs.openapi import checks as openapi

from hostile_input import real
from hostile_input.client import server
from hostile_input.judge import against, against_turn
from hostile_input.real import PASSWORD, Answered, Asked
from hostile_input.tried import Tried, timed

PAGE = Path(__file__).resolve().parents[2] / "docs/openapi.yaml"

CHECKS = (
    checks.not_a_server_error, openapi.status_code_conformance, openapi.content_type_conformance,
    openapi.response_headers_conformance, openapi.response_schema_conformance,
)  # fmt: skip

UNSIGNED = 4
"""One in so many requests of the carrier's is left unsigned."""

Operation = Any
"""As schemathesis has it: a path and a method."""


def description() -> dict[str, Any]:
    """The description as it is written."""
    return dict(yaml.safe_load(PAGE.read_text(encoding="utf-8")))


def operations(described: dict[str, Any] | None = None) -> list[Operation]:
    """Every path with each of its methods, of the description as it is written, or of another."""
    schema = schemathesis.openapi.from_dict(described or description())
    return [result.ok() for result in schema.get_all_operations()]


def run(inputs: int, seed: int) -> Tried:
    """As many requests as are wanted, shared among the operations; one in ten goes over HTTP, to a real server."""
    tried, all_of_them = Tried("described addresses", "schemathesis, in one process and over HTTP"), operations()
    examples = max(1, inputs // len(all_of_them))
    with timed(tried), server() as served:
        for number, operation in enumerate(all_of_them):
            try_operation(operation, examples, tried, seed + number)
            try_operation(operation, max(1, examples // 10), tried, seed - 1 - number, served.ask)
    return tried


def try_operation(
    operation: Operation, examples: int, tried: Tried, seed: int | None, ask: Callable[[Asked], Answered] = real.ask
) -> None:
    """Ask one operation `examples` times; with no seed, always for the same."""
    guarded = bool(operation.definition.raw.get("security"))

    def one(case: Any) -> None:
        unsigned = guarded and tried.inputs % UNSIGNED == 0
        asked = sent(case, unsigned)
        answered = ask(asked)
        tried.got(f"{answered.status}")
        for what in _wrong(case, asked, answered, unsigned):
            tried.finds(f"{operation.label}: {what}", str(asked))

    _many(operation, examples, seed)(one)


def _many(operation: Operation, examples: int, seed: int | None) -> Callable[[Callable[[Any], None]], None]:
    settings = hypothesis.settings(
        max_examples=examples, derandomize=seed is None, database=None, deadline=None,
        phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck),
    )  # fmt: skip

    def begin(one: Callable[[Any], None]) -> None:
        def test(case: Any) -> None:
            one(case)

        made = settings(hypothesis.given(case=_cases(operation))(test))
        (made if seed is None else hypothesis.seed(seed)(made))()

    return begin


def _cases(operation: Operation) -> Any:
    """What fits the description, and, where anything can be wrong, what does not."""
    fit, unfit = schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE
    raw = operation.definition.raw
    modes = (fit, unfit) if raw.get("parameters") or raw.get("requestBody") else (fit,)
    return strategies.one_of([operation.as_strategy(generation_mode=mode) for mode in modes])


def sent(case: Any, unsigned: bool) -> Asked:
    """A case as it goes over the wire, with what the address asks for to let it in."""
    wanted = case.as_transport_kwargs(base_url=real.PUBLIC)
    keys = {name: wanted.get(name) for name in ("method", "url", "params", "data", "json", "files", "headers")}
    headers = {str(name): str(value) for name, value in (keys.pop("headers") or {}).items()}
    made = requests.Request(**keys).prepare()
    body = made.body.encode() if isinstance(made.body, str) else made.body or b""
    parts = urlsplit(made.url or "")
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    headers = {**headers, **{name: value for name, value in made.headers.items() if name == "Content-Type"}}
    guards = {key for scheme in case.operation.definition.raw.get("security", ()) for key in scheme}
    if not unsigned and "carrier" in guards:
        headers["X-Twilio-Signature"] = _signature(target, body)
    if not unsigned and "password" in guards:
        headers["Authorization"] = "Basic " + base64.b64encode(f"x:{PASSWORD}".encode()).decode()
    return Asked(case.method, target, tuple(headers.items()), body)


def _signature(target: str, body: bytes) -> str:
    with suppress(ValueError):
        return real.signature(target, body)
    return "it cannot be"


def _wrong(case: Any, asked: Asked, answered: Answered, unsigned: bool) -> Iterable[str]:
    if unsigned and answered.status not in (303, 400, 401, 403, 413, 429):
        yield f"nobody signed, and is answered with {answered.status}"
    signed_turn = not unsigned and asked.target.startswith("/call")
    yield from against_turn(answered, "") if signed_turn and b"To=" not in asked.body else against(answered, "")
    try:
        case.validate_response(_as_seen(asked, answered), checks=CHECKS)
    except FailureGroup as failures:
        yield from (_told(failure) for failure in failures.exceptions)
    except Failure as failure:
        yield _told(failure)


def _told(failure: Any) -> str:
    return f"{failure.title}: {' '.join(str(failure.message).split())[:200]}"


def _as_seen(asked: Asked, answered: Answered) -> Response:
    headers: dict[str, list[str]] = {}
    for name, value in answered.headers:
        headers.setdefault(name.lower(), []).append(value)
    made = requests.Request(asked.method, real.PUBLIC + asked.target).prepare()
    return Response(answered.status, headers, answered.body, made, elapsed=0.0, verify=False)
