"""``python -m bench N``: every benchmark at N issues; below 10,000 only the builds, some 70 s at 1,000."""

from __future__ import annotations

import sys

import bench
from bench import building, checking, reader, tables

if len(sys.argv) > 1 and int(sys.argv[1]) < bench.ISSUES:
    bench.main(building.run)
else:
    bench.main(building.run, building.serve, tables.run, checking.run, reader.run)
