"""A proxy between carrier and line that misbehaves, to see that no call is lost by it; for scripts/bad_proxy.py.

proxy.py       the proxy: a request in at one end, out at the other, and what the vices make of it
messages.py    requests and answers as they stand on the wire      upstream.py   its way to the line's server
rewriting.py   vices that change a request                         delivering.py vices in how it is brought
crowding.py    vices that keep connections open
vices.py       all of them by name, and what is to become of a call
calls.py       random calls by seed, and the carrier that retries once and then takes the fallback
line.py        the server behind it      serve.py   as `ivr serve`, by the clock of the calls (clock.py)
"""
