"""Which program builds the site: ProperDocs, which goes on from MkDocs 1, where it is installed; else MkDocs.

Material depends on MkDocs, so that is always there; who has ProperDocs installed too wants that one.
"""

from __future__ import annotations

import importlib
import importlib.util


def name() -> str:
    """The module that is run."""
    return "properdocs" if importlib.util.find_spec("properdocs") else "mkdocs"


def take() -> None:
    """Have whatever is imported of MkDocs from now on be of that program, as it has itself when it builds."""
    if name() == "properdocs":
        importlib.import_module("properdocs.replacement")
