"""In January a director asks what to do with money that will not be spent where it is, and the books take over what is approved."""

import json
from collections import Counter
from dataclasses import replace
from datetime import date
from itertools import takewhile
from pathlib import Path

import pytest

from fundalloc.allocation.outcome import Impossible
from fundalloc.cli.main import run
from fundalloc.errors import RefusedTogether
from fundalloc.ledger.chain.exporting import json_lines, read_json_lines
from fundalloc.ledger.credit import Line
from fundalloc.ledger.kinds import Subject
from fundalloc.lexicon import LANGUAGES, Language, lexicon
from fundalloc.reports.steering import Proposal
from fundalloc.steering.forecasts import Method
from fundalloc.usecases import steering
from fundalloc.usecases.accountability import reporting
from fundalloc.usecases.allocating import deciding
from fundalloc.usecases.budgeting import books, commitments, waivers
from fundalloc.usecases.proving import keeping
from tests.bookkeeping import FUND, Desk, at, pdf
from tests.fullyear.__main__ import HOME
from tests.steered import CLAUSE, NOW, REQUESTS, SCENARIO, YEAR, YearBefore, asked, midyear, notes, written

DESTINATION = HOME.parents[2] / "scenarios" / "destination-reussite-est-2024-2025"
TRAINING, VISITS, TRANSPORT = Line(YEAR, "CECCE", "4.5.1"), Line(YEAR, "CECCE", "4.2.1"), Line(YEAR, "CEPEO", "4.2.3")


def proposed(desk: Desk, scenario: Path, method: Method = Method.STRAIGHT_LINE, **more: object) -> Proposal:
    found = steering.propose(desk.ledger, asked(scenario, method, **more))
    assert isinstance(found, Proposal)
    return found


def moves(proposal: Proposal) -> dict[tuple[str, str], int]:
    """Amounts by the activities they leave and reach."""
    return {(each.origin.plan_item, each.target.plan_item): each.amount_cents for each in proposal.steering.transfers}


def position(ledger: Path) -> dict[tuple[str, str], int]:
    rows = books.budget_position(ledger)
    return {(row.recipient, row.plan_item): row.authorised_cents + row.transferred_cents for row in rows}


def codes(refused: pytest.ExceptionInfo[RefusedTogether]) -> list[str]:
    return [refusal.code for refusal in refused.value.refusals]


# --- A small fund


def test_what_will_not_be_spent_goes_to_who_is_ahead_first_then_to_who_asked_for_more(tmp_path: Path) -> None:
    proposal = proposed(*midyear(tmp_path))
    assert moves(proposal) == {("4.5.1", "4.2.1"): 500_00, ("4.5.1", "4.2.3"): 94_15}, "91 days of 365 were claimed for"
    by_line = {each.standing.line: each for each in proposal.steering.lines}
    assert (by_line[TRAINING].unspendable_cents, by_line[TRAINING].left_over_cents) == (594_15, 0)
    assert by_line[TRANSPORT].forecast.method is None, "nothing was spent on it, so no pace tells anything"
    assert proposal.steering.fewest


def test_approved_transfers_are_in_the_books_together_and_nothing_is_then_left_to_propose(tmp_path: Path) -> None:
    desk, scenario = midyear(tmp_path)
    file = tmp_path / "proposition.json"
    proposal = proposed(desk, scenario)
    steering.write_proposal(proposal, file, lexicon("fr"), person="analyste")
    assert not deciding.prove_result(file).findings
    made = steering.apply_proposal(desk.ledger, file, person="direction", now=NOW)
    assert [each.amount_cents for each in made] == [500_00, 94_15]
    assert position(desk.ledger)["CECCE", "4.5.1"] == 1_405_85
    assert sum(position(desk.ledger).values()) == 10_000_00
    assert books.verify(desk.ledger).sound
    assert proposed(desk, scenario).steering.transfers == ()
    with pytest.raises(RefusedTogether) as refused:
        steering.apply_proposal(desk.ledger, file, person="direction", now=NOW)
    assert set(codes(refused)) == {"proposition-depassee"}


def test_what_is_ordered_does_not_move_and_counts_as_spent(tmp_path: Path) -> None:
    desk, scenario = midyear(tmp_path)
    order = commitments.Order("cmd-1", "CECCE", "4.5.1", "speaker", "Parole Fictive", 1_500_00)
    commitments.make_commitment(desk.ledger, order, on=date(2025, 1, 20), person="partenaire-cecce", now=at("2025-01-20"))
    proposal = proposed(desk, scenario)
    line = next(each for each in proposal.steering.lines if each.standing.line == TRAINING)
    assert (line.standing.used_cents, line.usable_cents) == (1_850_50, 1_850_50)
    assert moves(proposal) == {("4.5.1", "4.2.1"): 149_50}


