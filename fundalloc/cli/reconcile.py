"""``fundalloc reconcile``: a statement beside the books; the machine proposes, people confirm, and another person signs."""

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from fundalloc.cli.door import Door, now
from fundalloc.cli.layout import columns
from fundalloc.cli.spoken import as_data, sealed
from fundalloc.cli.typed import REASON, WRITES, amount_of
from fundalloc.cli.verbs import DRY_RUN, JSON, LEDGER, Ask, Family, Kind, Verb
from fundalloc.ledger.address import Address

if TYPE_CHECKING:
    from fundalloc.ledger.answers import MatchesConfirmed
    from fundalloc.reconciliation.answers import Match, Proposal, Unmatched
    from fundalloc.usecases.banking.reconciling import Difference

DAY: Final = Ask("on", Kind.DAY, ("--on",))
SOURCE: Final = Ask("source", Kind.TEXT, ("--source",), default="bank", shared=True)
LINE: Final = Ask("line", Kind.TEXT, required=True)
ACCOUNT: Final = Ask("account", Kind.TEXT, ("--account",), default="")
OPTIONAL_REASON: Final = Ask("reason", Kind.TEXT, ("--reason",), default="", shared=True)


def import_(
    door: Door, ledger: Address, file: Path, person: str, profile: str, account: str, opening: str | None, closing: str | None
) -> None:
    """Read a statement into the books, in whatever format it is."""
    from fundalloc.usecases.banking import statements

    told = statements.Told(
        profile=profile,
        account=account,
        opening_cents=None if opening is None else amount_of(opening, "--opening"),
        closing_cents=None if closing is None else amount_of(closing, "--closing"),
    )
    imported = statements.import_statement(ledger, file, person=person, now=now(), told=told, dry_run=door.rehearsal)
    if imported.already:
        door.answer(door.say("reconcile.import.already"), as_data(imported))
        return
    said = [
        door.say(
            "reconcile.import.done",
            statement=imported.statement,
            count=imported.lines,
            money_in_cents=imported.money_in_cents,
            money_out_cents=imported.money_out_cents,
        )
    ]
    if imported.left_out:
        said.append(door.say("reconcile.import.left-out", count=imported.left_out))
    if imported.closing_cents is not None:
        said.append(door.say("reconcile.import.closing", closing_cents=imported.closing_cents))
    door.answer(sealed(door, "\n".join(said), imported.sealed), as_data(imported))


def propose(door: Door, ledger: Address, on: date | None, source: str) -> None:
    """Show what ties, how surely, and everything that does not tie, with its age and its owner."""
    from fundalloc.usecases.banking import reconciling

    proposal = reconciling.propose_matches(ledger, on=on or now().date(), source=source)
    door.answer(_spoken(door, proposal), as_data(proposal))


def confirm(door: Door, ledger: Address, on: date | None, person: str, source: str, line: Sequence[str], account: str, reason: str) -> None:
    """Confirm what is proposed: everything that is sure, or the matches that are named."""
    from fundalloc.usecases.banking import reconciling

    moment, difference = now(), _difference(account, reason)
    proposal = reconciling.propose_matches(ledger, on=on or moment.date(), source=source)
    sure = [match for match in proposal.unique if difference is not None or not match.candidate.difference_cents]
    chosen = reconciling.named(proposal, line) if line else sure
    confirmed = reconciling.confirm_matches(
        ledger, chosen, person=person, now=moment, on=on, source=source, difference=difference, dry_run=door.rehearsal
    )
    _tell_confirmed(door, confirmed)


def match(
    door: Door, ledger: Address, person: str, source: str, line: Sequence[str], entry: Sequence[int], account: str, reason: str
) -> None:
    """Tie lines to entries by hand; lines without an entry go whole to the account that is named."""
    from fundalloc.usecases.banking import reconciling

    difference = _difference(account, reason)
    confirmed = reconciling.match_by_hand(
        ledger, line, entry, person=person, now=now(), source=source, difference=difference, dry_run=door.rehearsal
    )
    _tell_confirmed(door, confirmed)


def _difference(account: str, reason: str) -> "Difference | None":
    from fundalloc.usecases.banking.reconciling import Difference

    return Difference(account, reason) if account else None


def _tell_confirmed(door: Door, confirmed: "MatchesConfirmed") -> None:
    told = door.say("reconcile.confirm.done", count=confirmed.count, amount_cents=confirmed.amount_cents)
    if confirmed.differences_cents:
        told = f"{told}\n{door.say('reconcile.confirm.difference', gap_cents=confirmed.differences_cents)}"
    door.answer(sealed(door, told, confirmed.sealed), as_data(confirmed))


