"""Bookmarks: where a caller was when a call broke off, kept for half an hour, so that who rings again can carry on.

A bookmark is three things and no more: a name made of the caller's number with a secret that is never stored beside it,
the place as it stands in an address, and when it expires. Callers who withhold their number have none. The store is
SQLite or PostgreSQL. It never harms a call: asking it takes at most `LONGEST_FIND` seconds, telling it takes none, and
what fails is logged by the kind of error alone.

    store.py       what the line talks to: Bookmarks, and NoBookmarks for a line that keeps none
    callers.py     a caller's number → the name of the bookmark, or none
    changes.py     what is still to be written, one change a caller, bounded
    worker.py      the thread that alone speaks to the database
    table.py       the table, in SQLite or PostgreSQL
"""

from ivr.bookmarks.memory import InMemory
from ivr.bookmarks.store import KEPT_FOR, Bookmarks, NoBookmarks, Store
from ivr.bookmarks.worker import LONGEST_FIND

__all__ = ["KEPT_FOR", "LONGEST_FIND", "Bookmarks", "InMemory", "NoBookmarks", "Store"]
