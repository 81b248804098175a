"""A fund handed over to whoever takes it up."""
