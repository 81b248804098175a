"""The rates of sales taxes and of their rebates that come with the program, each with its source."""

import json
import tomllib
from functools import cache
from importlib import resources

from fundalloc.domain.taxes import TaxTable


@cache
def shipped_taxes() -> TaxTable:
    """Return the table that comes with the program; it is ours, and a mistake in it is not a person's."""
    text = (resources.files("fundalloc") / "rates" / "sales-taxes.toml").read_text(encoding="utf-8")
    return TaxTable.model_validate_json(json.dumps(tomllib.loads(text), default=str))
