"""The fingerprint of what was decided from: the same scenario has the same one, whatever the order of its rows."""

import hashlib
import json
from operator import attrgetter, itemgetter
from typing import Final

from pydantic import TypeAdapter

from fundalloc.domain.scenario import Request, Scenario

LAYOUT: Final = "fundalloc-scenario-1"
REQUESTS: Final = TypeAdapter(list[Request])
AT_ONCE: Final = 1_000
"""Requests written at once: a scenario may hold a million."""


def fingerprint(scenario: Scenario) -> str:
    """
    Return the SHA-256 of a scenario's content, of its requests a SHA-256 of their own.

    Fields left at their default are not written, so that new ones change nothing.
    """
    rest = _ordered(scenario.model_dump(mode="json", exclude={"requests"}, exclude_defaults=True), ordered_lists=("goals",))
    text = json.dumps([LAYOUT, rest, _of_requests(scenario)], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _of_requests(scenario: Scenario) -> str:
    """Return the SHA-256 of the requests by id, a line for each so many."""
    digest, requests = hashlib.sha256(), sorted(scenario.requests, key=attrgetter("id"))
    for first in range(0, len(requests), AT_ONCE):
        lines = REQUESTS.dump_python(requests[first : first + AT_ONCE], mode="json", exclude_defaults=True)
        ordered = [_ordered(line, ordered_lists=()) for line in lines]
        digest.update(json.dumps(ordered, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8"))
    return digest.hexdigest()


NESTED: Final = (dict, list)
_TEXT: Final = json.JSONEncoder(ensure_ascii=False, sort_keys=True)


def _ordered(value: object, *, ordered_lists: tuple[str, ...], name: str = "") -> object:
    """Sort what was dumped, in place: lists of things by their ids, others by their text, except those whose order means something."""
    if isinstance(value, dict):
        for key, each in value.items():
            if isinstance(each, NESTED):
                value[key] = _ordered(each, ordered_lists=ordered_lists, name=key)
        return value
    if isinstance(value, list):
        items = [_ordered(each, ordered_lists=ordered_lists) for each in value]
        if name in ordered_lists or len(items) == 1:
            return items
        named = [each for each in items if isinstance(each, dict) and "id" in each]
        return sorted(named, key=itemgetter("id")) if len(named) == len(items) else sorted(items, key=_TEXT.encode)
    return value
