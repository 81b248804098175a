"""
Check a result file again, without a solver and with nothing but Python's standard library.

Run it alone (``python proving.py RESULT.json``) or through ``fundalloc prove``. From the file alone it redoes, on whole numbers:
every amount within its bounds, every row of every rule, every total, and the bound that no better answer exceeds (weak duality:
for any prices of the rows, the value of a goal is at most the prices' hold on the rows plus what is left of each column's weight,
at its bounds); where fractions of cents could reach more, the same for each part that the whole-cent answers are cut into.
Where some requests are all or nothing, the bound speaks of every choice that the program's bounds leave open, as told.
"""

import json
import sys
from collections.abc import Iterator
from fractions import Fraction
from math import floor
from pathlib import Path
from typing import Any  # a decoded file: everything in it is asked before it is believed

Finding = tuple[str, dict[str, object]]
LAYOUTS = ("fundalloc-result-1", "fundalloc-proof-1")


def findings(result: Any) -> list[Finding]:
    """Return what does not hold in a decoded result file, as (code, facts) pairs; an empty list proves the result."""
    try:
        return list(_findings(result))
    except (KeyError, TypeError, ValueError, IndexError, AttributeError, ZeroDivisionError, OverflowError) as error:
        return [("unreadable", {"detail": f"{type(error).__name__}: {error}"})]


def _findings(result: Any) -> Iterator[Finding]:
    proof = result["proof"]
    if (result["layout"], proof["layout"]) != LAYOUTS:
        yield "unknown-layout", {"layout": result["layout"]}
        return
    values = proof["values"]
    lists = [values, proof["lower"], proof["upper"], proof["goal"], proof["prices"], [proof["denominator"]]]
    if not all(type(number) is int for numbers in lists for number in numbers) or proof["denominator"] < 1:
        yield "not-whole", {}
        return
    if not len(values) == len(proof["lower"]) == len(proof["upper"]) == len(proof["goal"]) == len(proof["columns"]):
        yield "unreadable", {"detail": "columns"}
        return
    yield from _amounts(result, proof)
    for column, value in enumerate(values):
        if not proof["lower"][column] <= value <= proof["upper"][column]:
            yield "out-of-bounds", {"request": proof["columns"][column][0], "value": value}
    for number, row in enumerate(proof["rows"]):
        activity = _activity(row, values)
        if (row["low"] is not None and activity < row["low"]) or (row["high"] is not None and activity > row["high"]):
            yield "rule-broken", {"rule": row["rule"] or "", "row": number}
    yield from _bound(result, proof)


def _amounts(result: Any, proof: Any) -> Iterator[Finding]:
    """Check that the amounts announced are those of the proof, and that every total is the sum of its parts."""
    proved = {(request, envelope): value for (request, envelope), value in zip(proof["columns"], proof["values"], strict=True) if envelope}
    told: dict[tuple[str, str | None], int] = {}
    for award in result["allocations"]:
        amount, key = award["amount_cents"], (award["request"], award["envelope"])
        if key in told or (award["envelope"] is None and amount != 0):
            yield "amount-differs", {"request": award["request"]}
        told[key] = amount
        parts = [part["amount_cents"] for part in award["instalments"]]
        if parts and sum(parts) != amount:
            yield "instalments-differ", {"request": award["request"]}
    told = {key: amount for key, amount in told.items() if key[1] is not None}
    for key in sorted(set(proved) | set(told)):
        if proved.get(key) != told.get(key):
            yield "amount-differs", {"request": key[0]}
    if sum(told.values()) != result["total_cents"]:
        yield "total-differs", {"total_cents": result["total_cents"], "sum_cents": sum(told.values())}
    ceilings = {row["rule"]: row["high"] for row in proof["rows"] if row["rule"] is not None}
    for use in result["envelopes"]:
        granted = sum(amount for (_, envelope), amount in told.items() if envelope == use["envelope"])
        whole = use["granted_cents"] + use["left_cents"] == use["amount_cents"] == ceilings.get(use["envelope"])
        if granted != use["granted_cents"] or use["left_cents"] < 0 or not whole:
            yield "envelope-differs", {"envelope": use["envelope"], "sum_cents": granted}


