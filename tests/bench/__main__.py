"""``python -m bench N``: every benchmark at N issues."""

from __future__ import annotations

import pathlib
import sys
import tempfile

from bench import checking

with tempfile.TemporaryDirectory() as folder:
    checking.run(pathlib.Path(folder), int(sys.argv[1]))
