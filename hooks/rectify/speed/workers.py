"""Work spread over the machine's cores, where a process can be forked; one after the other elsewhere."""

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

Answer = TypeVar("Answer")

LASTING = 1000
"""A process works out so many numbers, unless told otherwise, then another is forked in its place.

Whatever it looks at, it copies, since Python counts there who refers to it; and it keeps what it made to be
used again. So in the end each would hold all that the first one does, and more.
"""


@contextlib.contextmanager
def no_garbage() -> Iterator[None]:
    """Don't look for garbage while much is read that is none; looking takes a third of the time.

    Nor among what was read, afterwards; who reads it all anew, as ``mkdocs serve`` does, calls ``tidy``.
    """
    on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if on:
            gc.enable()


def tidy() -> None:
    """Look for garbage among all that was ever read."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def spread(work: Callable[[int], Answer], count: int, lasting: int = LASTING) -> Iterator[Answer]:
    """What ``work`` answers for each number below ``count``, in any order.

    A forked process has everything that this one has, so that nothing is handed over but the answers. What
    ``work`` changes in memory is lost; what it raises is raised here. Half of the processes begin with the
    first number, the others with the last, until they meet: numbers that stand together are better worked out
    in one process, which has looked at what they need already.

    Raises ``EndedError`` if a process ends before its work, as when the machine has no memory left.
    """
    forks = "fork" in multiprocessing.get_all_start_methods() and threading.active_count() == 1
    if count < 2 or cores() < 2 or not forks:
        yield from map(work, range(count))
        return
    gc.freeze()  # so that collecting garbage does not copy all that is shared; see no_garbage
    crew = _Crew(work, count, lasting)
    try:
        for number in range(min(cores(), count)):
            crew.begin(number % 2)
        while crew.busy:
            yield from crew.answers()
    finally:
        crew.stop()


class EndedError(Exception):
    """A process ended before its work; the number is its exit code, or less than 0 the signal that did it."""


class _Crew:
    """The processes at work: each by the connection through which it answers, with the end it works at."""

    def __init__(self, work: Callable[[int], object], count: int, lasting: int) -> None:
        self.fork = multiprocessing.get_context("fork")
        self.work, self.lasting = work, lasting
        self.left = self.fork.Array("q", [0, count])
        self.busy: dict[Any, tuple[Any, int]] = {}

    def begin(self, end: int) -> None:
        """Fork a process that works from an end: 0 the first number, 1 the last."""
        here, there = self.fork.Pipe(duplex=False)
        given = self.work, self.left, end, self.lasting, there
        process = self.fork.Process(target=_labour, args=given, daemon=True)
        process.start()
        there.close()
        self.busy[here] = process, end

    def answers(self) -> Iterator[Any]:
        """Wait for answers. A process that ends is replaced while there are numbers left."""
        ready: Any
        for ready in connection.wait(list(self.busy)):
            try:
                error, answer = ready.recv()
            except (EOFError, OSError):  # or it was killed in the middle of an answer
                process, end = self.busy.pop(ready)
                process.join()
                if process.exitcode:
                    raise EndedError(process.exitcode) from None
                if self.left[0] < self.left[1]:
                    self.begin(end)
                continue
            if error is not None:
                raise error
            yield answer

    def stop(self) -> None:
        """Stop those that are still at work."""
        for process, _ in self.busy.values():
            process.terminate()
            process.join()


def _labour(work: Callable[[int], object], left: Any, end: int, lasting: int, there: Any) -> None:
    """What a process does: take numbers from an end and send an error, or None, and the answer of each."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who began it stops it
    gc.disable()
    for _ in range(lasting):
        with left.get_lock():
            if left[0] >= left[1]:
                return
            left[end] += 1 - 2 * end
            number = left[end] - 1 + end
        try:
            told: tuple[Exception | None, object] = None, work(number)
        except Exception as error:
            told = _portable(error), None
        there.send(told)


def _portable(error: Exception) -> Exception:
    """An error that can be sent, and says where it was raised."""
    error.add_note(traceback.format_exc())
    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301  (our own bytes)
    except Exception:
        return RuntimeError("".join(traceback.format_exception(error)))
    return error
