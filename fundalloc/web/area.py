"""How an area declares its pages: each says who may open it, and nothing is reachable that does not."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final, TypeAlias, TypeVar

from flask import Blueprint
from flask.typing import ResponseReturnValue

from fundalloc.domain.fund import Role
from fundalloc.ledger.duties import ROLES, Act

View: TypeAlias = Callable[..., ResponseReturnValue]
AnyView = TypeVar("AnyView", bound=View)


@dataclass(frozen=True, slots=True)
class Allows:
    """Who may: anybody at all, or those who came in with one of these roles; ``writes`` is what a read-only server refuses."""

    roles: frozenset[Role] = frozenset()
    anybody: bool = False
    writes: bool = False

    def lets(self, roles: Iterable[Role]) -> bool:
        """Tell whether somebody with these roles may."""
        return self.anybody or not self.roles.isdisjoint(roles)


ANYBODY: Final = Allows(anybody=True)
MEMBERS: Final = Allows(frozenset(Role))
OFFICE: Final = Allows(frozenset(Role) - {Role.PARTNER})
"""Those who look at the whole fund: a partner sees its own board only."""


def doing(*acts: Act) -> Allows:
    """Return who may do one of these acts, as the books say it; the use case asks again, with the person's board and history."""
    return Allows(frozenset(role for act in acts for role in ROLES[act]))


class Area(Blueprint):
    """The pages about one thing, under one path; its templates and sentences bear its name."""

    def __init__(self, name: str) -> None:
        super().__init__(name, f"fundalloc.web.areas.{name}", url_prefix="" if name == "home" else f"/{name}")
        self.permissions: dict[str, Allows] = {}

    def page(self, path: str, *, allows: Allows) -> Callable[[AnyView], AnyView]:
        """Declare a page, which changes nothing by being read."""
        return self._declared(path, "GET", allows)

    def act(self, path: str, *, allows: Allows, writes: bool = True) -> Callable[[AnyView], AnyView]:
        """Declare what a form is sent to; ``writes`` says whether a read-only server refuses it."""
        return self._declared(path, "POST", Allows(allows.roles, allows.anybody, writes))

    def _declared(self, path: str, method: str, allows: Allows) -> Callable[[AnyView], AnyView]:
        def declare(view: AnyView) -> AnyView:
            self.permissions[f"{self.name}.{view.__name__}"] = allows
            self.add_url_rule(path, view.__name__, view, methods=[method])
            return view

        return declare
