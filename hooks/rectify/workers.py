"""Work spread over the machine's cores, where a process can be forked; one after the other elsewhere."""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import os
import threading
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Answer = TypeVar("Answer")

LASTING = 1000
"""A process works out so many numbers, unless told otherwise, then another is forked in its place.

Whatever it looks at, it copies, since Python counts there who refers to it; and it keeps what it made to be
used again. So in the end each would hold all that the first one does, and more.
"""

_work: list[Callable[[int], object]] = []


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

    A forked process has everything that this one has, so that nothing is handed over but the numbers
    and the answers. What ``work`` changes in memory is lost; what it raises is raised here.
    """
    forks = "fork" in multiprocessing.get_all_start_methods() and threading.active_count() == 1
    if count < 2 or cores() < 2 or not forks:
        yield from map(work, range(count))
        return
    _work.append(work)
    gc.freeze()  # so that collecting garbage does not copy all that is shared; see no_garbage
    try:
        fork = multiprocessing.get_context("fork")
        with fork.Pool(min(cores(), count), gc.disable, maxtasksperchild=lasting) as pool:
            yield from pool.imap_unordered(_one, range(count))
    finally:
        _work.pop()


def _one(number: int) -> object:
    return _work[-1](number)
