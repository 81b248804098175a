"""Mistakes planted in the year, each in the claim, the receipts or the bank where people make it, with how it must be found."""

from collections.abc import Callable
from dataclasses import replace

from tests.fullyear.papers import Line

Lines = tuple[Line, ...]
Change = Callable[[Lines, Lines], Lines]
"""What becomes of a claim's lines, given those of the board's claim of the month before."""


def _at(number: int, **changes: object) -> Change:
    """Change one line."""

    def change(lines: Lines, _: Lines) -> Lines:
        return tuple(replace(line, **changes) if line.reference == str(number) else line for line in lines)  # type: ignore[arg-type]

    return change


def _added(**changes: object) -> Change:
    """Add a line, made from the first one."""

    def change(lines: Lines, _: Lines) -> Lines:
        first = replace(lines[0], reference="12", invoice_number="X-12", price="", tax="", staff="", salary="", benefits="")
        untaxed = {"price": 5_000, "tax": 0, "amount": 5_000}
        return (*lines, replace(first, **(untaxed | changes)))  # type: ignore[arg-type]

    return change


def _own_first(**changes: object) -> Change:
    """Add a copy of the first line, whole."""

    def change(lines: Lines, _: Lines) -> Lines:
        return (*lines, replace(lines[0], **({"reference": "12"} | changes)))  # type: ignore[arg-type]

    return change


def _again() -> Change:
    """Claim the first line of the month before once more."""

    def change(lines: Lines, earlier: Lines) -> Lines:
        return (*lines, replace(earlier[0], reference="12"))

    return change


IN_CLAIMS: dict[str, tuple[Change, str]] = {
    "CECCE-2024-10": (_added(plan_item="4.2.3", nature="student-transport"), "activite-d-un-autre-organisme"),
    "CEPEO-2024-10": (_added(plan_item="4.4.5", nature="food"), "nature-non-admise"),
    "CSDCEO-2024-11": (_again(), "facture-en-double"),
    "CCJL-2024-11": (_added(plan_item="4.3.2", nature="coordination", price=9_000_00, amount=9_000_00), "credit-depasse"),
    "CECCE-2024-12": (_at(3, incurred_on="2024-08-30"), "date-hors-exercice"),
    "CEPEO-2024-12": (_at(4, incurred_on="2025-05-30"), "date-future"),
    "CSDCEO-2025-01": (_added(plan_item="4.7.3", nature="supply-teaching"), "suppleance-sans-partage"),
    "CCJL-2025-01": (
        _added(plan_item="4.5.1", nature="supply-teaching", staff="teacher", salary=4_000, benefits=900),
        "suppleance-incoherente",
    ),
    "CECCE-2025-02": (_added(price=10_000, tax=1_300, amount=10_000), "net-de-taxes-inexact"),
    "CEPEO-2025-02": (_at(2, amount="1,234"), "montant-ambigu"),
    "CSDCEO-2025-03": (_added(price="", tax="", amount=-2_000), "credit-sans-reference"),
    "CCJL-2025-03": (
        _own_first(invoice_number="NC-1", price=-95_000, tax=0, amount=-95_000, credit_of="CCJL-2024-09/1"),
        "credit-superieur-a-la-depense",
    ),
    "CECCE-2025-04": (_at(1, description="Suivi de ABCD12345678"), "renseignement-personnel"),
    "CEPEO-2025-04": (_added(reference="11"), "ligne-en-double"),
    "CSDCEO-2025-05": (_added(price="", tax=""), "taxes-non-indiquees"),
    "CCJL-2025-05": (_added(plan_item="4.2.99"), "activite-hors-plan"),
    "CECCE-2025-06": (_added(plan_item="4.5.1", nature="website"), "justification-manquante"),
    "CEPEO-2025-06": (_added(recipient="CCJL", plan_item="4.5.1", nature="speaker"), "reclamation-de-plusieurs-organismes"),
    "CSDCEO-2025-06": (_at(2, incurred_on="06/03/2025"), "date-illisible"),
}
"""What is wrong with the first file of a claim, and the refusal that must say so; the second file is right."""

MISSING_RECEIPTS = frozenset({("CSDCEO-2025-06", "3"), ("CSDCEO-2025-06", "7"), ("CCJL-2025-06", "2")})
"""Lines whose receipts never come."""
SAME_RECEIPT = (("CEPEO-2024-11", "4"), ("CECCE-2025-05", "4"))
"""Two lines of two boards that one file is sent for."""
FOR_NO_LINE = {"CECCE-2024-11": "scan0007.pdf", "CSDCEO-2025-02": "reçu du 14.pdf"}
"""Files whose names say nothing."""
DISGUISED = {"CEPEO-2025-01": "CEPEO-2025-01-2 facture.pdf"}
"""A program that calls itself a receipt."""
