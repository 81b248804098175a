"""Allocations: scenarios checked, shared out, compared, explored and planned over years."""
