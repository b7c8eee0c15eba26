"""Our scripts without a browser: V8, as it is in Chromium, runs those that touch no page."""

from __future__ import annotations

import json
from typing import Any

from py_mini_racer import MiniRacer

from conftest import ROOT

ASSETS = ROOT / "hooks/rectify/mkdocs/theme/assets/rectify"


class Scripts:
    """Some of our scripts, run one after the other, and functions called in their midst."""

    def __init__(self, *sources: str) -> None:
        self.v8 = MiniRacer()
        for source in sources:
            self.v8.eval(source)

    def __call__(self, function: str, *given: Any) -> Any:
        """What a function, which may be async, gives for some values; all of them go as JSON."""
        values = ", ".join(map(json.dumps, given))
        promise = self.v8.eval(f"Promise.resolve(({function})({values})).then(made => JSON.stringify(made))")
        return json.loads(promise.get())


def source(name: str) -> str:
    """One of our scripts."""
    return (ASSETS / f"{name}.js").read_text("utf-8")
