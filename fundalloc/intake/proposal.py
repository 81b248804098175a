"""A proposal of transfers (the JSON of ``steer``), read back before the books take it over: complete, and proved again."""

import json
from pathlib import Path
from typing import Any, Final

from fundalloc.domain.proposed import BudgetLineName, Proposed, ProposedMove
from fundalloc.errors import Place, refuse_together, refused_alike
from fundalloc.errors.steering import ProposalUnreadable
from fundalloc.intake.text import read_text

LAYOUT: Final = "fundalloc-steering-1"


def read_proposal(path: Path) -> Proposed:
    """
    Read a proposal.

    Raises:
        RefusedTogether: the file cannot be read, or is not a proposal.

    """
    with refused_alike():
        text = read_text(path)
    try:
        document = json.loads(text)
        return _proposed(document, document["steering"])
    except (ValueError, LookupError, TypeError, RecursionError) as error:
        name = str(error.args[0]) if isinstance(error, KeyError) else LAYOUT
        refuse_together((ProposalUnreadable(name=name, place=Place(file=path.name)),))
        raise


def _proposed(document: Any, steering: Any) -> Proposed:  # noqa: ANN401 - a file that nobody vouches for
    if steering["layout"] != LAYOUT:
        raise ValueError(LAYOUT)
    return Proposed(
        fund=_text(steering["fund"]),
        prepared_by=_text(document["prepared_by"]),
        moves=tuple(_move(each) for each in steering["transfers"]),
        budgets=tuple((_line(each["line"]), _cents(each["budget_cents"])) for each in steering["lines"]),
    )


def _move(each: Any) -> ProposedMove:  # noqa: ANN401 - the same
    return ProposedMove(_line(each["from"]), _line(each["to"]), _cents(each["amount_cents"]), _text(each["reason"]))


def _line(each: Any) -> BudgetLineName:  # noqa: ANN401 - the same
    return _text(each["fiscal_year"]), _text(each["recipient"]), _text(each["plan_item"])


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(LAYOUT)
    return value


def _cents(value: object) -> int:
    if type(value) is not int:
        raise TypeError(LAYOUT)
    return value
