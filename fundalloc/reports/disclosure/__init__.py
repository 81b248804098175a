"""Grants as they are published: one room of facts, a file for each published format."""
