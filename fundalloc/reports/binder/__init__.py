"""The audit binder: everything behind a report in one archive, its index, and the program that checks it with nothing but Python."""
