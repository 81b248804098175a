"""What to move, now that part of a year is spent."""
