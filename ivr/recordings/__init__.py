"""Prompt → recording: the catalogue, the voices that make recordings, the telephone chain, the quality check."""

RATE = 8000
"""Hz: the phone network's own."""

CHAIN = "telephone-3"
"""Part of every recording's name: raise it when a step of telephone.py, or of record.py, changes what is heard."""
