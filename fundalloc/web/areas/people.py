"""People: who one is to the fund, who the others are, and one's own password."""

from typing import Final

from flask import render_template, session, url_for
from flask.typing import ResponseReturnValue

from fundalloc.errors.web import EntryRefused, PasswordTooShort, TooManyTries
from fundalloc.usecases.serving import visiting
from fundalloc.usecases.serving.accounts import Account, change_password
from fundalloc.web.area import MEMBERS, Area
from fundalloc.web.form import Beside, Form, done
from fundalloc.web.guard import visitor
from fundalloc.web.house import SharedServer, house
from fundalloc.web.memory import asked
from fundalloc.web.visits import LOGIN

AREA = Area("people")
BESIDE: Final[Beside] = {EntryRefused: "password", TooManyTries: "password", PasswordTooShort: "new-password"}


@AREA.page("", allows=MEMBERS)
def index() -> ResponseReturnValue:
    """Show who one is, and the people of the fund with what they may do."""
    return _index(Form())


def _index(form: Form) -> ResponseReturnValue:
    fund, me = asked(visiting.fund_of), visitor()
    return render_template(
        "people/index.html",
        form=form,
        me=fund.person(me.person),
        people=fund.people,
        login=session.get(LOGIN, ""),
    ), form.status


@AREA.act("/password", allows=MEMBERS, writes=False)
def password() -> ResponseReturnValue:
    """Change one's own password, after showing that one has it."""
    form, entrance, login = Form.sent(BESIDE), house().entrance, session.get(LOGIN, "")
    before, after = form.typed("password"), form.typed("new-password")

    def change() -> Account:
        assert isinstance(entrance, SharedServer), "only there does anybody have a login"
        entrance.doorkeeper.let_in(login, before, now=house().now())
        return change_password(entrance.doorkeeper.path, login=login, password=after)

    if not login:
        form.refuse(EntryRefused())
    changed = form.ask(change)
    return _index(form) if changed is None else done("people.password.changed", url_for("people.index"))
