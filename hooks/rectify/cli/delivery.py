"""Writing to wherever the output goes: a terminal, a file, a pipe that no one reads any more."""

from __future__ import annotations

import io
import os
from typing import TextIO


def deliver(text: str, stream: TextIO | None, *, exact: bool = False) -> str:
    """Write a text; why that failed, or an empty string.

    A character that the stream's encoding lacks is written as its number. ``exact`` text is for programs:
    unless it goes to a terminal it is UTF-8, whatever the locale. A reader who has seen enough and closes
    the pipe, as ``head`` does, is no failure.
    """
    if not text:
        return ""
    if stream is None:  # closed before we were called
        return os.strerror(9)
    try:
        if isinstance(stream, io.TextIOWrapper):
            encoding = "utf-8" if exact and not stream.isatty() else stream.encoding
            stream.reconfigure(encoding=encoding, errors="backslashreplace")
        stream.write(text)
        stream.flush()
    except BrokenPipeError:
        _forget(stream)
    except OSError as failure:
        _forget(stream)
        return failure.strerror or type(failure).__name__
    return ""


class Straight(io.TextIOBase):
    """A stream that delivers what is written to it at once, and lets it be where that fails."""

    def __init__(self, stream: TextIO | None) -> None:
        self.stream = stream

    def write(self, text: str) -> int:
        deliver(text, self.stream)
        return len(text)


def _forget(stream: TextIO) -> None:
    """Have nowhere to go what is left in a stream, or Python tries once more at its end, and complains."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)
