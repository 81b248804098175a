"""The budget in the books: adopted, amended, transferred, committed, carried, closed."""
