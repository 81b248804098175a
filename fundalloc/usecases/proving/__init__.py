"""Proof: seals verified, checkpoints, binders, samples, and figures followed to their receipts."""
