"""A report as one page that stands alone, to be printed or sent."""

from __future__ import annotations

from functools import cache

from jinja2 import Environment, PackageLoader

from ivr.counts.figures import Report
from ivr.web.pages import STATIC


def as_page(report: Report) -> str:
    """The page; it loads nothing, and asks nothing of the server."""
    style = (STATIC / "style.css").read_text(encoding="utf-8")
    return _templates().get_template("report.html").render(report=report, style=style) + "\n"


@cache
def _templates() -> Environment:
    return Environment(loader=PackageLoader("ivr.web"), autoescape=True, trim_blocks=True, lstrip_blocks=True)
