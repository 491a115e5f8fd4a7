"""The `ivr` command: try the line, run it, change it, tell of it. Each command imports what it needs when it runs.

group.py    the command itself, and how a mistake is told      trying.py    demo, phone
running.py  serve, recordings, fallback, password               changing.py  check, diff, verify
carrier.py  connect, cost                                       telling.py   report
"""

from ivr.cli import carrier, changing, running, telling, trying
from ivr.cli.group import main

__all__ = ["carrier", "changing", "main", "running", "telling", "trying"]
