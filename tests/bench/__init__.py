"""Benchmarks: ``make bench`` (N=10000), or one of them: ``python -m bench.reader N``.

They print figures and ratios of one run; nothing is asserted.
"""

from __future__ import annotations

import pathlib
import sys
import tempfile
from typing import Protocol


class Benchmark(Protocol):
    """A benchmark: works in an empty folder and prints."""

    def __call__(self, folder: pathlib.Path, issues: int) -> None: ...


ISSUES = 10_000


def main(*benchmarks: Benchmark) -> None:
    """Run benchmarks at as many issues as the command line says."""
    issues = int(sys.argv[1]) if len(sys.argv) > 1 else ISSUES
    with tempfile.TemporaryDirectory() as folder:
        for number, run in enumerate(benchmarks):
            run(pathlib.Path(folder) / str(number), issues)
