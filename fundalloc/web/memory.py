"""
What was asked of the books and may be asked again, remembered under the books' last seal.

Books only ever grow, and each entry seals those before it: while the last seal is the same, so is every answer. The seal is read from
the books at each request, never remembered, so that another process may write at any time.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from threading import Lock
from typing import Any, Concatenate, Final, ParamSpec, TypeVar, cast
from weakref import finalize

from flask import current_app, g, request

from fundalloc.ledger.address import Address
from fundalloc.usecases.serving.browsing import SealWatch
from fundalloc.web.house import house

MEMORY: Final = "fundalloc-memory"
ANSWERS_MAX: Final = 256

Answer = TypeVar("Answer")
Asked = ParamSpec("Asked")


class Memory:
    """Answers by question and seal, the last used kept longest; a question asked by many at once is put to the books once."""

    def __init__(self, ledger: Address) -> None:
        self.watch = SealWatch(ledger)
        finalize(self, self.watch.close)
        self._answers: OrderedDict[Hashable, tuple[Lock, list[Any]]] = OrderedDict()
        self._lock = Lock()

    def answer(self, question: Hashable, ask: Callable[[], Answer]) -> Answer:
        """Return what is remembered, or ask."""
        with self._lock:
            busy, kept = self._answers.setdefault(question, (Lock(), []))
            self._answers.move_to_end(question)
            while len(self._answers) > ANSWERS_MAX:
                self._answers.popitem(last=False)
        with busy:
            if not kept:
                kept.append(ask())
        return cast("Answer", kept[0])


def remembered(work_out: Callable[Asked, Answer], *details: Asked.args, **named: Asked.kwargs) -> Answer:
    """Return what is worked out from the books' answers, remembered as they are; ``details`` are all that it depends on besides."""
    return _memory().answer(_question(work_out, details, named), lambda: work_out(*details, **named))


def asked(ask: Callable[Concatenate[Address, Asked], Answer], *details: Asked.args, **named: Asked.kwargs) -> Answer:
    """Return what a use case answers about the books as they are now; ``details`` are what it is asked, each hashable."""
    return _memory().answer(_question(ask, details, named), lambda: ask(house().ledger, *details, **named))


def _memory() -> Memory:
    found = current_app.extensions[MEMORY]
    assert isinstance(found, Memory), "put there when the application was made"
    return found


def _question(ask: Callable[..., object], details: tuple[object, ...], named: Mapping[str, object]) -> Hashable:
    return (ask.__module__, ask.__qualname__, details, tuple(sorted(named.items())), _seal())


def _seal() -> str:
    """Return the books' last seal: read once while a page is shown, each time while something is done to the books."""
    if "seal" not in g or request.method == "POST":
        g.seal = _memory().watch.last_seal().hash
    return cast("str", g.seal)
