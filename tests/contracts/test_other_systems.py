"""Systems that lack what this one has: a disk without hard links, a system that opens no folder, another origin of files."""

import errno
import os
import sys
from pathlib import Path

import pytest

from fundalloc.errors import RefusedTogether
from fundalloc.ledger import durable
from fundalloc.usecases.budgeting import books
from fundalloc.usecases.files import put_secret, steady_archive
from tests.bookkeeping import Desk


def no_links(*_: object) -> None:
    raise OSError(errno.EPERM, "Operation not permitted")


class OpensNoFolder:
    """What Windows lets ``os`` do."""

    name = "nt"

    def __getattr__(self, name: str) -> object:
        return getattr(os, name)

    def open(self, path: Path, flags: int, mode: int = 0o777) -> int:
        if Path(path).is_dir():
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return os.open(path, flags, mode)


def test_books_are_opened_once_on_a_disk_without_hard_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "link", no_links)
    desk = Desk(tmp_path).claimed()
    assert books.verify(desk.ledger).sound
    assert [path.name for path in desk.ledger.glob("ledger.sqlite*")] == ["ledger.sqlite"]
    with pytest.raises(FileExistsError):
        durable.name_once(desk.ledger / "ledger.sqlite", desk.ledger / "ledger.sqlite")
    with pytest.raises(RefusedTogether, match="livre-deja-ouvert"):
        Desk(tmp_path).opened()


def test_books_and_receipts_are_kept_by_a_system_that_opens_no_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(durable, "os", OpensNoFolder())
    desk = Desk(tmp_path).claimed()
    assert books.verify(desk.ledger).receipts > 0
    assert books.verify(desk.ledger).sound


def test_an_archive_is_the_same_wherever_it_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    here = steady_archive({"b.txt": b"deux", "a.txt": b"un"})
    monkeypatch.setattr(sys, "platform", "win32")
    assert steady_archive({"a.txt": b"un", "b.txt": b"deux"}) == here


@pytest.mark.skipif(sys.platform == "win32", reason="rights of files are otherwise there")
def test_a_secret_is_never_readable_by_others(tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"ancien")
    (tmp_path / "secret").chmod(0o644)
    put_secret(tmp_path / "secret", b"nouveau")
    assert ((tmp_path / "secret").read_bytes(), (tmp_path / "secret").stat().st_mode & 0o777) == (b"nouveau", 0o600)
