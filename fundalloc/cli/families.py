"""Every verb of the command line, in the order of the work: decide, record, reconcile, report."""

from typing import Final

from fundalloc.cli import (
    agreements,
    allocate,
    calls,
    claims,
    compare,
    demo,
    financing,
    holdings,
    ledger,
    prove,
    receipts,
    reconcile,
    report,
    scenario,
    sweep,
    trace,
)
from fundalloc.cli.verbs import Family, Verb

FAMILIES: Final[tuple[Family | Verb, ...]] = (
    demo.VERB,
    calls.FAMILY,
    scenario.FAMILY,
    allocate.VERB,
    compare.VERB,
    sweep.VERB,
    prove.VERB,
    agreements.FAMILY,
    financing.FAMILY,
    ledger.FAMILY,
    claims.FAMILY,
    receipts.FAMILY,
    holdings.DOCUMENTS,
    holdings.VOUCHERS,
    holdings.PERSONAL,
    reconcile.FAMILY,
    report.FAMILY,
    trace.VERB,
)
