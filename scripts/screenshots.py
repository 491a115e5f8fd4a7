"""Take the pictures of the pages that README.md shows: docs/*.png. Needs Chromium, and the extra `test`.

    .venv/bin/python scripts/screenshots.py [--all FOLDER]

With --all, every page instead, at 320, 768 and 1440 px, in light, dark and forced colours, to be looked at in FOLDER.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import threading
from collections.abc import Iterator
from itertools import product
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import make_server

from ivr.desk import app_here
from ivr.web.demo import Quiet

DOCS = Path(__file__).parents[1] / "docs"
NUMBER = "+44 20 7946 0000"
"""One of those that Ofcom keeps free for use in drama: nobody has it."""

SHOWN = (
    ("phone", "/phone", 1440, "light"),
    ("home", "/", 768, "light"),
    ("topic", "/topics/stress", 768, "dark"),
    ("words", "/words", 768, "light"),
    ("card", "/card", 768, "light"),
    ("phone-narrow", "/phone", 320, "dark"),
)
PAGES = (("home", "/"), ("words", "/words"), ("card", "/card"), ("topic", "/topics/stress"), ("phone", "/phone"))
WIDTHS = (320, 768, 1440)
LOOKS = {"light": {"color_scheme": "light"}, "dark": {"color_scheme": "dark"}, "forced": {"forced_colors": "active"}}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--all", type=Path, metavar="FOLDER", help="every page, width and look, into FOLDER")
    every = parser.parse_args().all
    wanted = list(everything()) if every else SHOWN
    folder = every or DOCS
    folder.mkdir(parents=True, exist_ok=True)
    server = make_server("127.0.0.1", 0, app_here({"IVR_NUMBER": NUMBER}), threaded=True, request_handler=Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        sys.exit("Chromium is needed; on Debian or Ubuntu: apt-get install chromium")
    with sync_playwright() as playwright:
        options = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=found, args=options)
        for name, address, width, look in wanted:
            take(browser, f"http://127.0.0.1:{server.port}{address}", width, look, folder / f"{name}.png", bool(every))
            print(folder / f"{name}.png")
        browser.close()
    server.shutdown()


def everything() -> Iterator[tuple[str, str, int, str]]:
    """Each page at each width in each look: name, address, width, look."""
    for (page, address), width, look in product(PAGES, WIDTHS, LOOKS):
        yield f"{page}-{width}-{look}", address, width, look


def take(browser: Browser, address: str, width: int, look: str, file: Path, whole: bool) -> None:
    """One picture; of a phone in the middle of a call."""
    context = browser.new_context(viewport={"width": width, "height": 900 if width < 1000 else 1300}, **LOOKS[look])
    page = context.new_page()
    page.goto(address)
    if address.endswith("/phone"):
        phone_for_a_while(page)
    page.screenshot(path=file, full_page=whole)
    context.close()


def phone_for_a_while(page: Page) -> None:
    """Up to the middle of a topic's first part."""
    page.click("#ring")
    for key in ("2", "2", "#"):
        page.locator("#state", has_text="listens for").wait_for()
        page.wait_for_timeout(2000)
        page.click(f"#keypad [value='{key}']")
    page.locator("#here-words", has_text="part 1").wait_for()
    page.wait_for_timeout(2500)


if __name__ == "__main__":
    main()
