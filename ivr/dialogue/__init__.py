"""Where a caller is, what can happen, and what the line says to it: pure, no file, no clock, no carrier."""
