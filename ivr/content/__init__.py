"""What callers hear and whom they reach: the model, the loader that checks it whole, and the data under `lines/`."""

from ivr.content.loader import load_line
from ivr.content.model import Helpline, Line, Menu, Topic
from ivr.content.written import Prompt

__all__ = ["Helpline", "Line", "Menu", "Prompt", "Topic", "load_line"]
