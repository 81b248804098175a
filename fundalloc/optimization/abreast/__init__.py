"""Many settings of one program answered side by side, where its rows lie one inside the other: exactly, and as if each were alone."""
