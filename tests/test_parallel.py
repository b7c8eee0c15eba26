"""Unit files parsed by worker processes, and taken from the cache in the next build."""

from __future__ import annotations

import project
from rectify.read import parallel
from rectify.speed import cache
from rectify.words.messages import catalogue


def test_every_sound_unit_file_comes_out_of_the_cache(tmp_path):
    """A class missing in the unpickler's list would silently discard all parsed files."""
    folder = project.copy_small(tmp_path / "p") / "data"
    kept = cache.Cache(tmp_path / "cache", b"key of the tests")
    first = parallel.read(folder, "data", catalogue("zh"), kept)
    again = parallel.read(folder, "data", catalogue("zh"), kept)
    files = len(list(folder.glob("campaigns/*/units/*.yml")))
    assert len(first.known) == len(again.known) == len(first.names) == files > 0
