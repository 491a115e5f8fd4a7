"""Counts, not people: how often something happened on a line in a day, and nothing about any call.

What is written is a number beside a day, a line and the name of a counter, and it is only ever added to. What must be
known to count something once a call travels in the call's own addresses, as letters that say what was counted already.
No call waits for the database: what was counted waits in memory, bounded, and is written every few seconds.

    tally.py       one turn of a call → the counters that it adds to; pure
    once.py        what was counted lately, for requests that are delivered twice
    waiting.py     what is still to be written
    worker.py      the thread that alone writes it
    table.py       the table of counts: added to, and read
    store.py       what calls tell, and what reports ask
    figures.py     counts → what a report says, small numbers hidden; pure
    period.py      the months and quarters that reports are of
    report.py      those figures as text, as CSV, and as a page to print
"""

from ivr.counts.once import Once
from ivr.counts.store import Counts, NoCounts, Tally

__all__ = ["Counts", "NoCounts", "Once", "Tally"]