def _activity(row: Any, values: list[int]) -> int:
    if len(row["columns"]) != len(row["coefficients"]) or not all(type(number) is int for number in row["coefficients"]):
        raise ValueError("row")
    return sum(int(coefficient) * values[column] for column, coefficient in zip(row["columns"], row["coefficients"], strict=True))


def _bound(result: Any, proof: Any) -> Iterator[Finding]:
    """Check that the prices prove the bound, that the value is what it is said to be, and that the gap is told in full."""
    try:
        bound = _held(proof, proof["rows"], proof)
        ceiling = min(floor(bound), _ceiling(proof, proof.get("parts") or proof, []))
    except LeansOnNothing as price:
        yield "price-without-bound", {"rule": str(price)}
        return
    value = sum(weight * amount for weight, amount in zip(proof["goal"], proof["values"], strict=True))
    goal, scale, certificate = result["goals"][0], proof["scale"], result["certificate"]
    if bound != Fraction(proof["bound"]) or Fraction(goal["value"]) * scale != value:
        yield "bound-differs", {}
    elif not value <= ceiling <= Fraction(goal["best_possible"]) * scale:
        yield "bound-exceeded", {}
    elif not 0 <= Fraction(goal["best_possible"]) - Fraction(goal["value"]) <= certificate["gap_cents"]:
        yield "gap-hidden", {}
    if certificate["rows_hold"] is not True or certificate["rows_checked"] != len(proof["rows"]):
        yield "certificate-differs", {}


class LeansOnNothing(Exception):
    """A price holds a row at a bound that it has not."""


def _held(proof: Any, rows: Any, priced: Any) -> Fraction:
    """Return the value that the prices of some rows let no answer exceed."""
    rest, held = [weight * priced["denominator"] for weight in proof["goal"]], 0
    if len(priced["prices"]) != len(rows) or not all(type(price) is int for price in priced["prices"]) or priced["denominator"] < 1:
        raise ValueError("prices")
    for price, row in zip(priced["prices"], rows, strict=True):
        if price:
            side = row["high"] if price > 0 else row["low"]
            if side is None:
                raise LeansOnNothing(row.get("rule") or "")
            held += price * side
            for column, coefficient in zip(row["columns"], row["coefficients"], strict=True):
                rest[column] -= price * coefficient
    held += sum(left * proof["upper" if left > 0 else "lower"][column] for column, left in enumerate(rest))
    return Fraction(held, priced["denominator"])


def _ceiling(proof: Any, part: Any, cuts: list[Any]) -> int:
    """Return the value that no whole answer of a part exceeds; one cut in two, at a sum and at the next, leaves no whole answer out."""
    if "at" not in part:
        return floor(_held(proof, [*proof["rows"], *cuts], part))
    cut = {"columns": part["columns"], "coefficients": [1] * len(part["columns"]), "low": None, "high": None}
    below, above = {**cut, "high": int(part["at"])}, {**cut, "low": int(part["at"]) + 1}
    return max(_ceiling(proof, part["below"], [*cuts, below]), _ceiling(proof, part["above"], [*cuts, above]))


def main(path: str) -> int:
    """Print what does not hold, a line each, or one line that says all is well; return the exit code (0 or 3)."""
    try:
        found = findings(json.loads(Path(path).read_text(encoding="utf-8")))
    except (OSError, ValueError) as error:
        found = [("unreadable", {"detail": f"{type(error).__name__}: {error}"})]
    for code, facts in found:
        print(code, facts)  # noqa: T201 - run alone, it speaks on standard output
    print("does not hold" if found else "holds")  # noqa: T201
    return 3 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
