"""A call and the files received under it, read from a folder or a workbook, each attachment with its fingerprint."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

from fundalloc.domain.base import Id
from fundalloc.domain.calls import Attachment, Call
from fundalloc.errors import Level, Refusal, refuse_together
from fundalloc.errors.calls import AttachmentFileMissing, AttachmentOutside
from fundalloc.intake.anywhere import examine_anywhere
from fundalloc.intake.callchecks import disagreements
from fundalloc.intake.gathering import Examined, Gathered, Understand, Written, gather, put_together
from fundalloc.intake.outlines import CALL

IN_ORDER: Final = frozenset({"steps", "criteria"})
"""Lists whose order is what they mean."""


@dataclass(frozen=True, slots=True)
class ReceivedCall:
    """A call as its files say it, and the SHA-256 of the bytes of every attachment, taken as they were read."""

    call: Call
    digests: Mapping[Id, str]


def read_call(path: Path) -> ReceivedCall:
    """
    Read a call's folder or workbook.

    Raises:
        RefusedTogether: every problem in it that blocks, and those that do not.

    """
    read = examine_call(path)
    refuse_together(read.problems)
    assert read.noun is not None, "what does not block is read"
    return read.noun


def examine_call(path: Path) -> Examined[ReceivedCall]:
    """
    Read a call's folder or workbook and tell everything there is to say about it.

    Raises:
        RefusedTogether: there is nothing there to read.

    """
    return examine_anywhere(path, CALL, _understand(path if path.is_dir() else path.parent))


def _understand(folder: Path) -> Understand[ReceivedCall]:
    def understood(written: Written, problems: list[Refusal]) -> Examined[ReceivedCall]:
        gathered = gather(written, CALL, problems)
        problems.extend(disagreements(gathered))
        digests = _digests(folder, gathered, problems)
        blocked = any(problem.level is Level.BLOCKS for problem in problems)
        noun = None if blocked else ReceivedCall(put_together(Call, gathered, IN_ORDER), digests)
        rows = {table: len(records) for table, records in written.tables.items()}
        return Examined(noun=noun, problems=tuple(problems), detected=written.detected, rows=rows)

    return understood


def _digests(folder: Path, gathered: Gathered, problems: list[Refusal]) -> Mapping[Id, str]:
    found: dict[Id, str] = {}
    for placed in gathered.nouns.get("attachments", ()):
        attachment: Attachment = placed.noun
        path = folder / attachment.file
        if not path.resolve().is_relative_to(folder.resolve()):
            problems.append(AttachmentOutside(file=attachment.file, place=placed.place("file")))
        elif not path.is_file():
            problems.append(AttachmentFileMissing(file=attachment.file, place=placed.place("file")))
        else:
            found[attachment.id] = sha256(path.read_bytes()).hexdigest()
    return found
