"""Grants: calls, agreements, their milestones and instalments, financing plans, and the bodies that decide."""
