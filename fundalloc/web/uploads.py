"""
Files as people send them: put aside under a word that only their sender can use, and a name that means nothing to the system.

What they hold is judged by the use case that reads them, by their bytes; nothing sent is ever executed or served as it came.
"""

import re
import secrets
import tempfile
import unicodedata
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree
from threading import Lock
from typing import Final, TypeVar, cast
from weakref import finalize

from flask import current_app
from werkzeug.datastructures import FileStorage

from fundalloc.errors.web import UploadMissing
from fundalloc.web.form import Form
from fundalloc.web.guard import visitor

Answer = TypeVar("Answer")
UPLOADS: Final = "fundalloc-uploads"
KEPT_MAX: Final = 200
"""How many uploads are put aside at once; the oldest go first."""

NAME_LENGTH_MAX: Final = 120
_UNSAFE: Final = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\u202a-\u202e\u2066-\u2069]')


@dataclass(frozen=True, slots=True)
class Upload:
    """Files that somebody sent together, in a folder of their own."""

    word: str
    person: str
    folder: Path

    @property
    def file(self) -> Path:
        """The only file of an upload of one."""
        return next(path for path in sorted(self.folder.iterdir()) if path.is_file())


class Uploads:
    """Everything put aside, in a folder that goes when the server stops."""

    def __init__(self) -> None:
        self._room = Path(tempfile.mkdtemp(prefix="fundalloc-"))
        finalize(self, rmtree, self._room, ignore_errors=True)
        self._kept: OrderedDict[str, Upload] = OrderedDict()
        self._lock = Lock()

    def put_aside(self, files: Sequence[FileStorage], person: str) -> Upload:
        """Put files aside together; two of one name are told apart by a number."""
        word = secrets.token_urlsafe(18)
        folder = self._room / word
        folder.mkdir(mode=0o700)
        for file in files:
            file.save(_free(folder, safe_name(file.filename or "")))
        upload = Upload(word, person, folder)
        with self._lock:
            self._kept[word] = upload
            while len(self._kept) > KEPT_MAX:
                rmtree(self._kept.popitem(last=False)[1].folder, ignore_errors=True)
        return upload

    def of(self, word: str, person: str) -> Upload | None:
        """Return what somebody put aside under a word; nothing to anybody else."""
        with self._lock:
            upload = self._kept.get(word)
        return upload if upload is not None and upload.person == person else None

    def done_with(self, upload: Upload) -> None:
        """Let go of what was put aside."""
        with self._lock:
            self._kept.pop(upload.word, None)
        rmtree(upload.folder, ignore_errors=True)


def uploads() -> Uploads:
    """Return what was put aside on this server."""
    return cast("Uploads", current_app.extensions[UPLOADS])


def received(form: Form, field: str) -> Upload | None:
    """Put aside the one file that a field asks for; nothing where none was sent, which is told beside the field."""
    files = form.files(field)
    if not files:
        form.refuse(UploadMissing(), field)
        return None
    return uploads().put_aside(files[:1], visitor().person)


def of_file(form: Form, field: str, act: Callable[[Path], Answer]) -> Answer | None:
    """Ask a use case about the one file that was sent, and let go of it; nothing where none was sent or it is refused, which is told."""
    upload = received(form, field)
    if upload is None:
        return None
    found = form.ask(lambda: act(upload.file))
    uploads().done_with(upload)
    return found


def safe_name(name: str) -> str:
    r"""
    Return a file's own name without folders, or anything that a system or a reader could take for something else.

    >>> safe_name("../../etc/passwd"), safe_name("C:\\Bureau\\Reçu n° 4.PDF"), safe_name("..")
    ('passwd', 'Reçu n° 4.PDF', 'fichier')
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    kept = _UNSAFE.sub("_", last).strip(" .")
    stem, dot, ending = kept.rpartition(".")
    return kept if len(kept) <= NAME_LENGTH_MAX and kept else (f"{stem[:NAME_LENGTH_MAX]}{dot}{ending[:10]}" if stem else "fichier")


def _free(folder: Path, name: str) -> Path:
    path, number = folder / name, 2
    while path.exists():
        path = folder / f"{Path(name).stem} ({number}){Path(name).suffix}"
        number += 1
    return path
