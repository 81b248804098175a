from fundalloc.api import Ledger as Ledger
from fundalloc.api import allocate as allocate
from fundalloc.api import open_ledger as open_ledger
from fundalloc.api import plan_years as plan_years
from fundalloc.api import read_scenario as read_scenario
from fundalloc.api import steer as steer
from fundalloc.api import sweep as sweep
from fundalloc.api import told as told

__version__: str

__all__ = ["Ledger", "allocate", "open_ledger", "plan_years", "read_scenario", "steer", "sweep", "told"]
