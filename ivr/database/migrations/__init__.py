"""Alembic's environment and its revisions: `.venv/bin/alembic revision -m "what changes"` begins a new one."""
