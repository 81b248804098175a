"""``fundalloc compare``: two scenarios or more beside one another, and what made the difference."""

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from fundalloc.cli.door import Door, now
from fundalloc.cli.layout import columns
from fundalloc.cli.verbs import JSON, Ask, Kind, Verb
from fundalloc.lexicon import Lexicon

if TYPE_CHECKING:
    from fundalloc.reports.comparison import Change, Comparison

CHANGES_SHOWN_MAX: Final = 15
CELLS_SHOWN_MAX: Final = 12


def compare(door: Door, scenario: Path, other: Path, more: str | None, output: Path | None, person: str | None) -> None:
    """Allocate each scenario, lay them beside the first, and try each difference alone."""
    from fundalloc.usecases.allocating import comparing

    if output is not None and output.suffix.lower() != ".xlsx":
        raise click.UsageError(door.say("compare.unknown-ending", path=str(output)), click.get_current_context())
    others = [Path(each.strip()) for each in (more or "").split(",") if each.strip()]
    found = comparing.compare([scenario, other, *others])
    door.answer(_spoken(found, door.lexicon), comparing.as_data(found, door.lexicon))
    if output is not None:
        prepared_by = person or found.first.outcome.scenario.prepared_by
        comparing.write_comparison(found, output, door.lexicon, person=prepared_by, now=now())
        door.tell("compare.written", path=str(output))


def _spoken(found: "Comparison", lexicon: Lexicon) -> str:
    said = [_sides(found, lexicon), _recipients(found, lexicon), _changes(found, lexicon), *_cells(found, lexicon)]
    return "\n\n".join(said)


def _sides(found: "Comparison", lexicon: Lexicon) -> str:
    return "\n".join(
        lexicon.say(
            "cli.compare.side",
            letter=side.letter,
            title=side.outcome.scenario.title.in_language(lexicon.language),
            total_cents=side.outcome.total_cents,
        )
        for side in found.sides
    )


def _recipients(found: "Comparison", lexicon: Lexicon) -> str:
    letters = [side.letter for side in found.sides]
    amounts = [side.by_recipient() for side in found.sides]
    gaps = [lexicon.say("reports.comparison.gap-of", letter=letter, first=letters[0]) for letter in letters[1:]]
    rows = [(lexicon.say("cli.allocate.recipient"), *letters, *gaps)]
    for name, label in found.recipients.items():
        cents = [each.get(name, 0) for each in amounts]
        rows.append(
            (label.in_language(lexicon.language), *map(lexicon.money, cents), *(_signed(each - cents[0], lexicon) for each in cents[1:]))
        )
    return columns(rows, right=frozenset(range(1, len(rows[0]))))


def _signed(cents: int, lexicon: Lexicon) -> str:
    return ("+" if cents > 0 else "") + lexicon.money(cents)


def _changes(found: "Comparison", lexicon: Lexicon) -> str:
    if not found.changes:
        return lexicon.say("reports.comparison.no-difference")
    ordered = sorted(found.changes, key=lambda change: -(change.moved_cents or 0))
    lines = [_change(change, lexicon) for change in ordered[:CHANGES_SHOWN_MAX]]
    return "\n".join((lexicon.say("cli.compare.differences"), *lines))


def _change(change: "Change", lexicon: Lexicon) -> str:
    facts = {
        "letter": change.letter,
        "part": lexicon.say(f"reports.comparison.parts.{change.part}"),
        "label": change.label.in_language(lexicon.language),
        "how": lexicon.say(f"reports.comparison.hows.{change.how}"),
    }
    if change.moved_cents is None:
        return "  " + lexicon.say("cli.compare.change-not-alone", **facts)
    return "  " + lexicon.say("cli.compare.change", moved_cents=change.moved_cents, **facts)


def _cells(found: "Comparison", lexicon: Lexicon) -> list[str]:
    """Show the first cells that differ; the workbook and the JSON hold them all."""
    if not found.cells:
        return []
    lines = [lexicon.say("cli.compare.cells", count=len(found.cells))]
    for cell in found.cells[:CELLS_SHOWN_MAX]:
        says = " | ".join(f"{side.letter}: {cell.shown(at, lexicon) or '–'}" for at, side in enumerate(found.sides))
        lines.append(f"  {cell.sheet(lexicon)}, {cell.row}, {cell.column(lexicon)} – {says}")
    if len(found.cells) > CELLS_SHOWN_MAX:
        lines.append("  " + lexicon.say("cli.compare.more-cells", count=len(found.cells) - CELLS_SHOWN_MAX))
    return ["\n".join(lines)]


VERB: Final = Verb(
    "compare",
    compare,
    (
        Ask("scenario", Kind.FOLDER, required=True),
        Ask("other", Kind.FOLDER, required=True),
        Ask("more", Kind.TEXT, ("--with",)),
        Ask("output", Kind.FILE, ("--output", "-o")),
        Ask("person", Kind.PERSON, ("--as",)),
        JSON,
    ),
)
