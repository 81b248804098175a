"""The bank: statements read, matched with the books, and signed."""
