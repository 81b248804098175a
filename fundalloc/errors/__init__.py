"""Every refusal: a stable code and facts, no sentence; one file per part of the house."""

from fundalloc.errors.base import Place, Refusal, RefusedTogether, refuse_together

__all__ = ["Place", "Refusal", "RefusedTogether", "refuse_together"]
