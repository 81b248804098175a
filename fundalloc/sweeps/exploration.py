"""One scenario under many settings, as a person reads it: every variant, and between what bounds each amount moved."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fundalloc.domain.base import Id
from fundalloc.domain.scenario import Scenario
from fundalloc.money import Cents
from fundalloc.sweeps.knobs import Knob
from fundalloc.sweeps.running import Came, Variant

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Moved:
    """The least and the most, in cents, that one recipient received in any variant that could be shared."""

    recipient: Id
    least: Cents
    most: Cents


@dataclass(frozen=True, slots=True)
class Exploration:
    """A scenario, what was varied, and what came of every setting in their order."""

    scenario: Scenario
    knobs: tuple[Knob, ...]
    variants: Collection[Variant]

    def shared(self) -> Iterator[Variant]:
        """Give the variants whose envelopes could be shared."""
        return (variant for variant in self.variants if variant.came is Came.SPLIT)

    def moves(self) -> tuple[Moved, ...]:
        """Return between what bounds each recipient's amount moved, in the scenario's order."""
        least: dict[Id, Cents] = {}
        most: dict[Id, Cents] = {}
        for variant in self.shared():
            for name, cents in variant.received.items():
                least[name], most[name] = min(cents, least.get(name, cents)), max(cents, most.get(name, cents))
        return tuple(Moved(each.id, least[each.id], most[each.id]) for each in self.scenario.recipients if each.id in least)

    def to_frame(self) -> "pd.DataFrame":
        """Return a row for each variant: the settings, the total and each recipient's amount, in cents (basis points for shares)."""
        import pandas as pd  # noqa: PLC0415 - loaded only by those who ask for frames

        return pd.DataFrame(
            [
                {
                    "variant": variant.number + 1,
                    **{knob.name: value for knob, value in zip(self.knobs, variant.setting, strict=True)},
                    "came": variant.came.value,
                    "total_cents": variant.total_cents,
                    "gap_cents": variant.gap_cents,
                    **{f"cents:{name}": cents for name, cents in variant.received.items()},
                }
                for variant in self.variants
            ]
        ).set_index("variant")
