"""From a call to an agreement: what is admissible, how files rank, who is designated, when an instalment may be released."""
