"""``fundalloc agreement``: from the signature to the last instalment, each released once what it waits for is attested and accepted."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

from fundalloc.cli.door import Door, ExitCode, now
from fundalloc.cli.layout import columns
from fundalloc.cli.remarks import told_by_level
from fundalloc.cli.spoken import done, shown
from fundalloc.cli.typed import ANNOTATE, DAY, TARGET, WRITES, amount_of
from fundalloc.cli.verbs import JSON, LEDGER, Ask, Family, Kind, Verb
from fundalloc.domain.agreements import Certainty
from fundalloc.ledger.address import Address

if TYPE_CHECKING:
    from fundalloc.calls.instalments import Happened, InstalmentStanding
    from fundalloc.domain.agreements import PlannedInstalment, TransferAgreement

AGREEMENT: Final = Ask("agreement", Kind.FOLDER, required=True, shared=True)
MILESTONE: Final = Ask("milestone", Kind.TEXT, required=True, shared=True)


def check(door: Door, agreement: Path, annotate: Path | None) -> ExitCode:
    """Read an agreement; what it leaves unsaid is told, never guessed."""
    from fundalloc.usecases.files import annotated
    from fundalloc.usecases.granting import agreements

    read = agreements.check(agreement)
    if annotate is not None:
        annotated(agreement, read.problems, annotate, door.lexicon)
        door.tell("scenario.check.annotated", path=str(annotate))
    if read.noun is None:
        return door.refuse(read.problems)
    remarks = [door.as_data(each) for each in read.problems]
    parts = (_spoken(door, read.noun), *told_by_level(read.problems, door.lexicon))
    door.answer("\n\n".join(parts), {**_data(read.noun), "remarks": remarks})
    return ExitCode.DONE


def _spoken(door: Door, agreement: "TransferAgreement") -> str:
    from fundalloc.calls.instalments import in_order, promised

    certainty, low_cents, high_cents = promised(agreement)
    head = door.say("agreement.check.sound", title=agreement.title.in_language(door.lexicon.language), number=agreement.number)
    rows = [(str(each.number), each.id, each.fiscal_year, _amount(door, each)) for each in in_order(agreement)]
    total = door.say(f"agreement.check.total-{certainty.value}", low_cents=low_cents, high_cents=high_cents)
    return "\n".join((head, columns(rows, right=frozenset({0, 3})), total))


def _data(agreement: "TransferAgreement") -> dict[str, object]:
    from fundalloc.calls.instalments import in_order, promised

    certainty, low_cents, high_cents = promised(agreement)
    return {
        "status": "sound",
        "agreement": agreement.id,
        "number": agreement.number,
        "total": certainty.value,
        "total_cents": low_cents if certainty is Certainty.EXACT else None,
        "total_range_cents": [low_cents, high_cents] if certainty is Certainty.RANGE else None,
        "instalments": [each.model_dump(mode="json") for each in in_order(agreement)],
    }


def _amount(door: Door, instalment: "PlannedInstalment | InstalmentStanding") -> str:
    """Write an amount as it is known: exactly, between two amounts, or as unknown."""
    match instalment.certainty:
        case Certainty.EXACT:
            return door.lexicon.money(instalment.amount_cents or 0)
        case Certainty.RANGE:
            return door.say("agreement.range", low_cents=instalment.amount_cents or 0, high_cents=instalment.amount_max_cents or 0)
        case Certainty.UNKNOWN:
            return door.lexicon.term(Certainty.UNKNOWN.value)


def template(door: Door, target: Path, agreement: Path | None) -> None:
    """Draw an agreement's workbook to fill in."""
    from fundalloc.usecases.allocating import templates

    templates.write_agreement_template(target, door.lexicon, now=now(), agreement=agreement)
    door.answer(door.say("scenario.template.written", path=str(target)), {"status": "written", "path": str(target)})


def convert(door: Door, agreement: Path, target: Path) -> None:
    """Turn an agreement's folder into a workbook, or back."""
    from fundalloc.usecases.allocating import converting

    converting.convert_agreement(agreement, target, door.lexicon, now=now())
    door.answer(door.say("convert.written", path=str(target)), {"status": "written", "path": str(target)})


def sign(door: Door, ledger: Address, agreement: Path, on: date | None, person: str) -> None:
    """Record that an agreement is signed."""
    from fundalloc.usecases.granting import agreements

    done(door, "agreement.sign.done", agreements.sign(ledger, agreement, person=person, now=now(), on=on, dry_run=door.rehearsal))


def amend(door: Door, ledger: Address, agreement: Path, on: date | None, person: str) -> None:
    """Record the next amendment."""
    from fundalloc.usecases.granting import agreements

    done(door, "agreement.amend.done", agreements.amend(ledger, agreement, person=person, now=now(), on=on, dry_run=door.rehearsal))


def mandate(door: Door, ledger: Address, agreement: Path, mandate: str, on: date | None, person: str) -> None:
    """Record a special mandate."""
    from fundalloc.usecases.granting import agreements

    given = agreements.give_mandate(ledger, agreement, mandate, person=person, now=now(), on=on, dry_run=door.rehearsal)
    done(door, "agreement.mandate.done", given, mandate=mandate)


