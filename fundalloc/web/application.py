"""The application: every area joined under one guard, speaking two languages, owning up to what goes wrong."""

from collections.abc import Mapping
from importlib import import_module
from typing import Final

from flask import Flask, Response, g, render_template
from flask.typing import ResponseReturnValue
from jinja2 import StrictUndefined
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge, SecurityError

from fundalloc.errors import Refusal, RefusedTogether
from fundalloc.errors.slips import mark_of
from fundalloc.errors.web import UploadTooLarge
from fundalloc.web import provider
from fundalloc.web.area import Allows, Area
from fundalloc.web.form import REFUSED, Form
from fundalloc.web.guard import stand_guard
from fundalloc.web.house import EXTENSION, House, SharedServer
from fundalloc.web.jobs import JOBS, Jobs
from fundalloc.web.logs import keep_log, tell_slip
from fundalloc.web.memory import MEMORY, Memory
from fundalloc.web.speaking import PAGE_LANGUAGES, say, teach, words
from fundalloc.web.statics import fingerprints
from fundalloc.web.uploads import UPLOADS, Uploads
from fundalloc.web.visits import Visits

AREAS: Final = ("home", "entrance", "health", "scenarios", "budget", "claims", "reconcile", "reports", "trace", "audit", "people")
"""Every area, by its module; those with pages to go to from anywhere are in ``MENU``."""

MENU: Final = (
    "home.index",
    "scenarios.index",
    "budget.lines",
    "claims.inbox",
    "reconcile.board",
    "reports.index",
    "audit.index",
    "people.index",
)
"""The pages that every page leads to, in the order of the work."""

FORBIDDEN: Final = 403
MEGABYTE: Final = 1_000_000
UPLOAD_MEGABYTES_MAX: Final = 60
FORM_FIELDS_MAX: Final = 5_000


def application(opened: House) -> Flask:
    """Return the application, opened on one fund's books."""
    app = Flask("fundalloc.web", static_folder="static", template_folder="templates")
    app.extensions[EXTENSION] = opened
    app.extensions[MEMORY] = Memory(opened.ledger)
    app.extensions[UPLOADS] = Uploads()
    app.extensions[JOBS] = Jobs()
    app.session_interface = Visits()
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.config.update(MAX_CONTENT_LENGTH=UPLOAD_MEGABYTES_MAX * MEGABYTE, MAX_FORM_MEMORY_SIZE=4 * MEGABYTE, MAX_FORM_PARTS=FORM_FIELDS_MAX)
    if isinstance(opened.entrance, SharedServer) and opened.entrance.provider is not None:
        provider.register(app, opened.entrance.provider)
    permissions = _joined(app)
    teach(app)
    keep_log(app)
    stand_guard(app, permissions, opened)
    app.jinja_env.globals.update(MENU=MENU, PAGE_LANGUAGES=PAGE_LANGUAGES, house=opened, static_mark=fingerprints(app), no_form=Form())
    _own_up(app)
    return app


def _joined(app: Flask) -> Mapping[str, Allows]:
    """Join every area, and return who may open each of its pages."""
    permissions: dict[str, Allows] = {}
    for name in AREAS:
        area = import_module(f"fundalloc.web.areas.{name}").AREA
        assert isinstance(area, Area), "an area stands under each name"
        app.register_blueprint(area)
        permissions.update(area.permissions)
    return permissions


# --- What goes wrong, told on a page of its own


def _own_up(app: Flask) -> None:
    app.logger.disabled = True  # flask's own lines hold what people typed; ours do not
    app.register_error_handler(SecurityError, _unknown_host)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(RefusedTogether, _refused)
    app.register_error_handler(Refusal, _refused)
    app.register_error_handler(Exception, _slip)


def _page(status: int, key: str, form: Form) -> ResponseReturnValue:
    g.setdefault("visitor", None)
    return render_template("trouble.html", key=key, form=form, mark=""), status


def _unknown_host(_: SecurityError) -> ResponseReturnValue:
    """Answer nothing of ours to a name that is not ours: no page, no link."""
    return Response(say("trouble.unknown-host"), 400, mimetype="text/plain")


def _http(error: HTTPException) -> ResponseReturnValue:
    """Tell what the web calls an error in the words of a person."""
    if isinstance(error.response, Response):
        return error.response
    form, status = Form(), error.code or 500
    if isinstance(error, RequestEntityTooLarge):
        form.refuse(UploadTooLarge(megabytes_max=UPLOAD_MEGABYTES_MAX))
    key = error.description or "" if status == FORBIDDEN else str(status)
    return _page(status, key if words().has(f"web.trouble.{key}.title") else _usual(status), form)


def _usual(status: int) -> str:
    return str(status) if status == FORBIDDEN else "other"


def _refused(error: Exception) -> ResponseReturnValue:
    """Tell what a use case refuses where no form is there to tell it beside."""
    form = Form()
    for refusal in error.refusals if isinstance(error, RefusedTogether) else (error,):
        assert isinstance(refusal, Refusal), "registered for refusals alone"
        form.refuse(refusal)
    return _page(REFUSED, "refused", form)


def _slip(error: Exception) -> ResponseReturnValue:
    """Own up to a mistake of ours: a sentence, and a mark to report."""
    mark = mark_of(error)
    tell_slip(error, mark)
    g.setdefault("visitor", None)
    return render_template("trouble.html", key="slip", form=Form(), mark=mark), 500
