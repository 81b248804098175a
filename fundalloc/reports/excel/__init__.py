"""Workbooks, drawn from documents."""
