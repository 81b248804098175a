"""A bank statement against the books: what ties exactly is proposed, the rest is listed with its age."""