def test_a_manager_knows_better_than_a_pace(tmp_path: Path) -> None:
    desk, scenario = midyear(tmp_path)
    declared = notes(desk, "4.5.1;CECCE;1 649,50;Colloque en mai", "4.5.1;CEPEO;0,00;Activité abandonnée")
    proposal = proposed(desk, scenario, declared=declared)
    given = [(each.origin.recipient, each.target.plan_item, each.amount_cents) for each in proposal.steering.transfers]
    assert given == [("CEPEO", "4.2.1", 500_00), ("CEPEO", "4.2.3", 250_00)], "half of what was adopted may leave freely"
    only = proposed(desk, scenario, Method.DECLARED, declared=declared)
    assert moves(only) == {("4.5.1", "4.2.3"): 750_00}, "no pace is asked, so nobody is ahead"


def test_the_agreement_says_how_much_may_leave_and_the_rest_asks_for_a_permission(tmp_path: Path) -> None:
    desk, scenario = midyear(tmp_path, fund=FUND + CLAUSE.replace("50 %", "10 %"))
    freely = proposed(desk, scenario)
    assert (moves(freely), freely.needs) == ({("4.5.1", "4.2.1"): 200_00}, ((),))
    beyond = proposed(desk, scenario, beyond_clause=True)
    assert beyond.steering.moved_cents == 594_15
    assert any("share-exceeded" in needs for needs in beyond.needs)


def test_small_transfers_are_not_worth_the_paper(tmp_path: Path) -> None:
    proposal = proposed(*midyear(tmp_path), smallest_cents=100_00)
    assert moves(proposal) == {("4.5.1", "4.2.1"): 500_00}, "what is left over is less than that"


def test_a_year_may_go_on_as_the_last_one_did(tmp_path: Path) -> None:
    desk, scenario = midyear(tmp_path)
    (tmp_path / "avant").mkdir()
    before = YearBefore(tmp_path / "avant", FUND).claimed()
    proposal = proposed(desk, scenario, Method.SEASONAL, last_year=before.ledger)
    usable = {each.standing.line: each.usable_cents for each in proposal.steering.lines}
    assert (usable[VISITS], usable[TRAINING]) == (1_200_00, 350_50), "last year, all was spent by the end of November"


def test_rules_that_hold_no_longer_are_told(tmp_path: Path) -> None:
    desk, scenario = midyear(tmp_path)
    tight = written(tmp_path / "serre", scenario=SCENARIO.replace("55 %", "10 %"))
    assert isinstance(steering.propose(desk.ledger, asked(tight)), Impossible)
    words = ["steer", str(desk.ledger), "--scenario", str(tight), "--as-of", "2025-01-31"]
    assert run(words) == 1
    assert scenario != tight


