"""Accountability, activity and highlights: what was done and counted, beside the money of the same lines of the plan."""
