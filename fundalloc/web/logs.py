"""
What the server writes about itself: one line of JSON per request, and one per slip of ours, without a word about people.

A request is named by the page it asked for, never by its address: addresses bear the names of claims, and questions what people typed.
"""

import json
import logging
import time
import traceback
from typing import Final

from flask import Flask, Response, g, request

from fundalloc.web.house import house

LOG: Final = logging.getLogger("fundalloc.web.log")
UNKNOWN: Final = "?"


def keep_log(app: Flask) -> None:
    """Write a line for each request."""

    @app.before_request
    def start() -> None:
        g.started = time.perf_counter_ns()

    @app.after_request
    def tell(response: Response) -> Response:
        started = g.get("started")
        took = None if started is None else (time.perf_counter_ns() - started) // 1_000_000
        _write("request", method=request.method, page=request.endpoint or UNKNOWN, status=response.status_code, milliseconds=took)
        return response


def tell_slip(slip: Exception, mark: str) -> None:
    """Write where a slip of ours happened, and what kind it is; what it says may hold what people typed, and is left out."""
    frames = traceback.extract_tb(slip.__traceback__)
    where = [f"{frame.filename.rpartition('/')[2]}:{frame.lineno}:{frame.name}" for frame in frames[-6:]]
    _write("slip", kind=type(slip).__name__, mark=mark, page=request.endpoint or UNKNOWN, where=where)


def _write(event: str, **facts: object) -> None:
    LOG.info(json.dumps({"at": house().now().isoformat(timespec="milliseconds"), "event": event, **facts}, ensure_ascii=False))
