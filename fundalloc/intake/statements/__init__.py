"""Statements of banks and extracts of general ledgers: one small reader per format, and one list of them."""

from fundalloc.intake.statements.registry import read_statement

__all__ = ["read_statement"]
