"""Coming in and leaving: the start link of a desk of one's own, or a name and a password on a shared server."""

from flask import abort, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from fundalloc.domain.fund import Fund
from fundalloc.errors.ledger import PersonUnknown
from fundalloc.errors.web import EntryRefused, TooManyTries
from fundalloc.usecases.serving.accounts import account_of_subject
from fundalloc.usecases.serving.desk import keep_profile, profile_in
from fundalloc.usecases.serving.visiting import fund_of, visitor_of
from fundalloc.web.area import ANYBODY, Area
from fundalloc.web.form import Form
from fundalloc.web.guard import here
from fundalloc.web.house import LocalDesk, SharedServer, house
from fundalloc.web.provider import sent_to, vouched_for
from fundalloc.web.visits import LOGIN, PERSON, Visit

AREA = Area("entrance")
AT_DESK = "at-desk"
"""What the visit of somebody who opened the start link remembers, before it is known who they are."""

GOING_TO = "going-to"
BESIDE = {PersonUnknown: "person", EntryRefused: "password", TooManyTries: "password"}


# --- A desk of one's own


@AREA.page("/start/<word>", allows=ANYBODY)
def start(word: str) -> ResponseReturnValue:
    """Let in whoever opens the link that the terminal shows, once."""
    desk = _desk()
    if session.get(AT_DESK):
        return redirect(url_for("home.index"))
    if not desk.link.opens(word):
        abort(403, "used-link")
    _new_visit()[AT_DESK] = True
    profile = profile_in(desk.profile)
    if profile is None or visitor_of(fund_of(house().ledger), profile.person) is None:
        return redirect(url_for("entrance.who"))
    session[PERSON] = profile.person
    return redirect(url_for("home.index"))


@AREA.page("/who", allows=ANYBODY)
def who() -> ResponseReturnValue:
    """Ask who sits at this desk."""
    return _who(Form({"to": here(request.args.get("to"))}))


@AREA.act("/who", allows=ANYBODY, writes=False)
def choose_who() -> ResponseReturnValue:
    """Keep who sits at this desk."""
    form = Form.sent(BESIDE)
    person, desk = form.needed("person"), _desk()
    fund = _fund_for_desk()
    if person and visitor_of(fund, person) is None:
        form.refuse(PersonUnknown(person=person, known=tuple(sorted(each.id for each in fund.people))))
    kept = form.ask(lambda: keep_profile(desk.profile, person))
    if kept is None:
        return _who(form)
    _new_visit().update({AT_DESK: True, PERSON: kept.person})
    return redirect(here(form.typed("to")), 303)


def _who(form: Form) -> ResponseReturnValue:
    fund = _fund_for_desk()
    return render_template("entrance/who.html", form=form, people=fund.people), form.status


def _fund_for_desk() -> Fund:
    """Return the fund whose people are offered; only to somebody who opened the start link."""
    _desk()
    if not session.get(AT_DESK):
        abort(403, "no-link")
    return fund_of(house().ledger)


def _desk() -> LocalDesk:
    entrance = house().entrance
    return entrance if isinstance(entrance, LocalDesk) else abort(404)


# --- A shared server


@AREA.page("/door", allows=ANYBODY)
def door() -> ResponseReturnValue:
    """Ask for a name and a password."""
    return _door(Form({"to": here(request.args.get("to"))}))


@AREA.act("/door", allows=ANYBODY, writes=False)
def enter() -> ResponseReturnValue:
    """Let in whoever has the password of an account."""
    form, server = Form.sent(BESIDE), _server()
    login, password = form.needed("login"), form.typed("password")
    account = form.ask(lambda: server.doorkeeper.let_in(login, password, now=house().now()))
    if account is None:
        return _door(form)
    _new_visit().update({PERSON: account.person, LOGIN: account.login})
    return redirect(here(form.typed("to")), 303)


@AREA.page("/provider", allows=ANYBODY)
def provider() -> ResponseReturnValue:
    """Send somebody to the provider that vouches for them."""
    if _server().provider is None:
        abort(404)
    session[GOING_TO] = here(request.args.get("to"))
    return sent_to()


@AREA.page("/vouched", allows=ANYBODY)
def vouched() -> ResponseReturnValue:
    """Let in whoever the provider vouches for, where an account is theirs."""
    server, going_to = _server(), here(session.get(GOING_TO))
    if server.provider is None:
        abort(404)
    form = Form({"to": going_to})
    account = form.ask(lambda: account_of_subject(server.doorkeeper.path, vouched_for()))
    if account is None:
        return _door(form)
    _new_visit().update({PERSON: account.person})
    return redirect(going_to)


def _door(form: Form) -> ResponseReturnValue:
    server = _server()
    return render_template("entrance/door.html", form=form, has_provider=server.provider is not None), form.status


def _server() -> SharedServer:
    entrance = house().entrance
    return entrance if isinstance(entrance, SharedServer) else abort(404)


# --- Leaving


@AREA.act("/leave", allows=ANYBODY, writes=False)
def leave() -> ResponseReturnValue:
    """Forget the visit."""
    is_at_desk = session.get(AT_DESK)
    visit = _new_visit()
    if is_at_desk:
        visit[AT_DESK] = True
        return redirect(url_for("entrance.who"), 303)
    return redirect(url_for("entrance.door"), 303)


def _new_visit() -> Visit:
    """Begin the visit again, under a word that nobody knew before."""
    assert isinstance(session._get_current_object(), Visit), "every visit is one of ours"  # type: ignore[attr-defined]  # noqa: SLF001
    visit: Visit = session._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001 - werkzeug's only way to what a proxy stands for
    visit.begin_again(house().now())
    return visit
