"""Spread work over forked worker processes; where forking is not possible, do it here."""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import os
import pickle
import signal
import threading
import traceback
from multiprocessing import connection
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Result = TypeVar("Result")

MAX_TASKS = 1000
"""Tasks per worker process before it is replaced by a new fork.

Reading shared objects copies their memory pages (reference counts are writes), and workers memoise; without
a limit each would grow to the size of the parent.
"""


@contextlib.contextmanager
def gc_disabled() -> Iterator[None]:
    """Disable GC while loading: nothing loaded is garbage, and collecting takes a third of the time.

    What was loaded is then frozen, so later collections skip it. A process that reloads, as ``mkdocs serve``
    does, calls ``collect_garbage``.
    """
    on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if on:
            gc.enable()


def collect_garbage() -> None:
    """Collect frozen objects too."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()


def cores() -> int:
    """The number of cores available to this process."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def can_fork() -> bool:
    """Whether this process may fork: the system can, and no thread could hold a lock meanwhile."""
    return "fork" in multiprocessing.get_all_start_methods() and threading.active_count() == 1


def spread(work: Callable[[int], Result], count: int, max_tasks: int = MAX_TASKS) -> Iterator[Result]:
    """Yield ``work(n)`` for each n below ``count``, unordered.

    Workers are forked, so only results are pickled. Changes that ``work`` makes in memory are lost;
    exceptions are raised here. Half of the workers count up from 0, half down from the end, until they
    meet: neighbours share data, so one worker should do them.

    Raises ``WorkerDiedError`` if a worker is killed, for instance when memory runs out.
    """
    if count < 2 or cores() < 2 or not can_fork():
        yield from map(work, range(count))
        return
    gc.freeze()  # a collection would write to all shared memory and so copy it
    pool = _Pool(work, count, max_tasks)
    try:
        for number in range(min(cores(), count)):
            pool.start(number % 2)
        while pool.busy:
            yield from pool.results()
    finally:
        pool.stop()


class WorkerDiedError(Exception):
    """A worker died. The argument is its exit code, or the negated signal number."""


class _Pool:
    """Running workers: ``busy`` maps each one's result pipe to its process and the end it works from."""

    def __init__(self, work: Callable[[int], object], count: int, max_tasks: int) -> None:
        self.fork = multiprocessing.get_context("fork")
        self.work, self.max_tasks = work, max_tasks
        self.bounds = self.fork.Array("q", [0, count])
        self.busy: dict[Any, tuple[Any, int]] = {}

    def start(self, end: int) -> None:
        """Fork a worker that counts up from the first number (end 0) or down from the last (end 1)."""
        receiver, sender = self.fork.Pipe(duplex=False)
        given = self.work, self.bounds, end, self.max_tasks, sender
        process = self.fork.Process(target=_worker, args=given, daemon=True)
        process.start()
        sender.close()
        self.busy[receiver] = process, end

    def results(self) -> Iterator[Any]:
        """Wait for results. Replace a finished worker while numbers are left."""
        receiver: Any
        for receiver in connection.wait(list(self.busy)):
            try:
                error, answer = receiver.recv()
            except (EOFError, OSError):  # OSError: killed while sending
                process, end = self.busy.pop(receiver)
                process.join()
                if process.exitcode:
                    raise WorkerDiedError(process.exitcode) from None
                if self.bounds[0] < self.bounds[1]:
                    self.start(end)
                continue
            if error is not None:
                raise error
            yield answer

    def stop(self) -> None:
        """Terminate the workers that are still running."""
        for process, _ in self.busy.values():
            process.terminate()
            process.join()


def _worker(work: Callable[[int], object], bounds: Any, end: int, max_tasks: int, sender: Any) -> None:
    """Body of a worker process: take numbers from an end, send ``(error or None, result)`` for each."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent terminates it
    gc.disable()
    for _ in range(max_tasks):
        with bounds.get_lock():
            if bounds[0] >= bounds[1]:
                return
            bounds[end] += 1 - 2 * end
            number = bounds[end] - 1 + end
        try:
            message: tuple[Exception | None, object] = None, work(number)
        except Exception as error:
            message = _picklable(error), None
        sender.send(message)


def _picklable(error: Exception) -> Exception:
    """A picklable copy of an error, with its traceback as a note."""
    error.add_note(traceback.format_exc())
    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301  (our own bytes)
    except Exception:
        return RuntimeError("".join(traceback.format_exception(error)))
    return error
