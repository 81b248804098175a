"""What makes a file outlive a power cut: its bytes reach the disk before it has its name, and its name before anything leans on it."""

import os
from pathlib import Path
from typing import IO


def write_through(file: IO[bytes], content: bytes) -> None:
    """Write bytes to the disk itself."""
    file.write(content)
    file.flush()
    os.fsync(file.fileno())


def flush_folder(folder: Path) -> None:
    """Have the names in a folder written to the disk; Windows opens no folder, and writes names by itself."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def name_once(file: Path, target: Path) -> None:
    """
    Give a file the name that nothing must have yet; nothing that has it is ever replaced.

    Raises:
        FileExistsError: something has it.

    """
    try:
        os.link(file, target)
    except FileExistsError:
        raise
    except OSError:  # a disk without hard links, such as a memory stick
        os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL))
        file.replace(target)
    flush_folder(target.parent)
