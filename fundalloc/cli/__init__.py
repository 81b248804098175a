"""The command line: one door onto the use cases; one file per family of verbs."""
