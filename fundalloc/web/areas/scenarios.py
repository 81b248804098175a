"""Scenarios: sent as workbooks, checked with pictures of what is wrong, allocated while one waits or goes, changed, compared, submitted."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from fundalloc.domain.scenario import Scenario
from fundalloc.errors import Level
from fundalloc.errors.intake import FolderMissing
from fundalloc.errors.ledger import ReasonMissing
from fundalloc.errors.sweeps import RangeUnreadable
from fundalloc.errors.web import ProposalDecided, TooMuchAtWork
from fundalloc.ledger.duties import Act
from fundalloc.sweeps.grid import value_of
from fundalloc.sweeps.knobs import Knob, Measure
from fundalloc.usecases.allocating import scenarios
from fundalloc.usecases.granting import grants
from fundalloc.usecases.serving import desk_scenarios, proposing, visiting, working_out
from fundalloc.usecases.serving.working_out import FINISHED, Stage, WorkAnswer, WorkAsked
from fundalloc.web.area import OFFICE, Area, doing
from fundalloc.web.documents import Drawing, file_of, picture_of
from fundalloc.web.files import drawn
from fundalloc.web.form import REFUSED, Beside, Form, done
from fundalloc.web.guard import acting, visitor
from fundalloc.web.house import house
from fundalloc.web.jobs import Job, jobs
from fundalloc.web.memory import asked
from fundalloc.web.problems import told_with_pictures
from fundalloc.web.speaking import words
from fundalloc.web.uploads import of_file

AREA = Area("scenarios")
PREPARING: Final = doing(Act.PREPARE_ALLOCATION)
DECIDING: Final = doing(Act.ADOPT_ALLOCATION)
BESIDE: Final[Beside] = {ReasonMissing: "reason", ProposalDecided: "reason"}
CHANGE: Final = "change:"
"""What the fields of changed numbers begin with."""


@AREA.page("", allows=OFFICE)
def index() -> ResponseReturnValue:
    """Show the scenarios at hand, what is being worked out of them, and what waits to be adopted."""
    return _index(Form())


def _index(form: Form) -> ResponseReturnValue:
    fund = asked(visiting.fund_of)
    return render_template(
        "scenarios/index.html",
        form=form,
        scenarios=desk_scenarios.scenarios_at(house().scenarios),
        jobs=jobs().all(),
        proposals=proposing.proposals(house().scenarios),
        names={person.id: person.name for person in fund.people},
    ), form.status


@AREA.act("/send", allows=PREPARING)
def send() -> ResponseReturnValue:
    """Take a scenario's workbook in, and show what there is to say about it."""
    form = Form.sent()
    kept = of_file(form, "file", lambda path: desk_scenarios.keep(house().scenarios, path))
    return _index(form) if kept is None else redirect(url_for("scenarios.scenario", name=kept), 303)


# --- One scenario


@AREA.page("/file/<name>", allows=OFFICE)
def scenario(name: str) -> ResponseReturnValue:
    """Show what there is to say about a scenario, and the numbers that may be changed before it is allocated."""
    return _scenario(name, Form())


def _scenario(name: str, form: Form) -> ResponseReturnValue:
    path = _path(name)
    read = scenarios.check(path)
    blocks = any(problem.level is Level.BLOCKS for problem in read.problems)
    return render_template(
        "scenarios/scenario.html",
        name=name,
        noun=read.noun,
        form=form,
        told=told_with_pictures(path, read.problems),
        blocks=blocks,
        knobs=_knobs(path, read.noun) if read.noun else (),
        finished=[job for job in jobs().all() if job.stage is Stage.DONE and job.asked.scenario == path],
    ), max(form.status, REFUSED if blocks else 200)


def _path(name: str) -> Path:
    found = desk_scenarios.scenario_named(house().scenarios, name)
    return found if found is not None else abort(404)


