"""``python -m rectify``."""

from __future__ import annotations

import sys

from rectify.cli import main

sys.exit(main())
