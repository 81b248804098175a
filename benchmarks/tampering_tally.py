"""What random changes to sealed books came to."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Final

CANARY_EVERY: Final = 10


@dataclass
class Tally:
    """What was changed, what was found, what changed nothing that anybody reads (``harmless``), and what escaped."""

    changed: Counter[str] = field(default_factory=Counter)
    escaped: list[str] = field(default_factory=list)
    harmless: int = 0
    canaries: int = 0
    false_alarms: list[str] = field(default_factory=list)

    @property
    def found(self) -> int:
        return self.changed.total() - len(self.escaped) - self.harmless


def tell(how: str, tally: Tally, seconds: float) -> int:
    """Print what was changed and what was found; return how many escaped, and how many canaries cried."""
    print(how)
    for what, count in sorted(tally.changed.items()):
        print(f"  {what:<28} {count:>7}")
    print(f"  {'found':<28} {tally.found:>7} of {tally.changed.total()} in {seconds:.0f} s")
    print(f"  {'nothing changed by it':<28} {tally.harmless:>7}")
    print(f"  {'canaries sound':<28} {tally.canaries - len(tally.false_alarms):>7} of {tally.canaries}", flush=True)
    for escaped in (*tally.escaped, *tally.false_alarms):
        print("  ESCAPED OR FALSE", escaped)
    return len(tally.escaped) + len(tally.false_alarms)
