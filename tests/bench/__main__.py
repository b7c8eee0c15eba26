"""``python -m bench N``: every benchmark at N issues."""

from __future__ import annotations

import pathlib
import sys
import tempfile

from bench import building, checking, reader, tables

with tempfile.TemporaryDirectory() as folder:
    building.run(pathlib.Path(folder) / "building", int(sys.argv[1]))
    building.serve(pathlib.Path(folder), min(int(sys.argv[1]), 1000))
    tables.run(pathlib.Path(folder) / "tables", int(sys.argv[1]))
    checking.run(pathlib.Path(folder) / "checking", int(sys.argv[1]))
    reader.run(pathlib.Path(folder) / "reader", int(sys.argv[1]))
