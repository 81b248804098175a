"""The result of an allocation as a committee reads it, page by page."""
