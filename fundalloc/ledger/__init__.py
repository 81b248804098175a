"""One fund's books: sealed entries that only ever grow, balances kept beside them, and the proof that nothing was changed."""
