"""The Flask app: calls, recordings, the pages, health.

app.py      the factory: settings and a clock in, an app out      server.py    it under a production server
calls.py    the carrier's requests: one turn of a call each       demo.py      it on this machine, for the browser phone
played.py   what is played for a prompt     recordings.py  the files of it     health.py   whether all is there
pages.py    what all pages share     guard.py   the operator's password     templates/ and static/ beside it
site.py     the text twin: everything that is said, to read, and a card to print
browser_phone.py  a page that phones the line      turn.py   what it needs to know of one turn
"""

from ivr.web.app import PRIVATE, create_app

__all__ = ["PRIVATE", "create_app"]
