"""fundalloc: decide, record, prove, from the envelope to the receipt."""

from importlib import import_module

__version__ = "0.1.0"

__all__ = ["Ledger", "allocate", "open_ledger", "plan_years", "read_scenario", "steer", "sweep", "told"]


def __getattr__(name: str) -> object:
    """Open the door for who writes Python on first need, so that ``import fundalloc`` loads no engine."""
    if name in __all__:
        return getattr(import_module("fundalloc.api"), name)
    raise AttributeError(name)
