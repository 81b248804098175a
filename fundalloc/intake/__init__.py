"""What people give - folders, tables, statements - read whole, or refused whole with every problem and its place."""
