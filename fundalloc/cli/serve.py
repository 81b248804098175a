"""``fundalloc serve``: open the other door, for people who work in pages."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

from fundalloc.cli.door import Door, now
from fundalloc.cli.verbs import LEDGER, Ask, Kind, Verb
from fundalloc.errors.web import WebMissing
from fundalloc.ledger.address import Address

if TYPE_CHECKING:
    from fundalloc.web.house import Entrance, OpenIdProvider

PORT: Final = 8350
LOOPBACK: Final = "127.0.0.1"
HOSTS: Final = ("localhost", "127.0.0.1", "[::1]")
SECRET: Final = "FUNDALLOC_OPENID_SECRET"  # noqa: S105 - the name of a variable, not a secret
SCENARIOS: Final = "fundalloc-scenarios"


def serve(
    door: Door,
    *,
    ledger: Address,
    scenarios: Path | None,
    read_only: bool,
    host: str,
    port: int | None,
    name: tuple[str, ...],
    accounts: Path | None,
    proxy: str | None,
    issuer: str | None,
    client: str | None,
    profile: Path | None,
) -> None:
    """Open the application on a fund's books, and say where; it answers until it is stopped."""
    from fundalloc.usecases.serving import visiting

    try:
        from fundalloc.web.house import House, LocalDesk
        from fundalloc.web.serving import Listening, open_door
    except ModuleNotFoundError as error:
        raise WebMissing(library=error.name or "flask") from error

    visiting.fund_of(ledger)  # refused here rather than on every page
    listening = Listening(host, PORT if port is None else port, proxy or "")
    entrance = _entrance(accounts, profile, issuer, client)
    opened = House(
        ledger=ledger,
        scenarios=(scenarios or Path(SCENARIOS)).resolve(),
        entrance=entrance,
        now=now,
        hosts=(*HOSTS, *name),
        read_only=read_only,
        behind_tls=bool(proxy),
    )
    server = open_door(opened, listening)
    address = f"http://{listening.host}:{listening.port}"
    link = f"{address}/entrance/start/{entrance.link.word}" if isinstance(entrance, LocalDesk) else address
    door.answer(door.say("serve.listening", link=link), {"link": link})
    server.run()


def _entrance(accounts: Path | None, profile: Path | None, issuer: str | None, client: str | None) -> "Entrance":
    from fundalloc.usecases.serving.accounts import Doorkeeper
    from fundalloc.web.house import LocalDesk, SharedServer, StartLink

    if accounts is not None:
        return SharedServer(Doorkeeper(accounts), _provider(issuer, client))
    return LocalDesk(profile or Path.home() / ".config" / "fundalloc" / "profile.json", StartLink())


def _provider(issuer: str | None, client: str | None) -> "OpenIdProvider | None":
    from fundalloc.web.house import OpenIdProvider

    return OpenIdProvider(issuer, client, os.environ.get(SECRET, "")) if issuer and client else None


VERB: Final = Verb(
    "serve",
    serve,
    (
        LEDGER,
        Ask("scenarios", Kind.FOLDER, ("--scenarios",)),
        Ask("read_only", Kind.FLAG, ("--read-only",)),
        Ask("host", Kind.TEXT, ("--host",), default=LOOPBACK),
        Ask("port", Kind.COUNT, ("--port",)),
        Ask("name", Kind.TEXT, ("--name",), several=True),
        Ask("accounts", Kind.FILE, ("--accounts",)),
        Ask("proxy", Kind.TEXT, ("--proxy",)),
        Ask("issuer", Kind.TEXT, ("--openid-issuer",)),
        Ask("client", Kind.TEXT, ("--openid-client",)),
        Ask("profile", Kind.FILE, ("--profile",)),
    ),
)
