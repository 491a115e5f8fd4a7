"""Each parser under atheris: inputs that reach new code are kept, and spoilt further.

`python scripts/hostile_input/parsers.py PARSER RUNS SEED FILE` fuzzes one parser and writes to FILE what came of it;
libFuzzer ends the process that it runs in, so that each has one of its own, and whatever it needs lies beside FILE. An
error that is none of ours is noted, and the run goes on.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from pathlib import Path

SCRIPTS = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(SCRIPTS))

try:
    import atheris
except ImportError:
    raise SystemExit("atheris is missing; it is installed by scripts/environment fuzz") from None

with atheris.instrument_imports(include=["ivr", "frontmatter"]):
    from hostile_input import targets

from hostile_input.tried import ERROR, Tried  # noqa: E402

Target = Callable[["atheris.FuzzedDataProvider", Tried], None]


class Fuzzed:
    """A parser under way: what it raises is noted, with where from, and the run goes on."""

    def __init__(self, target: Target, tried: Tried, runs: int, file: Path) -> None:
        self._target = target
        self._tried = tried
        self._runs = runs
        self._file = file
        self._began = time.monotonic()
        self._done = 0

    def one(self, data: bytes) -> None:
        """Try one input."""
        try:
            self._target(atheris.FuzzedDataProvider(data), self._tried)
        except Exception as error:
            frame = traceback.extract_tb(error.__traceback__)[-1]
            self._tried.got("an error")
            what = f"{ERROR}: {type(error).__name__} in {Path(frame.filename).name}, {frame.name}"
            self._tried.finds(what, repr(data))
        self._done += 1
        if self._done >= self._runs or self._done % 1000 == 0:  # libFuzzer ends the process, and tells nobody
            self._tried.seconds = time.monotonic() - self._began
            self._file.write_text(json.dumps(self._tried.as_json()), encoding="utf-8")


def main() -> None:
    """Fuzz one parser."""
    name, runs, seed, file = sys.argv[1:]
    target, seeds, longest = targets.PARSERS[name]
    tried, folder = Tried(f"parser: {name}", "atheris, coverage-guided"), Path(file).parent
    tempfile.tempdir = str(folder)  # nothing is cleared away where a process ends like this
    corpus = Path(tempfile.mkdtemp())
    for number, known in enumerate(seeds()):
        (corpus / f"{number}").write_bytes(known)
    options = [f"-runs={runs}", f"-seed={seed}", f"-max_len={longest}", "-rss_limit_mb=2048", "-timeout=20"]
    fuzzed = Fuzzed(target, tried, int(runs), Path(file))
    atheris.Setup([sys.argv[0], str(corpus), *options, "-verbosity=0"], fuzzed.one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
