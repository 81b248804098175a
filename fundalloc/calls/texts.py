"""What of an agreement's text may not change on its own, and what each amendment or mandate adds to it."""

import hashlib
import json
from typing import Final

from fundalloc.domain.agreements import TransferAgreement

LAYOUT: Final = "fundalloc-agreement-1"


def agreement_print(agreement: TransferAgreement) -> str:
    """Return the SHA-256 of an agreement's whole text; fields left at their default are not written, so that new ones change nothing."""
    content = agreement.model_dump(mode="json", exclude_defaults=True)
    text = json.dumps([LAYOUT, content], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