def undo(door: Door, ledger: Address, line: str, reason: str, person: str, source: str) -> None:
    """Undo the match that a line is in."""
    from fundalloc.usecases.banking import reconciling

    undone = reconciling.undo_match(ledger, line, reason=reason, person=person, now=now(), source=source, dry_run=door.rehearsal)
    door.answer(sealed(door, door.say("reconcile.undo.done", line=line, amount_cents=undone.amount_cents), undone.sealed), as_data(undone))


def split(door: Door, ledger: Address, line: str, part: Sequence[str], person: str, source: str) -> None:
    """Split a line into parts that are matched one by one."""
    from fundalloc.usecases.banking import statement_lines

    cents = [amount_of(each, "--part") for each in part]
    parted = statement_lines.split_line(ledger, line, cents, person=person, now=now(), source=source, dry_run=door.rehearsal)
    rows = [(name, door.lexicon.money(each)) for name, each in zip(parted.parts, parted.amounts_cents, strict=True)]
    told = "\n".join((door.say("reconcile.split.done", line=line), *_indented(rows, 1)))
    door.answer(sealed(door, told, parted.sealed), as_data(parted))


def join(door: Door, ledger: Address, line: str, person: str, source: str) -> None:
    """Join the parts of a line again."""
    from fundalloc.usecases.banking import statement_lines

    joined = statement_lines.join_line(ledger, line, person=person, now=now(), source=source, dry_run=door.rehearsal)
    door.answer(sealed(door, door.say("reconcile.join.done", line=joined.line), joined.sealed), as_data(joined))


def note(door: Door, ledger: Address, line: str, say: str, owner: str, person: str, source: str) -> None:
    """Say something of a movement that does not tie, and who sees to it."""
    from fundalloc.usecases.banking import statement_lines

    noted = statement_lines.annotate(ledger, line, note=say, owner=owner, person=person, now=now(), source=source, dry_run=door.rehearsal)
    door.answer(sealed(door, door.say("reconcile.note.done", line=line), noted.sealed), as_data(noted))


def hints(door: Door, ledger: Address) -> None:
    """List the names under which the bank is known to write boards."""
    from fundalloc.usecases.banking import reconciling

    known = reconciling.hints(ledger)
    told = columns([(name, board) for name, board in sorted(known.items())]) if known else door.say("reconcile.hints.none")
    door.answer(told, {"hints": dict(sorted(known.items()))})


def forget(door: Door, ledger: Address, name: str, person: str) -> None:
    """Forget a learned name."""
    from fundalloc.usecases.banking import reconciling

    forgotten = reconciling.forget_hint(ledger, name, person=person, now=now(), dry_run=door.rehearsal)
    door.answer(sealed(door, door.say("reconcile.forget.done", name=name), forgotten), as_data(forgotten))


def report(door: Door, ledger: Address, on: date | None, output: Path | None, person: str, source: str, closing: str | None) -> None:
    """Lay out the reconciliation on a day, and write it as a workbook, a PDF or data."""
    from fundalloc.usecases.accountability import reporting

    if output is not None and output.suffix.lower() not in reporting.ENDINGS:
        raise click.UsageError(door.say("reconcile.report.unknown-ending", path=str(output)), click.get_current_context())
    moment = now()
    closing_cents = None if closing is None else amount_of(closing, "--closing")
    document = reporting.reconciliation_report(
        ledger, on=on or moment.date(), source=source, closing_cents=closing_cents, person=person, now=moment
    )
    door.answer(reporting.report_as_text(document, door.lexicon), reporting.report_as_data(document, door.lexicon))
    if output is not None and not door.rehearsal:
        reporting.write_report(document, output, door.lexicon, now=moment)
        door.tell("report.ministry.written", path=str(output))


def sign(door: Door, ledger: Address, until: date, closing: str | None, person: str, source: str) -> None:
    """Sign that statement and books agree up to a day."""
    from fundalloc.usecases.banking import signing_off

    closing_cents = None if closing is None else amount_of(closing, "--closing")
    signed = signing_off.sign(
        ledger, until=until, person=person, now=now(), source=source, closing_cents=closing_cents, dry_run=door.rehearsal
    )
    told = "\n".join(
        (
            door.say(
                "reconcile.sign.done",
                until_on=until,
                opening_cents=signed.opening_cents,
                moved_cents=signed.moved_cents,
                closing_cents=signed.closing_cents,
            ),
            door.say("reconcile.sign.open", bank=signed.bank_only, books=signed.books_only),
        )
    )
    door.answer(sealed(door, told, signed.sealed), as_data(signed))


