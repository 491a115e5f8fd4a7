"""The Flask app: calls, recordings, health."""

from ivr.web.app import create_app

__all__ = ["create_app"]
