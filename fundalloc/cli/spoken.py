"""What the books answer, as a person reads it and as JSON."""

from collections.abc import Sequence
from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING

from fundalloc.cli.door import Door, plain
from fundalloc.cli.layout import columns

if TYPE_CHECKING:
    from fundalloc.ledger.answers import Sealed
    from fundalloc.ledger.grant_answers import BudgetBesideGrants
    from fundalloc.ledger.outcomes import Recorded


def sealed(door: Door, told: str, entry: "Sealed | None") -> str:
    """Return what was done, with the number and seal of its entry; a rehearsal says that nothing was kept."""
    if entry is None:
        return told
    key = "sealed" if entry.kept else "rehearsed"
    return f"{told}\n{door.say(key, seq=entry.seq, hash=entry.hash)}"


def done(door: Door, key: str, recorded: "Recorded", **facts: object) -> None:
    """Say what was recorded, with its entry and seal."""
    told = door.say(key, reference=recorded.reference, amount_cents=recorded.amount_cents, left_cents=recorded.left_cents or 0, **facts)
    door.answer(sealed(door, told, recorded.sealed), as_data(recorded))
    if recorded.alerts:
        door.tell("outside-mandate", mandates=recorded.alerts)
    tell_above_grants(door, recorded.above_grants)


def tell_above_grants(door: Door, found: "BudgetBesideGrants | None") -> None:
    """Alert that the budget is above what its grants promise, where it is."""
    if found is not None and found.beyond_cents:
        door.tell("above-grants", told=door.lexicon.say(f"beside-grants.{found.told}", **found.facts))


def shown(
    door: Door, heads: Sequence[str], rows: Sequence[tuple[str, ...]], data: Sequence[object], right: frozenset[int], nothing: str
) -> None:
    """Print rows in columns under their heads (keys of the reports' own columns), or that there are none."""
    titles = tuple(door.lexicon.say(f"reports.columns.{head}") for head in heads)
    door.answer(columns((titles, *rows), right=right) if rows else door.say(nothing), [as_data(row) for row in data])


def as_data(answer: object) -> dict[str, object]:
    """Return a frozen answer as JSON can hold it, under its own names."""
    assert is_dataclass(answer), "answers are dataclasses"
    return {field.name: _data(getattr(answer, field.name)) for field in fields(answer)}


def _data(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        return as_data(value)
    if hasattr(value, "model_dump"):  # a noun of the domain; asking for its class would load a library no balance needs
        return value.model_dump(mode="json")
    if isinstance(value, dict):
        return {str(name): _data(each) for name, each in value.items()}
    if isinstance(value, tuple):
        return [_data(each) for each in value]
    return plain(value)
