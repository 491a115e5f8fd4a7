"""Prompt → recording: the catalogue, the voices that make recordings, the telephone chain."""