def attest(door: Door, ledger: Address, agreement: Path, milestone: str, proof: Path, on: date | None, person: str) -> None:
    """Attest a milestone, with its proof."""
    from fundalloc.usecases.granting import milestones

    attested = milestones.attest(ledger, agreement, milestone, proof, person=person, now=now(), on=on, dry_run=door.rehearsal)
    done(door, "agreement.attest.done", attested, milestone=milestone)


def review(
    door: Door,
    ledger: Address,
    agreement: Path,
    milestone: str,
    withhold: bool,  # noqa: FBT001 - a click flag
    analysis: str,
    on: date | None,
    person: str,
) -> None:
    """Record the funder's review of the work."""
    from fundalloc.usecases.granting import milestones

    asked = milestones.Review(milestone, not withhold, analysis)
    reviewed = milestones.review(ledger, agreement, asked, person=person, now=now(), on=on, dry_run=door.rehearsal)
    done(door, "agreement.review.done", reviewed, milestone=milestone)


def accept(door: Door, ledger: Address, agreement: Path, milestone: str, reason: str, on: date | None, person: str) -> None:
    """Accept an attested milestone."""
    from fundalloc.usecases.granting import milestones

    accepted = milestones.accept(ledger, agreement, milestone, reason=reason, person=person, now=now(), on=on, dry_run=door.rehearsal)
    done(door, "agreement.accept.done", accepted, milestone=milestone)


def release(door: Door, ledger: Address, agreement: Path, instalment: str, amount: str | None, on: date | None, person: str) -> None:
    """Release an instalment."""
    from fundalloc.usecases.granting import instalments

    cents = None if amount is None else amount_of(amount)
    released = instalments.release(
        ledger, agreement, instalment, amount_cents=cents, person=person, now=now(), on=on, dry_run=door.rehearsal
    )
    done(door, "agreement.release.done", released, instalment=instalment)


def instalments(door: Door, ledger: Address, agreement: Path) -> None:
    """Show each instalment, what it waits for, and when it was released."""
    from fundalloc.usecases.granting import instalments

    found = instalments.instalments(ledger, agreement)
    rows = [
        (
            str(each.number),
            each.instalment,
            each.fiscal_year,
            _amount(door, each),
            each.milestone or "",
            _happened(door, each.attested),
            _happened(door, each.accepted),
            _happened(door, each.released),
        )
        for each in found
    ]
    heads = ("instalment-number", "instalment", "year", "amount", "milestone", "attested", "accepted", "released")
    shown(door, heads, rows, found, frozenset({0, 3}), "agreement.instalments.nothing")


def _happened(door: Door, happened: "Happened | None") -> str:
    return "" if happened is None else door.say("agreement.instalments.happened", on=happened.on.isoformat(), person=happened.person)


def coverage(door: Door, ledger: Address, scenario: Path) -> None:
    """Show the regions that have had a first instalment, and those that wait for it."""
    from fundalloc.usecases.granting import instalments

    found = instalments.covered(ledger, scenario)
    rows = [
        (each.region, door.say("agreement.coverage.covered" if each.covered else "agreement.coverage.waiting"), ", ".join(each.waiting))
        for each in found
    ]
    shown(door, ("region", "first-instalment", "who-waits"), rows, found, frozenset(), "agreement.coverage.nothing")


ACTS: Final = (AGREEMENT, DAY, *WRITES)
REPLY: Final = Ask("reason", Kind.TEXT, ("--reason",), default="")
FAMILY: Final = Family(
    "agreement",
    (
        Verb("template", template, (TARGET, Ask("agreement", Kind.FOLDER, ("--for",)), JSON)),
        Verb("convert", convert, (AGREEMENT, Ask("target", Kind.FILE, required=True), JSON)),
        Verb("check", check, (AGREEMENT, ANNOTATE, JSON)),
        Verb("sign", sign, ACTS),
        Verb("amend", amend, ACTS),
        Verb("mandate", mandate, (AGREEMENT, Ask("mandate", Kind.TEXT, required=True), DAY, *WRITES)),
        Verb("attest", attest, (AGREEMENT, MILESTONE, Ask("proof", Kind.FILE, ("--proof",), required=True), DAY, *WRITES)),
        Verb(
            "review",
            review,
            (
                AGREEMENT,
                MILESTONE,
                Ask("analysis", Kind.TEXT, ("--analysis",), required=True),
                Ask("withhold", Kind.FLAG, ("--withhold",)),
                DAY,
                *WRITES,
            ),
        ),
        Verb("accept", accept, (AGREEMENT, MILESTONE, REPLY, DAY, *WRITES)),
        Verb(
            "release",
            release,
            (AGREEMENT, Ask("instalment", Kind.TEXT, required=True), Ask("amount", Kind.AMOUNT, ("--amount",)), DAY, *WRITES),
        ),
        Verb("instalments", instalments, (AGREEMENT, LEDGER, JSON)),
        Verb("coverage", coverage, (Ask("scenario", Kind.FOLDER, required=True), LEDGER, JSON)),
    ),
)
