"""Worker processes, and garbage collection."""

from __future__ import annotations

import gc
import itertools
import multiprocessing
import os
import signal
import weakref

import pytest

from conftest import PATIENCE
from rectify.speed import workers


class Knot:
    """A reference cycle, which only the garbage collector frees."""

    def __init__(self) -> None:
        self.itself = self


def test_what_is_read_is_left_alone_until_it_is_tidied():
    with workers.gc_disabled():
        knot = Knot()
        gone = weakref.ref(knot)
    del knot
    gc.collect()
    assert gone() is not None
    workers.collect_garbage()
    assert gone() is None
    assert gc.get_freeze_count() > 0


def test_what_is_spread_leaves_what_was_left_alone():
    with workers.gc_disabled():
        pass
    kept = gc.get_freeze_count()
    assert sorted(workers.spread(lambda number: number * number, 5)) == [0, 1, 4, 9, 16]
    assert gc.get_freeze_count() > kept / 2 > 0  # some of it may be gone since


@pytest.fixture
def two_cores(monkeypatch):
    monkeypatch.setattr(workers, "cores", lambda: 2)


@pytest.fixture
def together():
    """Work that no process goes on with before two of them are at it."""
    fork = multiprocessing.get_context("fork")
    both, met = fork.Barrier(2), set()

    def work(number):
        if os.getpid() not in met:
            met.add(os.getpid())
            both.wait(PATIENCE)
        return number, os.getpid()

    return work


def whose(number):
    return number, os.getpid()


def test_one_process_begins_with_the_first_number_and_the_other_with_the_last(two_cores, together):
    found = sorted(workers.spread(together, 40))
    assert [number for number, _ in found] == list(range(40))
    runs = [process for process, _ in itertools.groupby(process for _, process in found)]
    assert len(runs) == 2 == len(set(runs))
    assert os.getpid() not in runs


def test_a_process_is_replaced_after_so_many_numbers(two_cores):
    found = list(workers.spread(whose, 21, 4))
    assert sorted(number for number, _ in found) == list(range(21))
    each = [len(list(some)) for _, some in itertools.groupby(sorted(process for _, process in found))]
    assert max(each) == 4
    assert len(each) >= 6


def test_what_is_raised_in_a_process_is_raised_here_and_says_where(two_cores):
    def work(number):
        return 1 // (number - 3)

    with pytest.raises(ZeroDivisionError) as raised:
        list(workers.spread(work, 9))
    assert "1 // (number - 3)" in raised.value.__notes__[0]


class Awkward(Exception):
    """An exception that can be pickled but not unpickled."""

    def __init__(self, one, two):
        super().__init__(f"{one} {two}")


def test_what_cannot_be_sent_is_told_all_the_same(two_cores):
    def work(number):
        raise Awkward("左", "右")

    with pytest.raises(RuntimeError, match="左 右"):
        list(workers.spread(work, 9))


def test_a_process_that_is_killed_does_not_keep_the_others_waiting(two_cores):
    def work(number):
        if number == 5:
            os.kill(os.getpid(), signal.SIGKILL)
        return number

    with pytest.raises(workers.WorkerDiedError) as raised:
        list(workers.spread(work, 9))
    assert raised.value.args == (-signal.SIGKILL,)


def test_who_needs_no_more_answers_leaves_no_process_behind(two_cores):
    answers = workers.spread(whose, 1000)
    _, process = next(answers)
    answers.close()
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)
