"""Hostile input, by the million: one module for each family, and what all of them share.

vocabulary.py  what is put where it does not belong
real.py        the real line, its app, its addresses, and requests signed as the carrier signs them
judge.py       what must be true of every answer
tried.py       what was tried and what was found, with the smallest input for each finding
parsers.py     each parser under a coverage-guided fuzzer (atheris), which runs in a process of its own
turns.py       whole requests to the app in this process
wire.py        bytes over a real socket to a real server; shapes.py makes them, client.py sends them
content.py     content that means harm, in documents and on pages
described.py   what the OpenAPI description says, and what it does not (schemathesis)
"""
