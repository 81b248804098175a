"""
OFX and QFX, versions 1 (SGML, where a value needs no end tag) and 2 (XML), by one reader.

Only the tags that hold others need their end: without it the file was cut, and is refused. An OFX file states what the account holds at the
end and not at the beginning: it is held to the statement before it when it is imported.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from fundalloc.domain.statements import StatementBalance
from fundalloc.errors.intake import ValueMissing
from fundalloc.intake.statements.pieces import Format, Movement, Part, Reading, machine_amount, machine_day, one_line

STATEMENTS: Final = frozenset({"STMTRS", "CCSTMTRS"})
HOLDERS: Final = frozenset(
    {*STATEMENTS, "OFX", "BANKMSGSRSV1", "CREDITCARDMSGSRSV1", "STMTTRNRS", "CCSTMTTRNRS", "BANKTRANLIST", "STMTTRN", "LEDGERBAL"}
)
"""Tags that hold others, and whose end is asked for; the rest are values, or hold what is not read here."""

_TAG: Final = re.compile(r"<(/?)([A-Za-z0-9._]+)\s*>([^<]*)")
_ACCOUNT: Final = ("ACCTID",)


@dataclass(slots=True)
class _Node:
    """A tag that holds others: its values by name, each with its line, and the tags it holds."""

    name: str
    line: int
    values: dict[str, tuple[str, int]] = field(default_factory=dict)
    held: list["_Node"] = field(default_factory=list)

    def text(self, name: str) -> str:
        return self.values.get(name, ("", 0))[0]

    def within(self, *names: str) -> Iterator["_Node"]:
        """Return the tags of these names, at any depth, in their order."""
        for each in self.held:
            if each.name in names:
                yield each
            yield from each.within(*names)


def read_ofx(reading: Reading) -> list[Part]:
    """Read every statement of an OFX file."""
    root = _tree(reading)
    return [_part(node, reading) for node in root.within(*STATEMENTS)]


def _tree(reading: Reading) -> _Node:
    root = _Node("", 1)
    open_nodes = [root]
    line, counted = 1, 0
    for found in _TAG.finditer(reading.text):
        line, counted = line + _breaks(reading.text, counted, found.start()), found.start()
        closing, name, text = found[1], found[2].upper(), html.unescape(found[3]).strip()
        if name not in HOLDERS:
            if not closing:
                open_nodes[-1].values.setdefault(name, (text, line))
        elif not closing and open_nodes[-1].name != name:
            node = _Node(name, line)
            open_nodes[-1].held.append(node)
            open_nodes.append(node)
        elif closing and open_nodes[-1].name == name:
            open_nodes.pop()
        else:
            reading.broken(line, f"<{closing}{name}>")
            return root
    if len(open_nodes) > 1:
        reading.broken(line, f"<{open_nodes[-1].name}>")
    return root


def _breaks(text: str, start: int, end: int) -> int:
    """Count line breaks between two places; a lone CR breaks a line too."""
    return text.count("\n", start, end) or text.count("\r", start, end)


def _part(node: _Node, reading: Reading) -> Part:
    part = Part(account=node.text("ACCTID"), place=reading.place(node.line), currency=node.text("CURDEF").upper())
    for each in node.within("STMTTRN"):
        with reading.telling(each.line):
            part.movements.append(_movement(each, reading))
    for balance in node.within("LEDGERBAL"):
        with reading.telling(balance.values.get("BALAMT", ("", balance.line))[1]):
            cents = machine_amount(_needed(balance, "BALAMT", reading), bare=reading.profile.bare_amounts)
            day = machine_day(balance.text("DTASOF")) if balance.text("DTASOF") else None
            part.closing = StatementBalance(cents, day, reading.place(balance.line))
    return part


def _movement(node: _Node, reading: Reading) -> Movement:
    return Movement(
        booked_on=machine_day(_needed(node, "DTPOSTED", reading)),
        amount_cents=machine_amount(_needed(node, "TRNAMT", reading), bare=reading.profile.bare_amounts),
        place=reading.place(node.line),
        reference=one_line(node.text("REFNUM") or node.text("CHECKNUM")),
        description=one_line(node.text("MEMO")),
        party=one_line(node.text("NAME") or node.text("PAYEE")),
        bank_reference=one_line(_needed(node, "FITID", reading)),
    )


def _needed(node: _Node, name: str, reading: Reading) -> str:
    text, line = node.values.get(name, ("", node.line))
    if not text:
        raise ValueMissing(name=name, place=reading.place(line))
    return text


FORMAT: Final = Format("ofx", lambda beginning: "OFXHEADER" in beginning.upper() or "<OFX>" in beginning.upper(), read_ofx)