@pytest.mark.parametrize(
    ("texts", "more", "code"),
    [
        ({"scenario": SCENARIO.replace('"essai"', '"autre"')}, {}, "scenario-autre-que-l-adopte"),
        ({"requests": "\n".join(REQUESTS.splitlines()[:-1]) + "\n"}, {}, "ligne-hors-du-scenario"),
        ({}, {"as_of": date(2023, 1, 31)}, "pilotage-hors-exercice"),
        ({}, {"method": Method.SEASONAL}, "aucune-saison-connue"),
        ({}, {"method": Method.DECLARED}, "aucune-prevision-declaree"),
        ({}, {"declared": ("4.5.1;CSDCEO;10,00;",)}, "prevision-hors-budget"),
        ({}, {"declared": ("4.5.1;CECCE;10,00;", "4.5.1;CECCE;20,00;")}, "prevision-en-double"),
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_cannot_be_steered_is_told(
    tmp_path: Path, texts: dict[str, str], more: dict[str, object], code: str, language: Language
) -> None:
    desk, _ = midyear(tmp_path)
    scenario = written(tmp_path / "autre", **texts)
    lines = more.get("declared")
    options = {**more, "declared": notes(desk, *lines)} if isinstance(lines, tuple) else more
    request = replace(asked(scenario), **options)  # type: ignore[arg-type]
    with pytest.raises(RefusedTogether) as refused:
        steering.propose(desk.ledger, request)
    assert codes(refused) == [code]
    told = lexicon(language).refusal(refused.value.refusals[0])
    assert "{" not in told


def test_a_proposal_is_taken_over_as_it_was_written_or_not_at_all(tmp_path: Path) -> None:
    desk, scenario = midyear(tmp_path)
    document = steering.as_data(proposed(desk, scenario), lexicon("fr"), person="analyste")

    def refusal(changed: object, person: str = "direction") -> list[str]:
        file = desk.write("proposition.json", changed if isinstance(changed, str) else json.dumps(changed))
        with pytest.raises(RefusedTogether) as refused:
            steering.apply_proposal(desk.ledger, file, person=person, now=NOW)
        return codes(refused)

    plan = document["steering"]
    assert isinstance(plan, dict)
    more = [{**plan["transfers"][0], "amount_cents": 600_00}, *plan["transfers"][1:]]
    assert refusal("[]") == refusal("{") == refusal({**document, "steering": {}}) == ["proposition-illisible"]
    assert refusal({**document, "steering": {**plan, "transfers": more}}) == ["proposition-non-prouvee"]
    assert refusal({**document, "steering": {**plan, "fund": "autre"}}) == ["proposition-d-un-autre-fonds"]
    assert refusal(document, person="analyste") == ["role-manquant"]
    assert refusal({**document, "prepared_by": "direction"}) == ["taches-incompatibles"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_proposal_is_a_workbook_a_pdf_and_a_frame(tmp_path: Path, language: Language) -> None:
    proposal = proposed(*midyear(tmp_path))
    document = steering.document_of(proposal, person="analyste", now=NOW)
    for ending in (".xlsx", ".pdf"):
        reporting.write_report(document, tmp_path / f"proposition{ending}", lexicon(language), now=NOW)
        assert (tmp_path / f"proposition{ending}").stat().st_size > 5_000
    frame = proposal.steering.to_frame()
    assert list(frame["amount_cents"]) == [500_00, 94_15]
    assert document.table("partners").totals[1:] == (10_000_00, 10_000_00, 0, 10_000_00)


def test_the_door_proposes_and_the_books_take_over(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    desk, scenario = midyear(tmp_path)
    file = tmp_path / "proposition.json"
    words = ["steer", str(desk.ledger), "--scenario", str(scenario), "--as-of", "2025-01-31", "--as", "analyste"]
    assert run([*words, "-o", str(tmp_path / "proposition.txt")]) == 2
    assert run([*words, "--json", "-o", str(file)]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told == json.loads(file.read_text(encoding="utf-8"))
    assert run(["prove", str(file)]) == 0
    assert run(["ledger", "apply", str(file), "--ledger", str(desk.ledger), "--as", "direction", "--on", "2025-01-31", "--dry-run"]) == 0
    assert position(desk.ledger)["CECCE", "4.5.1"] == 2_000_00, "a rehearsal keeps nothing"


# --- The full year, as it stood on 31 January


@pytest.fixture(scope="module")
def january(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The books of the full year, up to what was recorded by 31 January."""
    folder = tmp_path_factory.mktemp("janvier")
    with (HOME / "journal.jsonl").open(encoding="utf-8") as file:
        known = takewhile(lambda entry: str(entry.header[4]) < "2025-02", read_json_lines(file, "journal.jsonl"))
        (folder / "janvier.jsonl").write_text("\n".join(json_lines(list(known))) + "\n", encoding="utf-8")
    keeping.restore(folder / "janvier.jsonl", folder / "livres")
    return folder / "livres"


def test_on_31_january_the_ledger_accepts_what_is_proposed_and_the_new_allocation_is_certified(january: Path, tmp_path: Path) -> None:
    file, letter = tmp_path / "proposition.json", tmp_path / "lettre.pdf"
    request = steering.SteeringAsked(DESTINATION, date(2025, 1, 31), Method.STRAIGHT_LINE, smallest_cents=1_000_00)
    proposal = steering.propose(january, request)
    assert isinstance(proposal, Proposal)
    assert not proposal.scenario_changed
    steering.write_proposal(proposal, file, lexicon("fr"), person="analyse-regionale")
    assert not deciding.prove_result(file).findings

    assert set(proposal.needs) == {("clause-unknown",)}, "the agreement does not say what is free"
    letter.write_bytes(pdf("Autorisation"))
    waiver = waivers.WaiverAsked("pilotage", Subject.TRANSFER, "Ministère (exemple)", date(2025, 1, 31), proposal.steering.moved_cents)
    waivers.grant_waiver(january, waiver, letter, reason="Pilotage", person="direction-regionale", now=NOW)
    made = steering.apply_proposal(january, file, person="finances-adjointe", now=NOW, waiver="pilotage")
    assert len(made) == len(proposal.steering.transfers) > 10

    certified: Counter[tuple[str, str]] = Counter()
    for award in proposal.steering.outcome.awards:
        certified[award.recipient, award.plan_item or ""] += award.amount_cents
    assert Counter(position(january)) == certified
    assert sum(certified.values()) == 1_000_000_00
    assert {breach.what for breach in books.verify(january).breaches} <= {"receipt-missing"}, "the books were restored without their files"
    spent = {(row.recipient, row.plan_item): row.incurred_cents + row.committed_cents for row in books.budget_position(january)}
    assert all(certified[line] >= cents for line, cents in spent.items())
    changes = [abs(each.change_cents) for each in proposal.steering.lines if each.change_cents]
    assert min(changes) >= 1_000_00
