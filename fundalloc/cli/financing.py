"""``fundalloc financing``: who pays for what in a project, balanced to the cent and within what each funder allows."""

from pathlib import Path
from typing import TYPE_CHECKING, Final

from fundalloc.cli.door import Door, ExitCode, now
from fundalloc.cli.layout import columns
from fundalloc.cli.remarks import told_by_level
from fundalloc.cli.spoken import as_data
from fundalloc.cli.typed import ANNOTATE, TARGET
from fundalloc.cli.verbs import JSON, Ask, Family, Kind, Verb

if TYPE_CHECKING:
    from fundalloc.domain.financing import FinancingPlan

PLAN: Final = Ask("plan", Kind.FOLDER, required=True, shared=True)


def check(door: Door, plan: Path, annotate: Path | None) -> ExitCode:
    """Hold a financing plan to its balance and to every funder's rules."""
    from fundalloc.calls.financing import balance_of, partner_shares
    from fundalloc.usecases.files import annotated
    from fundalloc.usecases.granting import financing

    read = financing.check(plan)
    if annotate is not None:
        annotated(plan, read.problems, annotate, door.lexicon)
        door.tell("scenario.check.annotated", path=str(annotate))
    if read.noun is None:
        return door.refuse(read.problems)
    balance = balance_of(read.noun)
    parts = (_spoken(door, read.noun), *told_by_level(read.problems, door.lexicon))
    remarks = [door.as_data(each) for each in read.problems]
    partners = [as_data(each) for each in partner_shares(read.noun)]
    data = {"status": "balanced", "financing": read.noun.id, **as_data(balance), "partners": partners, "remarks": remarks}
    door.answer("\n\n".join(parts), {**data, "cost_per_learner_cents": balance.cost_per_learner_cents})
    return ExitCode.DONE


def template(door: Door, target: Path, plan: Path | None) -> None:
    """Draw a financing plan's workbook to fill in."""
    from fundalloc.usecases.allocating import templates

    templates.write_financing_template(target, door.lexicon, now=now(), plan=plan)
    door.answer(door.say("scenario.template.written", path=str(target)), {"status": "written", "path": str(target)})


def convert(door: Door, plan: Path, target: Path) -> None:
    """Turn a financing plan's folder into a workbook, or back."""
    from fundalloc.usecases.allocating import converting

    converting.convert_financing(plan, target, door.lexicon, now=now())
    door.answer(door.say("convert.written", path=str(target)), {"status": "written", "path": str(target)})


def _spoken(door: Door, plan: "FinancingPlan") -> str:
    from fundalloc.calls.financing import balance_of

    balance, said = balance_of(plan), door.lexicon
    head = door.say("financing.check.sound", title=plan.title.in_language(said.language), cost_cents=balance.cost_cents)
    facts = [door.say("financing.check.brought", cash_cents=balance.cash_cents, in_kind_cents=balance.in_kind_cents)]
    facts.append(door.say("financing.check.public", public_cents=balance.public_cents))
    if balance.cost_per_learner_cents is not None:
        facts.append(door.say("financing.check.each", count=balance.learners, each_cents=balance.cost_per_learner_cents))
    return "\n".join((head, "", _table(door, plan), "", *facts))


def _table(door: Door, plan: "FinancingPlan") -> str:
    """Draw uses down, sources across, and what each pays of the other."""
    from fundalloc.calls.financing import paid_of

    paid, language, money = paid_of(plan.shares), door.lexicon.language, door.lexicon.money
    sources = [each for each in plan.sources if not each.outside]
    rows = [(door.say("financing.check.use"), *(each.id for each in sources), door.say("financing.check.cost"))]
    for use in plan.uses:
        cells = (paid.get((source.id, use.id)) for source in sources)
        rows.append((use.label.in_language(language), *("" if cents is None else money(cents) for cents in cells), money(use.amount_cents)))
    total = sum(use.amount_cents for use in plan.uses)
    rows.append((door.say("financing.check.total"), *(money(each.amount_cents) for each in sources), money(total)))
    return columns(rows, right=frozenset(range(1, len(sources) + 2)))


def partners(door: Door, plan: Path) -> ExitCode:
    """List the partners with what each brings, as it may be published."""
    from fundalloc.calls.financing import partner_shares
    from fundalloc.usecases.granting import financing

    read = financing.check(plan)
    if read.noun is None:
        return door.refuse(read.problems)
    found, said = tuple(partner_shares(read.noun)), door.lexicon
    rows = [tuple(door.say(f"financing.partners.{head}") for head in ("partner", "role", "cash", "in-kind"))]
    rows += [
        (
            said.label({"fr": each.label_fr, "en": each.label_en}),
            each.role,
            said.money(each.cash_cents),
            said.money(each.in_kind_cents),
        )
        for each in found
    ]
    door.answer(columns(rows, right=frozenset({2, 3})), [as_data(each) for each in found])
    return ExitCode.DONE


FAMILY: Final = Family(
    "financing",
    (
        Verb("template", template, (TARGET, Ask("plan", Kind.FOLDER, ("--for",)), JSON)),
        Verb("convert", convert, (PLAN, Ask("target", Kind.FILE, required=True), JSON)),
        Verb("check", check, (PLAN, ANNOTATE, JSON)),
        Verb("partners", partners, (PLAN, JSON)),
    ),
)
