"""How build costs grow from N issues (default 10,000) to 10 N: ``python -m bench.growth``."""

from __future__ import annotations

import os
import pathlib
import statistics

import bench
from bench import building, checking

FACTOR = 10
MOST_TIME, MOST_MEMORY = 10.5, 6.0
"""Targets: how many times the wall seconds, and the memory of all processes together."""


def run(folder: pathlib.Path, issues: int, runs: int = 3) -> None:
    """Build both without and with search, from nothing, and print ratios; the large one once."""
    small, large = _measured(folder, issues, runs), _measured(folder, issues * FACTOR, 1)
    print(f"growth from {issues} to {issues * FACTOR} issues")
    for config, name in (("bare", "without search"), ("clean", "with search")):
        one, other = small[config], large[config]
        time, memory = other.seconds / one.seconds, other.megabytes / one.megabytes
        for each in (one, other):
            print(f"  {name:<14} {each.seconds:8.2f} s  {each.cpu:8.2f} s CPU  {each.megabytes:6.0f} MB")
        print(f"  {name:<14} time {time:.2f} x  (at most {MOST_TIME}: {_told(time, MOST_TIME)})")
        print(f"  {name:<14} memory {memory:.2f} x  (at most {MOST_MEMORY}: {_told(memory, MOST_MEMORY)})")


def _measured(folder: pathlib.Path, issues: int, runs: int) -> dict[str, building.Built]:
    """Medians by configuration."""
    ours = checking.project(folder / f"ours-{issues}", issues)
    building.configured(ours)
    found: dict[str, list[building.Built]] = {"bare": [], "clean": []}
    for turn in range(runs):
        for config, done in found.items():
            site = folder / f"site-{issues}-{config}-{turn}"
            os.sync()
            built = building.measure([building.into(site, [*building.BUILD, "-f", f"{config}.yml"])], ours)
            assert built
            done.append(built)
    return {
        config: building.Built(*(statistics.median(each) for each in zip(*done, strict=True)))
        for config, done in found.items()
    }


def _told(ratio: float, most: float) -> str:
    return "met" if ratio <= most else "MISSED"


if __name__ == "__main__":
    bench.main(run)
