"""Fingerprints of what a call says and of what was received, so that a decision is known to be about the very same text."""

import hashlib
import json
from collections.abc import Mapping
from typing import Final

from fundalloc.domain.base import Id, LightNoun, Noun
from fundalloc.domain.calls import Call, CallTerms

RULES: Final = (
    *("streams", "steps", "criteria", "required_prerequisites", "required_signatures", "required_attachments", "evaluators"),
    *CallTerms.model_fields,
)
"""What a call says before anything is received; the register of institutions lives on beside it."""
RECEIVED: Final = ("applications", "signatures", "attachments")
MARKS: Final = ("scores", "interests")


def rules_print(call: Call) -> str:
    """Return the SHA-256 of what a call asks."""
    return _print("fundalloc-call-rules-1", call, RULES, {})


def received_print(call: Call, digests: Mapping[Id, str]) -> str:
    """Return the SHA-256 of the files received, their attachments' bytes included."""
    return _print("fundalloc-call-received-1", call, RECEIVED, digests)


def marks_print(call: Call) -> str:
    """Return the SHA-256 of the marks and of the declared interests."""
    return _print("fundalloc-call-marks-1", call, MARKS, {})


def _print(layout: str, call: Call, parts: tuple[str, ...], digests: Mapping[Id, str]) -> str:
    content = {name: _plain(getattr(call, name)) for name in parts}
    text = json.dumps([layout, content, dict(digests)], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _plain(value: object) -> object:
    match value:
        case Noun() | LightNoun():
            return value.model_dump(mode="json", exclude_defaults=True)
        case tuple():
            return [_plain(each) for each in value]
        case _:
            return value
