"""
The accounts of a shared server: a name, a password or somebody else's word for it, and the person of the fund it stands for.

A password is kept as argon2 makes it, never as typed; what a person may do is the fund's business, not the account's.
"""

import os
from collections.abc import Collection
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Final

from pydantic import ValidationError

from fundalloc.domain.base import Id, Noun
from fundalloc.errors import refuse_together
from fundalloc.errors.web import (
    AccountExists,
    AccountsUnreadable,
    AccountUnknown,
    EntryRefused,
    PasswordTooShort,
    SubjectUnknown,
    TooManyTries,
)
from fundalloc.usecases.files import put_secret

if TYPE_CHECKING:
    from argon2 import PasswordHasher

PASSWORD_LENGTH_MIN: Final = 12
TRIES_FREE: Final = 4
"""How many wrong passwords in a row cost nothing."""

FIRST_WAIT: Final = timedelta(seconds=15)
WAIT_MAX: Final = timedelta(minutes=15)
NAMES_MAX: Final = 10_000
"""How many names the lock-out remembers."""


class Account(Noun):
    """One name on the door: ``person`` is an id of the fund; ``subject`` is what a provider of identities knows them by."""

    login: Id
    person: Id
    password: str = ""
    subject: str = ""


class Accounts(Noun):
    """Every account of a server."""

    accounts: tuple[Account, ...] = ()

    def named(self, login: str) -> Account | None:
        """Return the account of a name, if there is one; capitals make no difference."""
        return next((each for each in self.accounts if each.login.casefold() == login.casefold()), None)


def accounts_in(path: Path) -> Accounts:
    """
    Return the accounts kept in a file; none where there is no file yet.

    Raises:
        AccountsUnreadable: the file is something else.

    """
    try:
        return Accounts.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        return Accounts()
    except ValidationError as error:
        raise AccountsUnreadable(path=str(path)) from error


def add_account(path: Path, *, login: str, person: str, password: str = "", subject: str = "") -> Account:
    """Add an account, with a password, or with what a provider of identities knows the person by; the password is not kept."""
    accounts = accounts_in(path)
    problems = [AccountExists(login=login)] if accounts.named(login) else []
    too_short = [PasswordTooShort(length_min=PASSWORD_LENGTH_MIN)] if not subject and len(password) < PASSWORD_LENGTH_MIN else []
    refuse_together((*problems, *too_short))
    made = Account(login=login, person=person, password=_hasher().hash(password) if password else "", subject=subject)
    _write(path, (*accounts.accounts, made))
    return made


def change_password(path: Path, *, login: str, password: str) -> Account:
    """Give an account another password; whoever asks has just shown that they have the one before."""
    refuse_together([PasswordTooShort(length_min=PASSWORD_LENGTH_MIN)] if len(password) < PASSWORD_LENGTH_MIN else [])
    accounts = accounts_in(path)
    found = _found(accounts, login)
    changed = found.model_copy(update={"password": _hasher().hash(password)})
    _write(path, tuple(changed if each is found else each for each in accounts.accounts))
    return changed


def account_of_subject(path: Path, subjects: Collection[str]) -> Account:
    """
    Return the account that a provider of identities vouches for, by any of the names it knows the person by.

    Raises:
        SubjectUnknown: no account is for any of these.

    """
    found = next((each for each in accounts_in(path).accounts if each.subject and each.subject in subjects), None)
    if found is None:
        raise SubjectUnknown
    return found


def remove_account(path: Path, *, login: str) -> Account:
    """Take an account away; what the person did stays theirs in the books."""
    accounts = accounts_in(path)
    found = _found(accounts, login)
    _write(path, tuple(each for each in accounts.accounts if each is not found))
    return found


def _found(accounts: Accounts, login: str) -> Account:
    found = accounts.named(login)
    if found is None:
        raise AccountUnknown(login=login, known=tuple(each.login for each in accounts.accounts))
    return found


def _write(path: Path, accounts: tuple[Account, ...]) -> None:
    put_secret(path, (Accounts(accounts=accounts).model_dump_json(indent=1) + "\n").encode("utf-8"))


# --- Coming in


class Doorkeeper:
    """Lets people in by their password, and makes those wait who get it wrong again and again, whether the name exists or not."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._tries: dict[str, tuple[int, datetime]] = {}
        self._lock = Lock()

    def let_in(self, login: str, password: str, *, now: datetime) -> Account:
        """
        Return the account of a name and its password; a wrong name takes as long as a wrong password.

        Raises:
            EntryRefused: no account has both. TooManyTries: the name has to wait, even for the right password.

        """
        name = login.strip().casefold()
        self._refuse_haste(name, now)
        account = accounts_in(self.path).named(name)
        kept = account.password if account and account.password else _nobodys_password()
        is_right = _matches(kept, password)
        if account is None or not account.password or not is_right:
            self._count(name, now)
            raise EntryRefused
        with self._lock:
            self._tries.pop(name, None)
        return account

    def _refuse_haste(self, name: str, now: datetime) -> None:
        with self._lock:
            count, last = self._tries.get(name, (0, now))
        wait = last + _wait(count) - now
        if wait > timedelta(0):
            raise TooManyTries(seconds=max(1, int(wait.total_seconds())))

    def _count(self, name: str, now: datetime) -> None:
        with self._lock:
            count, _ = self._tries.pop(name, (0, now))
            self._tries[name] = (count + 1, now)
            while len(self._tries) > NAMES_MAX:
                del self._tries[next(iter(self._tries))]


def _wait(tries: int) -> timedelta:
    """
    Return how long a name waits after so many wrong passwords: twice as long each time.

    >>> [_wait(tries).seconds for tries in (3, 4, 5, 6, 20)]
    [0, 0, 15, 30, 900]
    """
    beyond = tries - TRIES_FREE
    return timedelta(0) if beyond <= 0 else min(WAIT_MAX, FIRST_WAIT * 2 ** min(beyond - 1, 10))


def _matches(kept: str, password: str) -> bool:
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        return _hasher().verify(kept, password)
    except (VerificationError, InvalidHashError):
        return False


@cache
def _hasher() -> "PasswordHasher":
    from argon2 import PasswordHasher

    return PasswordHasher()


@cache
def _nobodys_password() -> str:
    """Return what a password that nobody has is kept as, so that an unknown name costs what a known one does."""
    return _hasher().hash(os.urandom(32).hex())
