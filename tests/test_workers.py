"""Work over the cores, and what is kept from being looked at as garbage."""

from __future__ import annotations

import gc
import weakref

from rectify import workers


class Knot:
    """Something that holds itself, so that only a look for garbage frees it."""

    def __init__(self) -> None:
        self.itself = self


def test_what_is_read_is_left_alone_until_it_is_tidied():
    with workers.no_garbage():
        knot = Knot()
        gone = weakref.ref(knot)
    del knot
    gc.collect()
    assert gone() is not None
    workers.tidy()
    assert gone() is None
    assert gc.get_freeze_count() > 0
    gc.unfreeze()


def test_what_is_spread_leaves_what_was_left_alone():
    with workers.no_garbage():
        pass
    kept = gc.get_freeze_count()
    assert sorted(workers.spread(lambda number: number * number, 5)) == [0, 1, 4, 9, 16]
    assert gc.get_freeze_count() > kept / 2 > 0  # some of it may be gone since
    gc.unfreeze()
