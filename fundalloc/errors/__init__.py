"""Every refusal: a stable code and facts, no sentence; one file per part of the house."""

from fundalloc.errors.base import Advice, Level, Place, Refusal, RefusedTogether, ToExplain, Worded, refuse_together, refused_alike

__all__ = ["Advice", "Level", "Place", "Refusal", "RefusedTogether", "ToExplain", "Worded", "refuse_together", "refused_alike"]