def _knobs(path: Path, scenario: Scenario) -> list[tuple[Knob, str, str]]:
    """Return the numbers that may be changed, each with the label of what it is a number of, and what it is now as a person types it."""
    return [(knob, _label(scenario, knob), _typed(knob)) for knob in working_out.changeable(path)]


def _label(scenario: Scenario, knob: Knob) -> str:
    """Return what a thing with a number is called; its own id where it has no label."""
    labels = (each.label for each in getattr(scenario, knob.part, ()) if getattr(each, "id", None) == knob.id and hasattr(each, "label"))
    found = next(labels, None)
    return found.in_language(words().language) if found is not None else knob.id


def _typed(knob: Knob) -> str:
    match knob.measure:
        case Measure.CENTS:
            return words().money(knob.present)
        case Measure.SHARE:
            return words().percent(knob.present)
        case Measure.COUNT:
            return str(knob.present)


@AREA.act("/file/<name>/allocate", allows=PREPARING)
def allocate(name: str) -> ResponseReturnValue:
    """Start an allocation, with the numbers that were changed, beside an earlier answer where one is named."""
    form, path = Form.sent({TooMuchAtWork: ""}), _path(name)
    changes = _changes(form, path)
    earlier = jobs().named(form.text("against"))
    against = earlier.folder if earlier and earlier.stage is Stage.DONE else None
    wanted = WorkAsked(path, visitor().person, house().now(), changes, against, seconds=_seconds(form))
    started = form.ask(lambda: jobs().start(wanted))
    return _scenario(name, form) if started is None else redirect(url_for("scenarios.work", job=started.id), 303)


def _changes(form: Form, path: Path) -> dict[str, str]:
    """Return the numbers that were changed, as typed; one that cannot be read is told beside its field."""
    changes: dict[str, str] = {}
    for knob in working_out.changeable(path):
        field = CHANGE + knob.name
        text = form.text(field)
        if text and text != _typed(knob) and form.read(partial(value_of, knob, text), field) is not None:
            changes[knob.name] = text
    return changes


def _seconds(form: Form) -> int | None:
    text = form.text("seconds")
    if text and not text.isdecimal():
        form.refuse(RangeUnreadable(text=text), "seconds")
    return int(text) if text.isdecimal() else None


@AREA.act("/compare", allows=PREPARING)
def compare() -> ResponseReturnValue:
    """Lay scenarios beside one another: who gains, who loses, and which difference makes it."""
    form = Form.sent()
    paths = [_path(name) for name in request.form.getlist("scenario")]
    if not paths:
        form.refuse(FolderMissing(path=words().say("web.scenarios.none-chosen")))
        return _index(form)
    wanted = WorkAsked(paths[0], visitor().person, house().now(), compared=tuple(paths[1:]) or (paths[0],))
    started = form.ask(lambda: jobs().start(wanted))
    return _index(form) if started is None else redirect(url_for("scenarios.work", job=started.id), 303)


# --- What is worked out


@AREA.page("/job/<job>", allows=OFFICE)
def work(job: str) -> ResponseReturnValue:
    """Show how far an allocation is, then what it answers."""
    return _work(_job(job), Form())


def _work(job: Job, form: Form) -> ResponseReturnValue:
    stage = job.stage
    answer = working_out.answer_in(job.folder) if stage is Stage.DONE else None
    refusals = working_out.refusals_in(job.folder) if stage is Stage.REFUSED else ()
    return render_template(
        "scenarios/work.html",
        job=job,
        stage=stage,
        is_finished=stage in FINISHED,
        form=form,
        answer=answer,
        drawing=_drawing(job, answer) if answer else None,
        told=told_with_pictures(job.asked.scenario, refusals),
        seconds=max(0, int((house().now() - job.asked.asked_at).total_seconds())),
        earlier=[each for each in jobs().all() if each.stage is Stage.DONE and each.id != job.id],
    ), form.status


