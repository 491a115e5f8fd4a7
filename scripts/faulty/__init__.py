"""Faults, each brought about for real while calls are under way: run by scripts/faults, and in short by the tests.

every.py      all of them, in their order
site.py       the line as it is deployed, to which faults are done
relay.py      a way to PostgreSQL that can be slow      small.py      a disk that can be full
serve.py      `ivr serve`, with a clock that each request brings along
caller.py     callers at random, by seed; when a call is lost
carrier.py    the carrier in between, which asks once more, and falls back
fault.py      a fault, and how it is tried              table.py      what came of it

servers.py, database.py, disk.py, delivery.py, transfers.py, clock.py      the faults, by what they befall
"""
