"""The chain: entries sealed one to the other, verified, shown in part, taken elsewhere, and checked with nothing but Python."""
