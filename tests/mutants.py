"""Mutants: a small project with random, accidental or malicious damage.

``mutate`` takes a source of chance, so that mutant number N is the same each time.
"""

from __future__ import annotations

import os
import pathlib
import random
import re

import project

TEXTS = (
    "data/organization.yml",
    project.CAMPAIGN,
    project.FINDINGS,
    project.UNIT_1,
    project.UNIT_2,
    "docs/notes/2019/units/unit-1.md",
    "mkdocs.yml",
)

PIECES = [
    piece.encode()
    for piece in (
        ": ", "- ", "{", "}", "[", "]", "\n", "\t", "：", '"', "'", "#", "&a", "*a", "!x", "|", ">", "~", "null",
        "2019-04-08", "%", "@", "\0", "---\n", "<<<<<<< x\n", "true", "?", ",", "unit-1", "U1-001", "reopen", "finding: ",
        "```issues\nunit: unit-1\n```\n", "```chart\ntype: heat\n```\n", "[x](nosuch.md)", "<b>", "`" * 3, "!ENV X",
        "\u200b", "\u202e", "\u3000", "\x1b[31m", "\u2028", "𠮷",
    )
] + [b"\xff", b"\xef\xbb\xbf", b"\r\n", b"\xed\xa0\x80"]  # fmt: skip

VALUES = (
    "9999-12-31", "0001-01-01", "0219-04-08", "2019-02-30", "2019/4/8", "43563", "2262-04-12", "-1", "1e999", "0", "12345678901234567890",
    "0.005", "yes", "no", "~", '""', "'", "[]", "{}", "[a, b]", "{a: b}", "a" * 300, "[" * 40, "长期坚持", "刘　鹏", '"\\e[31m"', '"\\0"',
    "unit-1", "unit-2", "hq", "discipline", "U1-001", "u1-001", "U2-001", "F01", "F99", "study", "pass", "return", "apply", "verify",
    "2019-04-01", "2019-04-14", "2019-04-18", "2019-05-30", "long_term", "advance_only", "李卫东", "刘鹏", "<script>alert(1)</script>",
    '"{{7*7}}{x}"', "../../../etc/passwd", "CON.pdf", "学习制度.PDF", ".", "..", "/", "monday", "closed", "red", "zh", "en", "false", "true",
    "/dev/zero", "docs", "data", "nosuch", "[nosuch]", "readthedocs", "mkdocs", "2019-00-10",
)  # fmt: skip

NAMES = (
    "x.html",
    "x.svg",
    "CON.md",
    "a.PDF",
    "x\ny.yml",
    "Thumbs.db",
    "~$x.docx",
    "x.yaml",
    "é.pdf",
    "U1-001 ",
    "-x.md",
    "x" * 250,
)

BOMBS = (
    "```" + " " * 2000 + "`", "[" * 8000, "a\n: b\n" * 4000, "rectifyblock0000x " * 3000, "```issues\n```\n" * 1500, "> " * 1000, "* " * 500,
    "<" * 5000, "![" * 3000, "`" * 5000, "&" * 5000, "a|" * 3000 + "\n" + "-|" * 3000, "[^1]: x\n" * 2000, "**" * 3000, "\\" * 5000,
)  # fmt: skip


def mutate(folder: pathlib.Path, chance: random.Random) -> str:
    """Damage a project; returns a description."""
    kind = chance.choices((_bytes, _value, _line, _pair, _bomb, _file), (30, 40, 12, 8, 4, 6))[0]
    return f"{kind.__name__.strip('_')}: {kind(folder, chance)}"


def _text(folder, chance):
    name = chance.choice(TEXTS)
    return folder / name, (folder / name).read_bytes()


def _bytes(folder, chance):
    """Insert, delete, change or copy random bytes."""
    file, raw = _text(folder, chance)
    done = []
    for _ in range(chance.choice((1, 1, 2, 4))):
        at = chance.randrange(len(raw) + 1)
        how = chance.choice(("insert", "delete", "byte", "copy"))
        if how == "insert":
            raw = raw[:at] + chance.choice(PIECES) + raw[at:]
        elif how == "delete":
            raw = raw[:at] + raw[at + chance.choice((1, 2, 5, 30)) :]
        elif how == "byte":
            raw = raw[:at] + bytes([chance.randrange(256)]) + raw[at + 1 :]
        else:
            start = chance.randrange(len(raw) + 1)
            raw = raw[:at] + raw[start : start + 60] + raw[at:]
        done.append(f"{how}@{at}")
    file.write_bytes(raw)
    return f"{file.name} {' '.join(done)}"


