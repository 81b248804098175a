"""How far recipients are below their targets, for the programme and the destination that a request asks for (S3-05 to S3-07)."""

from collections.abc import Iterable

from fundalloc.domain.base import Id
from fundalloc.domain.rules import Indicator
from fundalloc.domain.scenario import Rate, Request


class Gaps:
    """The gaps of a scenario's rates, in basis points: of a rate of the very destination first, else of one of none."""

    def __init__(self, rates: Iterable[Rate]) -> None:
        self._gaps: dict[tuple[Id, Id | None, Id | None, Indicator], int] = {
            (each.recipient, each.programme, each.destination, each.indicator): each.gap_basis_points for each in rates
        }

    def of(self, request: Request, indicator: Indicator) -> int:
        """Return how far a request's recipient is below its target; what nobody says is no gap."""
        own = (request.recipient, request.programme)
        return self._gaps.get((*own, request.destination, indicator), self._gaps.get((*own, None, indicator), 0))
