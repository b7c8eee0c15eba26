"""Whatever is done to a file, the answer is a site or messages: never a traceback.

``RECTIFY_FUZZ=20000 make test`` is the long run.
"""

from __future__ import annotations

import os
import pathlib
import tempfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import project

FILES = (
    "data/organization.yml",
    project.CAMPAIGN,
    project.FINDINGS,
    project.UNIT_1,
    project.UNIT_2,
    "docs/notes/2019/units/unit-1.md",
    "docs/about.md",
)
PIECES = [
    piece.encode()
    for piece in (
        ": ", "- ", "{", "}", "[", "]", "\n", "\t", "：", '"', "'", "#", "&a", "*a", "!x", "|", ">", "~", "null",
        "2019-04-08", "%", "@", "\0", "---\n", "<<<<<<< x\n", "true", "?", ",", "unit-1", "U1-001", "reopen", "finding: ",
    )
] + [b"\xff", b"\xef\xbb\xbf", b"\r\n"]  # fmt: skip

place = st.floats(0, 1, exclude_max=True)
mutation = st.one_of(
    st.tuples(st.just("insert"), place, st.sampled_from(PIECES)),
    st.tuples(st.just("delete"), place, st.sampled_from([1, 2, 5, 30])),
    st.tuples(st.just("byte"), place, st.integers(0, 255)),
    st.tuples(st.just("copy"), place, place),
    st.tuples(st.just("swap"), place, place),
)


def mutate(raw: bytes, kind: str, at: float, what) -> bytes:
    index = int(at * (len(raw) + 1))
    if kind == "insert":
        return raw[:index] + what + raw[index:]
    if kind == "delete":
        return raw[:index] + raw[index + what :]
    if kind == "byte":
        return raw[:index] + bytes([what]) + raw[index + 1 :]
    if kind == "copy":
        start = int(what * (len(raw) + 1))
        return raw[:index] + raw[start : start + 60] + raw[index:]
    lines = raw.split(b"\n")
    first, second = int(at * len(lines)), int(what * len(lines))
    lines[first], lines[second] = lines[second], lines[first]
    return b"\n".join(lines)


@pytest.fixture(scope="module")
def folder():
    with tempfile.TemporaryDirectory() as name:
        yield project.copy_small(pathlib.Path(name))


@settings(
    max_examples=int(os.environ.get("RECTIFY_FUZZ", "150")),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(name=st.sampled_from(FILES), mutations=st.lists(mutation, min_size=1, max_size=4))
def test_a_mutant_gives_a_site_or_messages(folder, name, mutations):
    file = folder / name
    good = file.read_bytes()
    raw = good
    for kind, at, what in mutations:
        raw = mutate(raw, kind, at, what)
    file.write_bytes(raw)
    try:
        made = project.build(folder)
        assert made.site is not None or project.report(made)
        for url in made.site.pages if made.site else ():
            made.site.render(url)
    finally:
        file.write_bytes(good)


def test_a_large_hostile_file_is_refused(tmp_path):
    small = project.copy_small(tmp_path)
    for text in ("[" * 5_000_000, "a: " * 1_000_000, "- &a [*a]\n" * 200_000, "x" * 10_000_000):
        (small / project.UNIT_2).write_text(text, "utf-8")
        made = project.build(small)
        assert made.site is None
        assert project.report(made)