_PAIR = re.compile(rb"([A-Za-z_]+): *([^\n,{}\[\]]+)")


def _value(folder, chance):
    """Change a key's value to a mistyped, hostile or misplaced one."""
    file, raw = _text(folder, chance)
    found = list(_PAIR.finditer(raw))
    done = []
    for _ in range(chance.choice((1, 1, 1, 2))):
        match = chance.choice(found)
        value = chance.choice(VALUES).encode() if chance.random() < 0.7 else chance.choice(found)[2]
        raw = raw.replace(match[0], match[1] + b": " + value, 1)
        done.append(f"{match[1].decode()}={value[:30]!r}")
    file.write_bytes(raw)
    return f"{file.name} {' '.join(done)}"


def _line(folder, chance):
    """Delete, duplicate or swap lines."""
    file, raw = _text(folder, chance)
    lines = raw.split(b"\n")
    one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    how = chance.choice(("drop", "twice", "swap", "indent"))
    if how == "drop":
        del lines[one]
    elif how == "twice":
        lines.insert(other, lines[one])
    elif how == "swap":
        lines[one], lines[other] = lines[other], lines[one]
    else:
        lines[one] = b"  " + lines[one]
    file.write_bytes(b"\n".join(lines))
    return f"{file.name} {how} {one + 1} {other + 1}"


def _pair(folder, chance):
    """Rename or add a key."""
    file, raw = _text(folder, chance)
    match = chance.choice(list(_PAIR.finditer(raw)))
    key = chance.choice(
        (
            "x",
            "foo",
            "status",
            match[1].decode().upper(),
            match[1].decode() + "s",
            "deadline",
            "owner",
            "rules",
        )
    )
    raw = raw[: match.start()] + key.encode() + b": " + match[2] + raw[match.end() :]
    file.write_bytes(raw)
    return f"{file.name} {match[1].decode()}->{key}"


def _bomb(folder, chance):
    """A small input that is expensive to parse, in a note, a ledger or a page."""
    bomb = chance.choice(BOMBS)
    where = chance.choice(
        (
            "docs/notes/2019/units/unit-1.md",
            "docs/notes/2019/issues/U1-001.md",
            project.UNIT_1,
            project.UNIT_2,
        )
    )
    file = folder / where
    file.parent.mkdir(parents=True, exist_ok=True)
    if where.endswith(".md"):
        file.write_text(f"# x\n\n{bomb}\n", "utf-8")
    else:
        text = file.read_text("utf-8")
        quoted = bomb.replace("\\", "\\\\").replace('"', "").replace("\n", "\\n")
        file.write_text(
            re.sub(r"description: .*", lambda _: f'description: "{quoted}"', text, count=1), "utf-8"
        )
    return f"{where} {bomb[:12]!r}…"


def _file(folder, chance):
    """Add, delete or rename a file, or replace it by a symlink, pipe or folder."""
    files = [file for file in sorted(folder.rglob("*")) if file.is_file()]
    file = chance.choice(files)
    how = chance.choice(("gone", "name", "more", "link", "pipe", "folder", "empty", "case"))
    if how == "gone":
        file.unlink()
    elif how == "name":
        file.rename(file.with_name(chance.choice(NAMES)))
    elif how == "more":
        file = chance.choice([each.parent for each in files]) / chance.choice(NAMES)
        file.write_bytes(b"x: 1\n")
    elif how == "link":
        file.unlink()
        file.symlink_to(chance.choice(("/etc/passwd", "/dev/zero", "/nowhere", ".", "/proc/self/environ")))
    elif how == "pipe":
        file.unlink()
        os.mkfifo(file)
    elif how == "folder":
        file.unlink()
        file.mkdir()
    elif how == "empty":
        file.write_bytes(b"")
    else:
        file.with_name(file.name.swapcase()).write_bytes(file.read_bytes())
    return f"{how} {file.relative_to(folder)}"
