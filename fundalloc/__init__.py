"""fundalloc: decide, record, prove, from the envelope to the receipt."""

__version__ = "0.1.0"
