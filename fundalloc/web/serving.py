"""The server itself: waitress in front of the application, on this computer alone unless it is told otherwise."""

import logging
import socket
import sys
from dataclasses import dataclass
from typing import Final

from waitress import create_server
from waitress.server import BaseWSGIServer

from fundalloc.errors.web import PortTaken
from fundalloc.web.application import application
from fundalloc.web.house import House
from fundalloc.web.logs import LOG

THREADS: Final = 8
CONNECTIONS_MAX: Final = 400


@dataclass(frozen=True, slots=True)
class Listening:
    """Where the server listens; ``behind`` is the address of the proxy it trusts to say who calls, empty where nobody stands in front."""

    host: str
    port: int
    behind: str = ""


def open_door(opened: House, listening: Listening) -> BaseWSGIServer:
    """
    Return a server that listens already, and answers once it runs.

    Raises:
        PortTaken: something else listens there, or the system does not let us.

    """
    LOG.setLevel(logging.INFO)
    LOG.addHandler(logging.StreamHandler(sys.stderr))
    trusted = {
        "trusted_proxy": listening.behind,
        "trusted_proxy_headers": {"x-forwarded-proto", "x-forwarded-host"},
        "clear_untrusted_proxy_headers": True,
    }
    server: BaseWSGIServer = create_server(
        application(opened),
        sockets=[_listening(listening)],
        threads=THREADS,
        connection_limit=CONNECTIONS_MAX,
        ident=None,
        **(trusted if listening.behind else {}),
    )
    return server


def _listening(at: Listening) -> socket.socket:
    family = socket.AF_INET6 if ":" in at.host else socket.AF_INET
    try:
        return socket.create_server((at.host, at.port), family=family)
    except (OSError, OverflowError) as error:
        raise PortTaken(host=at.host, port=at.port) from error
