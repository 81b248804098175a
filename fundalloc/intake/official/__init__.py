"""The ministry's own form: what stands in it, what it is filled with, and what changed from one edition to the next."""
