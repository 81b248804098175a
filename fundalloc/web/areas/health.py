"""Whether the application lives and can read its books, for whoever watches over the server."""

from flask import jsonify
from flask.typing import ResponseReturnValue

from fundalloc.errors import Refusal, RefusedTogether
from fundalloc.usecases import asking
from fundalloc.web.area import ANYBODY, Area
from fundalloc.web.house import house

AREA = Area("health")


@AREA.page("", allows=ANYBODY)
def health() -> ResponseReturnValue:
    """Say "ok" where the books answer; nothing else is told to a stranger."""
    try:
        asking.balance(house().ledger)
    except (Refusal, RefusedTogether):
        return jsonify(status="books-out-of-reach"), 503
    return jsonify(status="ok")
