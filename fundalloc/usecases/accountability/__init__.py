"""Accountability: reports prepared, explained, reviewed, signed and handed over."""
