"""The program as a process of its own."""

import sys
from typing import Final

PROGRAM: Final = (
    sys.executable,
    "-c",
    "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); from fundalloc.cli.main import main; main()",
)
"""Words before its own; Ctrl-C reaches it even where whoever started the tests keeps it from them."""
