"""Expenses: claims and what is spent without one, their receipts, and what is asked for again."""
