"""Write output to a terminal, a file or a possibly closed pipe."""

from __future__ import annotations

import io
import os
from typing import TextIO


def deliver(text: str, stream: TextIO | None, *, exact: bool = False) -> str:
    """Write a text. Returns the reason of a failure, or an empty string.

    Characters outside the stream's encoding are escaped. ``exact`` text, for programs, is UTF-8 in any locale
    unless it goes to a terminal. A closed pipe, as with ``head``, is not a failure.
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
        _discard_rest(stream)
    except OSError as failure:
        _discard_rest(stream)
        return failure.strerror or type(failure).__name__
    return ""


class Unbuffered(io.TextIOBase):
    """A stream that writes at once and ignores failures."""

    def __init__(self, stream: TextIO | None) -> None:
        self.stream = stream

    def write(self, text: str) -> int:
        deliver(text, self.stream)
        return len(text)


def _discard_rest(stream: TextIO) -> None:
    """Redirect a stream to /dev/null, or Python would retry at exit and print an error."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)