def _drawing(job: Job, answer: WorkAnswer) -> Drawing:
    return Drawing(answer.document, picture=lambda table: url_for("scenarios.picture", job=job.id, table=table.id))


def _job(name: str) -> Job:
    found = jobs().named(name)
    return found if found is not None else abort(404)


def _answer(name: str) -> WorkAnswer:
    job = _job(name)
    return working_out.answer_in(job.folder) if job.stage is Stage.DONE else abort(404)


@AREA.act("/job/<job>/stop", allows=PREPARING)
def stop(job: str) -> ResponseReturnValue:
    """Stop an allocation."""
    jobs().stop(_job(job))
    return redirect(url_for("scenarios.work", job=job), 303)


@AREA.page("/job/<job>/picture/<table>.svg", allows=OFFICE)
def picture(job: str, table: str) -> ResponseReturnValue:
    """Draw the chart of a table of the answer."""
    return picture_of(_answer(job).document, table)


@AREA.page("/job/<job>/file<ending>", allows=OFFICE)
def file(job: str, ending: str) -> ResponseReturnValue:
    """Give the answer as a workbook, a PDF or data."""
    return file_of(_answer(job).document, ending, words().say("web.scenarios.file-name"), _job(job).asked.asked_at)


@AREA.act("/job/<job>/submit", allows=PREPARING)
def submit(job: str) -> ResponseReturnValue:
    """Submit an answer for adoption by another person."""
    form, answer = Form.sent(), _answer(job)
    result = working_out.result_of(answer, words().language, visitor().person)
    note, summary = form.text("note"), desk_scenarios.summary_of(answer)
    made = form.ask(lambda: proposing.submit(house().ledger, house().scenarios, result, summary, note=note, **acting()))
    if made is None:
        return _work(_job(job), form)
    return done("scenarios.submitted", url_for("scenarios.proposal", name=made.name))


# --- What waits to be adopted


@AREA.page("/proposal/<name>", allows=OFFICE)
def proposal(name: str) -> ResponseReturnValue:
    """Show a decision that waits, proved again, for whoever adopts it."""
    return _proposal(name, Form())


def _proposal(name: str, form: Form) -> ResponseReturnValue:
    found = proposing.proposal_named(house().scenarios, name)
    fund = asked(visiting.fund_of)
    return render_template(
        "scenarios/proposal.html",
        found=found,
        form=form,
        split=desk_scenarios.split_of(proposing.result_file(house().scenarios, name)),
        amends=proposing.amends(house().ledger),
        beside_grants=asked(grants.budget_beside_grants, authorised_cents=found.summary.total_cents),
        may_decide=DECIDING.lets(visitor().roles) and found.submitted_by != visitor().person,
        names={person.id: person.name for person in fund.people},
    ), form.status


@AREA.act("/proposal/<name>/adopt", allows=DECIDING)
def adopt(name: str) -> ResponseReturnValue:
    """Adopt a decision: it becomes the budget, or amends it."""
    return _decided(name, proposing.adopt, "scenarios.adopted")


@AREA.act("/proposal/<name>/back", allows=DECIDING)
def send_back(name: str) -> ResponseReturnValue:
    """Send a decision back to who prepared it, with a reason."""
    return _decided(name, proposing.send_back, "scenarios.sent-back")


def _decided(name: str, decide: Callable[..., object], said: str) -> ResponseReturnValue:
    """Decide of a proposal with the reason that was typed; where that is refused, show it again with why."""
    form = Form.sent(BESIDE)
    reason = form.text("reason")
    answer = form.ask(lambda: decide(house().ledger, house().scenarios, name, reason=reason, **acting()))
    return _proposal(name, form) if answer is None else done(said, url_for("scenarios.proposal", name=name))


@AREA.page("/template.xlsx", allows=OFFICE)
def template() -> ResponseReturnValue:
    """Give the workbook to fill in."""
    return drawn("scenario.xlsx", lambda path: scenarios.write_template(path, words(), now=house().now()))
