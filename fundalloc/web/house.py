"""What the application was opened on: which books, which scenarios, who may come in, and the clock."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import Final, TypeAlias, cast

from flask import current_app

from fundalloc.ledger.address import Address
from fundalloc.usecases.serving.accounts import Doorkeeper

EXTENSION: Final = "fundalloc"
WORD_BYTES: Final = 32


class StartLink:
    """The link that the terminal shows: whoever opens it first comes in, and nobody after."""

    def __init__(self) -> None:
        self.word = secrets.token_urlsafe(WORD_BYTES)
        self._lock = Lock()

    def opens(self, word: str) -> bool:
        """Tell whether a word is the link's; it is not any more once it was used."""
        with self._lock:
            is_right = bool(self.word) and secrets.compare_digest(word.encode(), self.word.encode())
            self.word = "" if is_right else self.word
        return is_right


@dataclass(frozen=True, slots=True)
class LocalDesk:
    """One person at one computer, let in by the link that the terminal shows; ``profile`` is the file that keeps who it is."""

    profile: Path
    link: StartLink


@dataclass(frozen=True, slots=True)
class OpenIdProvider:
    """Who vouches for people: an OpenID Connect provider, and what it knows this server as."""

    issuer: str
    client: str
    secret: str


@dataclass(frozen=True, slots=True)
class SharedServer:
    """Several people, each under a name of their own, let in by the ``doorkeeper`` or vouched for by ``provider``."""

    doorkeeper: Doorkeeper
    provider: OpenIdProvider | None = None


Entrance: TypeAlias = LocalDesk | SharedServer


@dataclass(frozen=True, slots=True)
class House:
    """
    What the application was opened on.

    ``scenarios`` is the folder where scenarios and what is worked out of them are kept; ``hosts`` are the names it may be called by;
    ``behind_tls`` says that whoever stands in front speaks TLS with browsers.
    """

    ledger: Address
    scenarios: Path
    entrance: Entrance
    now: Callable[[], datetime]
    hosts: tuple[str, ...] = ("localhost", "127.0.0.1", "[::1]")
    read_only: bool = False
    behind_tls: bool = False


def house() -> House:
    """Return what this application was opened on."""
    return cast("House", current_app.extensions[EXTENSION])
