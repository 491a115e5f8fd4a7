"""Steadyline: a phone line for people with dystonia.

One call, one way through, no back and forth:

    form → signature → event → dialogue → reply → TwiML
                               content ↑           ↑ recordings

    settings.py    every environment variable: name, default, meaning
    logs.py        what a server writes about itself, and nothing about callers
    errors.py      every error raised on purpose, as a tree
    cli/            the `ivr` command: try the line, run it, change it, tell of it
    check.py       what would make a line unfit to go live
    connect.py     a number at the carrier is connected: what is set there, and what should be
    cost.py        what a month costs at the carrier, and how many calls at once
    difference.py  what callers will hear differently since a commit
    verify.py      helplines verified by a person: what to ask, who did and when, what comes due
    report.py      reports of what was counted: a month, a quarter; text, CSV, a page
    desk.py        the line on this machine: a phone to it, its pages; or a phone to a server
    content/       what callers hear and whom they reach: the model, the loader, and the data under lines/
    dialogue/      where a caller is, what can happen, what the line says to it; every turn walked; pure
    database/      the one database, SQLite or PostgreSQL, and its migrations
    counts/        how often what was heard, a day and a line, and nothing about callers; and reports of it
    bookmarks/     where a call broke off, for half an hour, in a database that may fail
    carrier/       Twilio's language in and out: form → event, speech → meaning, reply → TwiML, signature
    recordings/    prompt → recording: the catalogue, the voices, the telephone chain, the quality check
    phone/         a phone that obeys TwiML as the carrier does: for tests, the terminal and the page
    web/           the Flask app: calls, recordings, the pages, the operator's too, health, metrics; and what serves it

Imports go downwards only: cli → cost, connect, difference, verify, report, desk → web → check → phone, carrier,
recordings, bookmarks, counts → dialogue, database → content → errors, logs. `dialogue` imports `content`, `errors` and
the standard library, nothing else. Only the tool that makes recordings imports a voice; only `database`, `bookmarks`
and `counts` keep anything.
"""
