"""The one database: bookmarks for half an hour, and counts for good; SQLite or PostgreSQL.

engine.py       an address → a transaction on tables that exist; nothing here waits for longer than `PATIENCE`
tables.py       the tables as they are now
migrate.py      an older database → those tables, by itself, when a process first uses it
migrations/     Alembic's: one file for each change of a table
"""

from ivr.database.engine import Database, prepare, read_url
from ivr.database.tables import BOOKMARKS, COUNTS, LONGEST_COUNTER, LONGEST_LINE, LONGEST_PLACE

__all__ = ["BOOKMARKS", "COUNTS", "LONGEST_COUNTER", "LONGEST_LINE", "LONGEST_PLACE", "Database", "prepare", "read_url"]
