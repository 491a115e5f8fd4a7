"""The Flask app: calls, recordings, the pages, health.

app.py      the factory: settings and a clock in, an app out      server.py    it under a production server
front.py    what stands before it: what proxies may have made of an address      worker.py   who stalls frees the thread
calls.py    the carrier's requests: one turn of a call each       demo.py      it on this machine, for the browser phone
played.py   what is played for a prompt     recordings.py  the files of it     health.py   whether all is there
signed.py   the guard of the carrier's addresses        counting.py  what calls add to the counts
pages.py    what all pages share, with templates/ and static/ beside it
guard.py    the operator's guard     operator_page.py  the page behind it, and the way in     metrics.py  for Prometheus
report.py   a report as a page that stands alone
site.py     the text twin: everything that is said, to read, and a card to print
browser_phone.py  a page that phones the line      turn.py   what it needs to know of one turn
"""

from ivr.web.app import PRIVATE, create_app

__all__ = ["PRIVATE", "create_app"]
