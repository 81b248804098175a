"""Work done while Python does not look for rubbish in circles: millions of objects that form none are not gone through again and again."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def unswept() -> Iterator[None]:
    """Keep Python from looking for circles now, and from going through what was made meanwhile as soon as that ends."""
    was_sweeping = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_sweeping:
            gc.freeze()
            gc.unfreeze()
            gc.enable()
