"""Limits on a Markdown text: its size, its nesting, and the time and memory that parsing takes.

The parser takes minutes for some texts of a few kilobytes and crashes on others. Known cases are refused by
looking at the text; the rest is parsed in a process with resource limits. The limits are a hundred times what
honest texts need, so that a slow machine does not hit them.
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

Result = TypeVar("Result")

MAX_BYTES = 200_000
"""Sixty thousand Chinese characters, which take a second to parse."""

MAX_HTML = 4_000_000
"""Characters of HTML per text."""

MAX_BRACKETS = 1000
"""Square brackets per paragraph: parsing them takes quadratic time."""

MAX_OPEN = 1000
"""Unclosed ``<`` per text: for each, Python's HTML parser scans to the end of the text."""

MAX_BLOCKS = 30
"""Live blocks per text; each may list every issue of a campaign."""

SECONDS = 20
MEMORY = 1_000_000_000
DEPTH = 600
"""Recursion limit of the parser, which nested lists and adjacent definitions use up.

MkDocs has some 900 frames left when it renders a page, so what passes here passes there.
"""

MAX_QUOTES = 20
"""Nested block quotes."""

MAX_FENCE = 200
MAX_SETTINGS = 12
"""Characters, and quotation marks, in the first line of a fence: each setting doubles the parser's time."""

MAX_KILLED = 3
"""After killing so many workers the remaining texts are skipped, so that the build ends."""


class Exceeded(NamedTuple):
    """Why there is no result: ``deep``, ``large``, ``slow``, or ``failed`` with the exception as detail."""

    kind: str
    detail: str = ""


def excess(text: str) -> tuple[str, int, int] | None:
    """Why a text is refused unparsed: the reason, the line and the limit; None if it may be parsed."""
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


def run_all(work: Callable[[int], Result], count: int) -> Iterator[Result | Exceeded]:
    """Yield ``work(n)`` for each n below ``count``, in order, or why there is no result.

    Runs in a forked process if possible; only there are time and memory limited.
    """
    if not workers.can_fork():
        yield from (_run_one(work, number) for number in range(count))
        return
    gc.freeze()  # a collection would write to all shared memory and so copy it
    done = killed = 0
    while done < count and killed < MAX_KILLED:
        for result in _forked(work, done, count):
            done += 1
            yield result
        if done < count:
            done, killed = done + 1, killed + 1
            yield Exceeded("slow")


def _forked(work: Callable[[int], Result], first: int, count: int) -> Iterator[Result | Exceeded]:
    """The results of one worker for the numbers from ``first``, until it is done or killed."""
    fork = multiprocessing.get_context("fork")
    receiver, sender = fork.Pipe(duplex=False)
    process = fork.Process(target=_worker, args=(work, first, count, sender), daemon=True)
    process.start()
    sender.close()
    try:
        for _ in range(first, count):
            yield receiver.recv()
    except (EOFError, OSError):
        pass
    finally:
        process.terminate()
        process.join()


def _worker(work: Callable[[int], Any], first: int, count: int, sender: Any) -> None:
    """Body of the worker process: send each result, with a CPU limit for each number."""
    gc.freeze()
    gc.enable()
    pages = pathlib.Path("/proc/self/statm")
    if pages.is_file():
        held = int(pages.read_text("ascii").split()[0]) * resource.getpagesize()
        _limit(resource.RLIMIT_AS, held + MEMORY)
    _limit(resource.RLIMIT_CORE, 0)
    for number in range(first, count):
        _limit(resource.RLIMIT_CPU, math.ceil(time.process_time()) + SECONDS)
        sender.send(_run_one(work, number))


def _limit(kind: int, wanted: int) -> None:
    """Lower a resource limit of this process, if the system permits."""
    _, hard = resource.getrlimit(kind)
    bound = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(kind, (bound, hard))


def _run_one(work: Callable[[int], Result], number: int) -> Result | Exceeded:
    usual = sys.getrecursionlimit()
    sys.setrecursionlimit(sum(1 for _ in traceback.walk_stack(None)) + DEPTH)
    try:
        return work(number)
    except RecursionError:
        return Exceeded("deep")
    except MemoryError:
        return Exceeded("large")
    except Exception as error:  # from the Markdown parser or a project's own extension
        return Exceeded("failed", f"{type(error).__name__}: {error}")
    finally:
        sys.setrecursionlimit(usual)
