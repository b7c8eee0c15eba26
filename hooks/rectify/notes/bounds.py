"""What a Markdown text may cost: its bytes, its nesting, and the time and memory that reading it takes.

Markdown's parser takes minutes for some texts of a few kilobytes, and gives up on others. What is known to
be such is told from the text alone; the rest is found out in a process of its own, which may take so much
and no more. Its bounds are a hundred times what honest texts need, so that no slow machine meets them.
"""

from __future__ import annotations

import contextlib
import gc
import math
import multiprocessing
import pathlib
import resource
import sys
import time
import traceback
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from rectify.speed import workers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Answer = TypeVar("Answer")

MAX_BYTES = 200_000
"""Sixty thousand Chinese characters, which take a second to read."""

MAX_HTML = 4_000_000
"""What may be made of it, in characters."""

MAX_BRACKETS = 1000
"""Square brackets in one paragraph: what they take grows with the square of their number."""

MAX_OPEN = 1000
"""Signs ``<`` with no ``>`` behind them: for each, Python's HTML parser reads on to the end of the text."""

MAX_BLOCKS = 30
"""Live blocks in one text. Each may list every issue of a round."""

SECONDS = 20
MEMORY = 1_000_000_000
DEPTH = 600
"""How deep the parser may call itself: lists in lists, definitions without blank lines between them.

MkDocs has some 900 left when it gets to a page, so what passes here does not fail there.
"""

MAX_QUOTES = 20
"""Quotes in quotes."""

MAX_FENCE = 200
MAX_SETTINGS = 12
"""Characters, and quotation marks, in the first line of a fence: each setting there doubles what it takes."""

MAX_ENDS = 3
"""After so many texts that had to be stopped the others are not looked at: a build must end."""


class Exceeded(NamedTuple):
    """Why there is no answer: ``deep``, ``large``, ``slow`` or, with what was raised, ``failed``."""

    kind: str
    detail: str = ""


def too_much(text: str) -> tuple[str, int, int] | None:
    """Why a text is not even read, at which line, and the limit; None if it may be."""
    if len(text.encode()) > MAX_BYTES:
        return "bytes", 1, MAX_BYTES // 1000
    closed = text.rfind(">") + 1
    if text.count("<", closed) > MAX_OPEN:
        return "open", text.count("\n", 0, text.index("<", closed)) + 1, MAX_OPEN
    start = brackets = 0
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip("> \t"):
            brackets = 0
            continue
        start = start if brackets else number
        if line.count(">", 0, len(line) - len(line.lstrip("> \t"))) > MAX_QUOTES:
            return "deep", number, MAX_QUOTES
        brackets += line.count("[")
        if brackets > MAX_BRACKETS:
            return "brackets", start, MAX_BRACKETS
        if line.lstrip("> \t").startswith(("```", "~~~")) and (
            len(line) > MAX_FENCE or line.count('"') + line.count("'") > MAX_SETTINGS
        ):
            return "fence", number, MAX_FENCE
    return None


def each(work: Callable[[int], Answer], count: int) -> Iterator[Answer | Exceeded]:
    """What ``work`` answers for each number below ``count``, in their order, or why there is no answer.

    It is worked out in a process of its own where one can be forked, and only there is time bounded.
    """
    if not workers.can_fork():
        yield from (_bounded(work, number) for number in range(count))
        return
    gc.freeze()  # a collection would write to all shared memory and so copy it
    done = ends = 0
    while done < count and ends < MAX_ENDS:
        for answer in _forked(work, done, count):
            done += 1
            yield answer
        if done < count:
            done, ends = done + 1, ends + 1
            yield Exceeded("slow")


def _forked(work: Callable[[int], Answer], first: int, count: int) -> Iterator[Answer | Exceeded]:
    """The answers of a process for the numbers from ``first``, until it is done or stopped."""
    fork = multiprocessing.get_context("fork")
    here, there = fork.Pipe(duplex=False)
    process = fork.Process(target=_labour, args=(work, first, count, there), daemon=True)
    process.start()
    there.close()
    try:
        for _ in range(first, count):
            yield here.recv()
    except (EOFError, OSError):
        pass
    finally:
        process.terminate()
        process.join()


def _labour(work: Callable[[int], Any], first: int, count: int, there: Any) -> None:
    """What the process does: answer, with a bound for each number."""
    gc.freeze()
    gc.enable()
    pages = pathlib.Path("/proc/self/statm")
    if pages.is_file():
        held = int(pages.read_text("ascii").split()[0]) * resource.getpagesize()
        _limit(resource.RLIMIT_AS, held + MEMORY)
    _limit(resource.RLIMIT_CORE, 0)
    for number in range(first, count):
        _limit(resource.RLIMIT_CPU, math.ceil(time.process_time()) + SECONDS)
        there.send(_bounded(work, number))


def _limit(kind: int, wanted: int) -> None:
    """Lower a limit of this process, where the machine lets us."""
    _, hard = resource.getrlimit(kind)
    bound = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(kind, (bound, hard))


def _bounded(work: Callable[[int], Answer], number: int) -> Answer | Exceeded:
    usual = sys.getrecursionlimit()
    sys.setrecursionlimit(sum(1 for _ in traceback.walk_stack(None)) + DEPTH)
    try:
        return work(number)
    except RecursionError:
        return Exceeded("deep")
    except MemoryError:
        return Exceeded("large")
    except Exception as error:  # of a parser that is not ours, or of a project's own extension
        return Exceeded("failed", f"{type(error).__name__}: {error}")
    finally:
        sys.setrecursionlimit(usual)
