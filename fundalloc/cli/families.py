"""Every verb of the command line, in the order of the work: decide, record, reconcile, report."""

from collections.abc import Mapping
from importlib import import_module
from typing import Final

from fundalloc.cli.verbs import Family, Verb

FAMILIES: Final[Mapping[str, tuple[str, str]]] = {
    "demo": ("demo", "VERB"),
    "call": ("calls", "FAMILY"),
    "scenario": ("scenario", "FAMILY"),
    "allocate": ("allocate", "VERB"),
    "compare": ("compare", "VERB"),
    "sweep": ("sweep", "VERB"),
    "explore": ("explore", "FAMILY"),
    "steer": ("steer", "VERB"),
    "horizon": ("horizon", "VERB"),
    "prove": ("prove", "VERB"),
    "agreement": ("agreements", "FAMILY"),
    "financing": ("financing", "FAMILY"),
    "progress": ("progress", "FAMILY"),
    "ledger": ("ledger", "FAMILY"),
    "claim": ("claims", "FAMILY"),
    "receipt": ("receipts", "FAMILY"),
    "document": ("holdings", "DOCUMENTS"),
    "voucher": ("holdings", "VOUCHERS"),
    "personal": ("holdings", "PERSONAL"),
    "reconcile": ("reconcile", "FAMILY"),
    "report": ("report", "FAMILY"),
    "trace": ("trace", "VERB"),
    "audit": ("audit", "FAMILY"),
    "serve": ("serve", "VERB"),
    "access": ("access", "FAMILY"),
}
"""What is typed first, and the module and the name under which it stands."""


def family(name: str) -> Family | Verb:
    """Return what stands under a name; its module is loaded only now, so that a balance does not wait for what it does not use."""
    module, own_name = FAMILIES[name]
    found = getattr(import_module(f"fundalloc.cli.{module}"), own_name)
    assert isinstance(found, Family | Verb), "a family or a verb stands under each name"
    assert found.name == name, "a family is typed as it is named"
    return found
