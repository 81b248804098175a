"""What the books hold of an agreement, and what every act on it has in common: its text unchanged, its entry linked to the one before."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from fundalloc.domain.agreements import TransferAgreement
from fundalloc.errors import refuse_together
from fundalloc.errors.agreements import AgreementChanged, AgreementNotSigned
from fundalloc.ledger.address import Address
from fundalloc.ledger.duties import Act
from fundalloc.ledger.kinds import Kind, Relation
from fundalloc.ledger.outcomes import Recorded
from fundalloc.usecases.acting import OpenBooks, writing
from fundalloc.usecases.granting.bodies import outside_mandate

if TYPE_CHECKING:
    from fundalloc.calls.instalments import Happened, Progress
    from fundalloc.ledger.answers import EntryRow
    from fundalloc.ledger.journal import Journal
    from fundalloc.ledger.rows import Row

KIND_OF: Final[Mapping[Act, Kind]] = {
    Act.SIGN_AGREEMENT: Kind.AGREEMENT_SIGNED,
    Act.AMEND_AGREEMENT: Kind.AGREEMENT_AMENDED,
    Act.GIVE_MANDATE: Kind.MANDATE_GIVEN,
    Act.ATTEST_MILESTONE: Kind.MILESTONE_ATTESTED,
    Act.REVIEW_WORK: Kind.WORK_REVIEWED,
    Act.ACCEPT_MILESTONE: Kind.MILESTONE_ACCEPTED,
    Act.RELEASE_INSTALMENT: Kind.INSTALMENT_RELEASED,
}
PRINT: Final = "agreement-sha256"


@dataclass(frozen=True, slots=True)
class Life:
    """What the books hold of an agreement: its entries that stand, in order."""

    entries: tuple["EntryRow", ...]

    def of(self, kind: Kind, name: str = "", value: str = "") -> tuple["EntryRow", ...]:
        return tuple(each for each in self.entries if each.kind is kind and (not name or dict(each.facts).get(name) == value))

    @property
    def text(self) -> tuple[str, int]:
        """The fingerprint of the text as last signed, amended or added to, and its entry."""
        return next((dict(each.facts)[PRINT], each.seq) for each in reversed(self.entries) if PRINT in dict(each.facts))

    @property
    def progress(self) -> "Progress":
        from fundalloc.calls.instalments import Progress

        return Progress(
            attested=self._happened(Kind.MILESTONE_ATTESTED, "milestone"),
            accepted=self._happened(Kind.MILESTONE_ACCEPTED, "milestone"),
            released=self._happened(Kind.INSTALMENT_RELEASED, "instalment"),
        )

    def _happened(self, kind: Kind, name: str) -> Mapping[str, "Happened"]:
        from fundalloc.calls.instalments import Happened

        told = [(dict(each.facts), each) for each in self.of(kind)]
        return {
            facts[name]: Happened(each.person, each.effective_on, each.seq, int(facts.get("amount-cents", "0"))) for facts, each in told
        }


def life_of(journal: "Journal", agreement: str) -> Life:
    """Return the entries of an agreement that were not reversed."""
    from fundalloc.ledger.questions import reversed_by

    undone = reversed_by(journal)
    return Life(tuple(each for each in journal.entries(*KIND_OF.values(), reference=agreement) if each.seq not in undone))


@contextmanager
def on_agreement(
    ledger: Address, path: Path, *, person: str, now: datetime, dry_run: bool
) -> Iterator[tuple[OpenBooks, TransferAgreement, Life]]:
    """Open the books for an act on an agreement that is signed."""
    from fundalloc.intake.agreement import read_agreement

    agreement = read_agreement(path)
    with writing(ledger, person=person, now=now, dry_run=dry_run) as books:
        life = life_of(books.journal, agreement.id)
        if not life.of(Kind.AGREEMENT_SIGNED):
            refuse_together((*books.problems, AgreementNotSigned(agreement=agreement.id)))
        yield books, agreement, life


def refuse_changed(books: OpenBooks, agreement: TransferAgreement, life: Life) -> None:
    """Refuse to act on a text that is no longer the one that was signed, amended or added to."""
    from fundalloc.calls.texts import agreement_print

    mark, seq = life.text
    if mark != agreement_print(agreement):
        books.doubt(AgreementChanged(agreement=agreement.id, seq=seq))


def sealed_act(
    books: OpenBooks,
    act: Act,
    agreement: TransferAgreement,
    told: Mapping[str, str],
    life: Life,
    *,
    on: date | None,
    reason: str = "",
    rows: tuple["Row", ...] = (),
) -> Recorded:
    """Seal an act on an agreement, linked to the one before it; an act outside of the person's mandate is done, and flagged."""
    from fundalloc.ledger.entries import Entry, facts
    from fundalloc.ledger.granted import PROMISING, above_grants
    from fundalloc.ledger.rows import Link

    day, person = books.day(on), books.occasion.person
    alerts = outside_mandate(books.fund, person, act, day)
    links = tuple(Link(Relation.CONCERNS.value, each.seq) for each in life.entries[-1:])
    told = {**told, "outside-mandate": ", ".join(alerts)}
    why = books.text("reason", reason)
    sealed = books.seal(Entry(KIND_OF[act], day, person, reference=agreement.id, reason=why, rows=(*facts(told), *links, *rows)))
    above = above_grants(books.journal) if KIND_OF[act] in PROMISING else None
    return Recorded(agreement.id, 0, sealed, alerts=alerts, above_grants=above)
