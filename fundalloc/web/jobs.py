"""The allocations under way on this server: each in a process of its own and a folder of its own, which pages only look into."""

import multiprocessing
import secrets
import tempfile
from collections import OrderedDict
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from pathlib import Path
from shutil import rmtree
from threading import Lock
from typing import Final, cast
from weakref import finalize

from flask import current_app

from fundalloc.errors.web import TooMuchAtWork
from fundalloc.usecases.serving.working_out import FINISHED, Stage, WorkAsked, ask, asked_in, stage_of, tell, work_out

JOBS: Final = "fundalloc-jobs"
AT_ONCE_MAX: Final = 3
KEPT_MAX: Final = 100


@dataclass(frozen=True, slots=True)
class Job:
    """One allocation asked for on this server, and its process."""

    id: str
    folder: Path
    asked: WorkAsked
    process: BaseProcess

    @property
    def stage(self) -> Stage:
        """How far it is; a process that died without an answer was stopped."""
        stage = stage_of(self.folder)
        if stage in FINISHED or self.process.is_alive():
            return stage
        return last if (last := stage_of(self.folder)) in FINISHED else Stage.STOPPED


class Jobs:
    """Every allocation asked for since the server started, the oldest finished ones forgotten."""

    def __init__(self) -> None:
        self._room = Path(tempfile.mkdtemp(prefix="fundalloc-"))
        finalize(self, rmtree, self._room, ignore_errors=True)
        self._jobs: OrderedDict[str, Job] = OrderedDict()
        self._lock = Lock()

    def start(self, asked: WorkAsked) -> Job:
        """
        Start working something out.

        Raises:
            TooMuchAtWork: the server is at work on as much as it agrees to.

        """
        with self._lock:
            busy = sum(job.stage not in FINISHED for job in self._jobs.values())
            if busy >= AT_ONCE_MAX:
                raise TooMuchAtWork(count=busy)
            name = secrets.token_hex(8)
            folder = self._room / name
            folder.mkdir(mode=0o700)
            ask(folder, asked)
            process = multiprocessing.get_context("spawn").Process(target=work_out, args=(folder,), daemon=True)
            process.start()
            job = self._jobs[name] = Job(name, folder, asked_in(folder), process)
            while len(self._jobs) > KEPT_MAX:
                rmtree(self._jobs.popitem(last=False)[1].folder, ignore_errors=True)
        return job

    def named(self, name: str) -> Job | None:
        """Return a job, if this server has it."""
        with self._lock:
            return self._jobs.get(name)

    def all(self) -> list[Job]:
        """Return every job, the last first."""
        with self._lock:
            return list(reversed(self._jobs.values()))

    def stop(self, job: Job) -> None:
        """Stop a job that is still at work."""
        if job.stage not in FINISHED:
            job.process.terminate()
            job.process.join()
            tell(job.folder, Stage.STOPPED)


def jobs() -> Jobs:
    """Return the allocations under way on this server."""
    return cast("Jobs", current_app.extensions[JOBS])
