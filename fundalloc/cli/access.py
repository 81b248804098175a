"""``fundalloc access``: who may come into a shared server, each under a name that stands for a person of the fund."""

import sys
from pathlib import Path
from typing import Final

from fundalloc.cli.door import Door
from fundalloc.cli.layout import columns
from fundalloc.cli.verbs import JSON, LEDGER, Ask, Family, Kind, Verb
from fundalloc.errors.ledger import PersonUnknown
from fundalloc.ledger.address import Address

ACCOUNTS: Final = Ask("accounts", Kind.FILE, ("--accounts",), required=True, shared=True)
LOGIN: Final = Ask("login", Kind.TEXT, required=True, shared=True)


def add(door: Door, login: str, person: str, subject: str, ledger: Address, accounts: Path) -> None:
    """Add a login; its password is read from the standard input, so that no list of processes shows it."""
    from fundalloc.usecases.serving.accounts import add_account
    from fundalloc.usecases.serving.visiting import fund_of

    fund = fund_of(ledger)
    if fund.person(person) is None:
        raise PersonUnknown(person=person, known=tuple(sorted(each.id for each in fund.people)))
    password = "" if subject else sys.stdin.readline().rstrip("\n")
    made = add_account(accounts, login=login, person=person, password=password, subject=subject)
    door.answer(door.say("access.add.done", login=made.login, person=made.person), {"login": made.login, "person": made.person})


def listed(door: Door, accounts: Path) -> None:
    """List the logins, and who each stands for."""
    from fundalloc.usecases.serving.accounts import accounts_in

    found = accounts_in(accounts).accounts
    rows = [(each.login, each.person, door.say("access.list.password" if each.password else "access.list.provider")) for each in found]
    door.answer(columns(rows) if rows else door.say("access.list.none"), [{"login": each.login, "person": each.person} for each in found])


def remove(door: Door, login: str, accounts: Path) -> None:
    """Take a login away."""
    from fundalloc.usecases.serving.accounts import remove_account

    gone = remove_account(accounts, login=login)
    door.answer(door.say("access.remove.done", login=gone.login), {"login": gone.login, "person": gone.person})


FAMILY: Final = Family(
    "access",
    (
        Verb(
            "add",
            add,
            (
                LOGIN,
                Ask("person", Kind.PERSON, ("--person",), required=True),
                Ask("subject", Kind.TEXT, ("--subject",), default=""),
                LEDGER,
                ACCOUNTS,
                JSON,
            ),
        ),
        Verb("list", listed, (ACCOUNTS, JSON)),
        Verb("remove", remove, (LOGIN, ACCOUNTS, JSON)),
    ),
)