def reopen(door: Door, ledger: Address, reason: str, person: str, source: str) -> None:
    """Reopen the last signed reconciliation."""
    from fundalloc.usecases.banking import signing_off

    reopened = signing_off.reopen(ledger, reason=reason, person=person, now=now(), source=source, dry_run=door.rehearsal)
    door.answer(sealed(door, door.say("reconcile.reopen.done", until_on=reopened.until), reopened.sealed), as_data(reopened))


# --- How a proposal is spoken


def _spoken(door: Door, proposal: "Proposal") -> str:
    unsure = [match for match in proposal.proposed if match not in proposal.unique]
    return "\n".join(
        (
            door.say("reconcile.propose.matches", count=len(proposal.unique)),
            *_indented(_matches(door, proposal.unique), 2),
            *((door.say("reconcile.propose.unsure", count=len(unsure)), *_indented(_matches(door, unsure), 2)) if unsure else ()),
            door.say("reconcile.propose.confirmed", count=len(proposal.confirmed)),
            door.say("reconcile.propose.bank-only", count=len(proposal.bank_only)),
            *_indented([_alone(door, each) for each in proposal.bank_only], 3),
            door.say("reconcile.propose.books-only", count=len(proposal.books_only)),
            *_indented([_alone(door, each) for each in proposal.books_only], 3),
        )
    )


def _matches(door: Door, matches: Iterable["Match"]) -> list[tuple[str, ...]]:
    return [
        (
            match.name,
            ", ".join(str(book.seq) for book in match.books),
            door.lexicon.money(sum(line.amount_cents for line in match.lines)),
            door.say("reconcile.propose.points", count=match.candidate.points.total),
        )
        for match in matches
    ]


def _alone(door: Door, alone: "Unmatched") -> tuple[str, ...]:
    from fundalloc.reports.reconciliation import why_said

    movement = alone.movement
    return (
        movement.name,
        movement.reference,
        door.lexicon.date(movement.on),
        door.lexicon.money(movement.amount_cents),
        door.say("reconcile.propose.age", count=alone.age_days),
        alone.owner,
        why_said(alone).said(door.lexicon),
        alone.note,
    )


def _indented(rows: Sequence[Sequence[str]], amount: int) -> list[str]:
    return [f"  {line}" for line in columns(rows, right=frozenset({amount})).splitlines()]


_LINES: Final = Ask("line", Kind.TEXT, ("--line",), several=True)
_ENTRIES: Final = Ask("entry", Kind.COUNT, ("--entry",), several=True)
_CLOSING: Final = Ask("closing", Kind.AMOUNT, ("--closing",))

FAMILY: Final = Family(
    "reconcile",
    (
        Verb(
            "import",
            import_,
            (
                Ask("file", Kind.FILE, required=True),
                Ask("profile", Kind.TEXT, ("--profile",), default=""),
                ACCOUNT,
                Ask("opening", Kind.AMOUNT, ("--opening",)),
                _CLOSING,
                *WRITES,
            ),
        ),
        Verb("propose", propose, (DAY, SOURCE, LEDGER, JSON)),
        Verb("confirm", confirm, (_LINES, ACCOUNT, OPTIONAL_REASON, DAY, SOURCE, *WRITES)),
        Verb("match", match, (_LINES, _ENTRIES, ACCOUNT, OPTIONAL_REASON, SOURCE, *WRITES)),
        Verb("undo", undo, (LINE, REASON, SOURCE, *WRITES)),
        Verb("split", split, (LINE, Ask("part", Kind.AMOUNT, ("--part",), required=True, several=True), SOURCE, *WRITES)),
        Verb("join", join, (LINE, SOURCE, *WRITES)),
        Verb(
            "note",
            note,
            (LINE, Ask("say", Kind.TEXT, ("--say",), default=""), Ask("owner", Kind.PERSON, ("--owner",), default=""), SOURCE, *WRITES),
        ),
        Verb("hints", hints, (LEDGER, JSON)),
        Verb("forget", forget, (Ask("name", Kind.TEXT, required=True), *WRITES)),
        Verb(
            "report",
            report,
            (
                DAY,
                Ask("output", Kind.FILE, ("--output", "-o")),
                _CLOSING,
                SOURCE,
                Ask("person", Kind.PERSON, ("--as",), default=""),
                LEDGER,
                JSON,
                DRY_RUN,
            ),
        ),
        Verb("sign", sign, (Ask("until", Kind.DAY, ("--until",), required=True), _CLOSING, SOURCE, *WRITES)),
        Verb("reopen", reopen, (REASON, SOURCE, *WRITES)),
    ),
)
