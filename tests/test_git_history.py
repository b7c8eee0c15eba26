"""修改记录: who changed what of an issue's record on which day, out of real git repositories."""

from __future__ import annotations

import datetime
import os
import subprocess

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

import project
from rectify.git import history
from rectify.speed import cache

U1, U2 = project.UNIT_1, project.UNIT_2
LATE = datetime.date(2019, 4, 18)

KEY = b"a key of the tests"


def git(folder, *arguments, by="刘鹏", at="2019-04-10T09:00:00+08:00"):
    """Run git with an author and a moment, whatever the user's own settings are."""
    subprocess.run(
        ["git", *arguments],
        cwd=folder,
        check=True,
        capture_output=True,
        env={
            **os.environ,
            **dict.fromkeys(("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM"), "/dev/null"),
            **dict.fromkeys(("GIT_AUTHOR_NAME", "GIT_COMMITTER_NAME"), by),
            **dict.fromkeys(("GIT_AUTHOR_EMAIL", "GIT_COMMITTER_EMAIL"), "t@example.com"),
            **dict.fromkeys(("GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"), at),
        },
    )


def commit(folder, file, old, new, **more):
    """Replace a text that occurs once in a file, and commit."""
    path = folder / file
    text = path.read_text("utf-8")
    assert text.count(old) == 1, (old, text.count(old))
    path.write_text(text.replace(old, new), "utf-8")
    git(folder, "commit", "-qam", "edit", **more)


@pytest.fixture
def folder(tmp_path):
    made = project.copy_small(tmp_path / "p")
    git(made, "init", "-q", "-b", "main")
    git(made, "add", "-A")
    git(made, "commit", "-qm", "first", by="党政办", at="2019-04-10T08:00:00+08:00")
    return made


def edited(folder):
    """A story of edits: three by two people, one after the site's day."""
    commit(folder, U1, "title: 督办台账不全", "title: 督办台账登记不全", at="2019-04-11T10:00:00+08:00")
    entry = "      - {date: 2019-04-11, by: 刘鹏, none: 等待各科室报送登记表}\n"
    more = entry + "      - {date: 2019-04-15, by: 刘鹏, text: 登记表收齐}\n    next_step: 汇总\n"
    commit(folder, U1, entry, more, by="钱永昌", at="2019-04-15T23:59:59+08:00")
    commit(folder, U1, "汇总", "汇总上报", at="2019-04-19T00:00:01+08:00")


def shown(folder, id="U1-002", as_of="2019-04-18", **more):
    """The edits that an issue's page lists, a line each; None without the list."""
    made = project.build(folder, as_of, **more)
    assert made.site, project.report(made)
    page = BeautifulSoup(made.site.render(f"2019/issues/{id}/"), "lxml")
    found = page.select_one("details#history")
    return found and [
        f"{day.get_text()} {day.find_next_sibling('dd').get_text()}" for day in found.select("dt")
    ]


def test_a_page_lists_who_changed_what_and_when(folder):
    edited(folder)
    assert shown(folder) == [
        "4月15日 钱永昌 修改：进展、下一步措施",
        "4月11日 刘鹏 修改：问题",
        "4月10日 党政办 列入台账",
    ]
    assert shown(folder, "U1-001") == ["4月10日 党政办 列入台账"]
    english = shown(folder, language="en")
    assert english[0].endswith("钱永昌 changed: progress, Next step")


def test_what_was_committed_after_the_day_does_not_exist(folder):
    """Days are those of Shanghai, whatever zone a commit was made in."""
    edited(folder)
    commit(folder, U1, "汇总上报", "汇总", at="2019-04-17T16:30:00+00:00")  # 18 April in Shanghai
    assert len(shown(folder, as_of="2019-04-17")) == 3
    assert len(shown(folder, as_of="2019-04-18")) == 4
    assert len(shown(folder, as_of="2019-04-19")) == 5
    assert shown(folder, as_of="2019-04-15")[0].startswith("4月15日 钱永昌")
    assert shown(folder, as_of="2019-04-14")[0].startswith("4月11日 刘鹏")


def test_it_can_be_left_out(folder):
    edited(folder)
    assert shown(folder, history=False) is None


def test_without_git_a_page_is_what_it_is_without_the_option(tmp_path, folder, monkeypatch):
    bare = project.copy_small(tmp_path / "bare")
    pages = [
        project.build(where, "2019-04-18", **more).site.render("2019/issues/U1-002/")
        for where, more in ((bare, {}), (folder, {"history": False}))
    ]
    monkeypatch.setenv("PATH", str(tmp_path))
    pages.append(project.build(folder, "2019-04-18").site.render("2019/issues/U1-002/"))
    assert len(set(pages)) == 1
    assert "history" not in pages[0]


def test_writing_the_same_otherwise_is_no_edit(folder):
    path = folder / U1
    text = path.read_text("utf-8")
    first, second = text.split("  - id: U1-002")
    head, _, body = first.partition("issues:\n")
    moved = f"{head}issues:\n  # 顺序调整\n  - id: U1-002{second.rstrip()}\n\n{body}"
    moved = moved.replace("    amount: 300\n", "    amount: '300'   # 元\n").replace("\n", "\r\n")
    path.write_bytes(moved.encode("utf-8-sig"))
    git(folder, "commit", "-qam", "moved", at="2019-04-12T10:00:00+08:00")
    assert shown(folder) == ["4月10日 党政办 列入台账"]
    assert shown(folder, "U1-001") == ["4月10日 党政办 列入台账"]


def test_an_old_version_that_cannot_be_read_is_passed_over(folder):
    commit(folder, U1, "    title: 督办台账不全", "    title: [督办", at="2019-04-11T10:00:00+08:00")
    commit(folder, U1, "    title: [督办", "    title: 督办台账不全", at="2019-04-12T10:00:00+08:00")
    (folder / U2).write_bytes(b"\x00\xff issues:\n  - id: \xfe")
    git(folder, "commit", "-qam", "broken", at="2019-04-13T10:00:00+08:00")
    git(folder, "checkout", "-q", "HEAD~1", "--", U2)
    git(folder, "commit", "-qam", "mended", at="2019-04-14T10:00:00+08:00")
    assert shown(folder) == ["4月10日 党政办 列入台账"]
    assert shown(folder, "U2-001")[-1] == "4月10日 党政办 列入台账"


def test_a_merge_tells_what_its_branch_did_and_by_whom(folder):
    git(folder, "switch", "-qc", "clerk")
    commit(folder, U1, "督办台账不全", "督办台账缺项", by="钱永昌", at="2019-04-12T10:00:00+08:00")
    git(folder, "switch", "-q", "main")
    commit(folder, U2, "none: 等待统一的检查安排", "text: 已检查", at="2019-04-13T10:00:00+08:00")
    git(folder, "merge", "-q", "--no-ff", "clerk", by="党政办", at="2019-04-14T10:00:00+08:00")
    assert shown(folder)[0] == "4月12日 钱永昌 修改：问题"
    assert shown(folder, "U2-001")[0] == "4月13日 刘鹏 修改：进展"


def test_a_file_under_another_name_keeps_its_history(folder):
    """Nothing is taken on twice: not a folder that was away for a day, not a unit with a new id."""
    git(folder, "mv", "data", "old")
    git(folder, "commit", "-qm", "away", at="2019-04-11T10:00:00+08:00")
    git(folder, "mv", "old", "data")
    git(folder, "commit", "-qm", "back", at="2019-04-12T10:00:00+08:00")
    assert shown(folder) == ["4月10日 党政办 列入台账"]
    commit(folder, U2, "none: 等待统一的检查安排", "text: 已检查", at="2019-04-13T10:00:00+08:00")
    git(folder, "mv", U2, "data/campaigns/2019/units/unit-3.yml")
    git(folder, "commit", "-qm", "other unit", at="2019-04-14T10:00:00+08:00")
    edits = history.read(folder, "data", LATE, cache.DISABLED).of["2019", "U2-001"]
    assert [(edit.day.day, edit.keys) for edit in edits] == [(13, ("progress",)), (10, ())]


def test_a_clone_that_was_cut_off_claims_nothing_of_what_it_lacks(folder, tmp_path):
    edited(folder)
    subprocess.run(["git", "clone", "-q", "--depth", "2", folder.as_uri(), "cut"], cwd=tmp_path, check=True)
    cut = project.copy_small(tmp_path / "cut")  # whose hooks point here
    assert shown(cut, as_of="2019-04-19") == ["4月19日 刘鹏 修改：下一步措施"]


def test_no_commit_and_a_damaged_repository_stop_nothing(folder, tmp_path):
    empty = project.copy_small(tmp_path / "empty")
    git(empty, "init", "-q")
    assert shown(empty) is None
    for file in (folder / ".git/objects").rglob("*"):
        if file.is_file():
            file.chmod(0o644)
            file.write_bytes(b"damaged")
    assert shown(folder) is None


def lacking(folder):
    """What the data-quality page says of a history that is not whole."""
    site = project.build(folder, "2019-04-19").site
    told = BeautifulSoup(site.render("2019/quality/"), "lxml").find(id="history")
    return told and told.get_text()


def test_a_history_that_is_not_whole_is_told_with_the_reason_and_the_mending(folder, tmp_path, monkeypatch):
    assert lacking(folder) is None
    edited(folder)
    command = ["git", "clone", "-q", "--depth", "2", folder.as_uri(), "cut"]
    subprocess.run(command, cwd=tmp_path, check=True)
    assert "git fetch --unshallow" in lacking(project.copy_small(tmp_path / "cut"))
    empty = project.copy_small(tmp_path / "empty")
    assert lacking(empty) is None  # it is no repository, and does not say that it is
    git(empty, "init", "-q")
    assert "还没有提交" in lacking(empty)
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    for name in ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM"):
        monkeypatch.setenv(name, "/dev/null")
    assert f"safe.directory {folder.resolve()}" in lacking(folder)
    monkeypatch.delenv("GIT_TEST_ASSUME_DIFFERENT_OWNER")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "没有安装 git" in lacking(folder)


def test_an_old_version_that_git_lacks_is_told(folder):
    edited(folder)
    for line in subprocess.run(
        ["git", "ls-tree", "HEAD~2", U1], cwd=folder, capture_output=True, check=True, text=True
    ).stdout.splitlines():
        blob = line.split()[2]
        (folder / ".git/objects" / blob[:2] / blob[2:]).unlink()
    assert len(shown(folder, as_of="2019-04-19")) == 2
    assert "缺一部分旧版本" in lacking(folder)


def test_variables_that_point_at_another_repository_are_passed_over(folder, tmp_path, monkeypatch):
    edited(folder)
    plain = shown(folder)
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_COMMON_DIR"):
        monkeypatch.setenv(name, str(tmp_path))
    assert shown(folder) == plain


AUTHORS = {
    "a mark": b"\x01\x01 <t@example.com> 1554951600 +0800",
    "escapes": b"\x1b[31m\x7f\xc2\x9b\xe2\x80\xae\x02 <t@example.com> 1554951600 +0800",
    "bytes": b"\xff\xfe <t@example.com> 1554951600 +0800",
    "no name": b" <t@example.com> 1554951600 +0800",
    "14 digits": b"x <t@example.com> 15549516000000 +0800",
    "26 digits": b"x <t@example.com> 15549516000000000000000000 +0800",
    "negative": b"x <t@example.com> -1554951600 +0800",
    "no date": b"x <t@example.com>",
    "no form": b"x",
    "another zone": b"x <t@example.com> 1554951600 +9999999",
    "long": b"x" * 100_000 + b" <t@example.com> 1554951600 +0800",
    "another encoding": b"x <t@example.com> 1554951600 +0800\nencoding UTF-16",
    "no encoding": b"x <t@example.com> 1554951600 +0800\nencoding \x01\x1b",
}


@pytest.mark.parametrize("name", AUTHORS)
def test_a_commit_that_is_badly_made_costs_itself_alone(name, folder):
    """A forged commit does not hide other edits."""
    commit(folder, U1, "督办台账不全", "督办台账缺项", at="2019-04-11T09:00:00+08:00")
    before = shown(folder)
    commit(folder, U1, "督办台账缺项", "督办台账有误", at="2019-04-11T11:00:00+08:00")
    raw = subprocess.run(
        ["git", "cat-file", "commit", "HEAD"], cwd=folder, capture_output=True, check=True
    ).stdout
    head, _, rest = raw.partition(b"author ")
    bad = head + b"author " + AUTHORS[name] + rest[rest.index(b"\n") :]
    command = ["git", "hash-object", "-t", "commit", "-w", "--literally", "--stdin"]
    made = (
        subprocess.run(command, cwd=folder, input=bad, capture_output=True, check=True)
        .stdout.decode()
        .strip()
    )
    git(folder, "update-ref", "refs/heads/main", made)
    commit(folder, U1, "督办台账有误", "督办台账不全", by="后来", at="2019-04-12T09:00:00+08:00")
    after = shown(folder)
    assert after[0] == "4月12日 后来 修改：问题"
    assert after[-2:] == before
    assert len(after) - len(before) in (1, 2)
    assert all(line.isprintable() and len(line) < 100 for line in after)


def test_paths_that_hold_marks_forge_nothing(folder):
    text = (folder / U2).read_text("utf-8").replace("U2-001", "U1-002")
    evil = folder / "data/campaigns/2019/units/x\x01\n:100644 y.yml"
    evil.write_text(text, "utf-8")
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "evil", at="2019-04-11T10:00:00+08:00")
    evil.unlink()
    git(folder, "commit", "-qam", "gone", at="2019-04-11T11:00:00+08:00")
    assert shown(folder)[-1] == "4月10日 党政办 列入台账"


def test_only_the_newest_are_told(folder):
    for number in range(history.MAX_EDITS + 3):
        old = f"title: 督办台账不全{number}\n" if number else "title: 督办台账不全\n"
        new = f"title: 督办台账不全{number + 1}\n"
        commit(folder, U1, old, new, by=f"填报人{number}", at=f"2019-04-11T10:{number:02}:00+08:00")
    told = shown(folder)
    assert len(told) == history.MAX_EDITS
    assert told[0] == f"4月11日 填报人{history.MAX_EDITS + 2} 修改：问题"
    assert told[-1] == "4月11日 填报人3 修改：问题"


def test_names_are_text(folder):
    evil = "<b>刘鹏</b> & 'x"
    commit(folder, U1, "督办台账不全", "督办台账缺项", by=evil, at="2019-04-12T10:00:00+08:00")
    # git itself leaves out angle brackets; nothing of the rest is markup
    assert shown(folder)[0].startswith("4月12日 b刘鹏/b & 'x 修改")


def test_the_users_settings_change_nothing(folder, tmp_path, monkeypatch):
    edited(folder)
    plain = shown(folder)
    config = tmp_path / "config"
    config.write_text(
        "[log]\n\tshowSignature = true\n\tdecorate = full\n\tfollow = true\n\tmailmap = true\n"
        "[diff]\n\tnoprefix = true\n\trenames = false\n\texternal = false\n[color]\n\tui = always\n"
        "[core]\n\tquotepath = true\n\tabbrev = 4\n[i18n]\n\tlogOutputEncoding = GBK\n[format]\n\tpretty = raw\n",
        "utf-8",
    )
    (folder / ".mailmap").write_text("别人 <t@example.com>\n", "utf-8")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(config))
    monkeypatch.setenv("LC_ALL", "C")
    assert shown(folder) == plain


def test_what_is_kept_gives_what_is_read_afresh(folder, tmp_path):
    kept = cache.Cache(tmp_path / "cache", KEY)
    seen = []
    for step in (lambda: None, lambda: edited(folder)):
        step()
        for day in (15, 19):
            when = datetime.date(2019, 4, day)
            fresh = history.read(folder, "data", when, cache.DISABLED)
            for _ in range(2):
                again = history.read(folder, "data", when, kept)
                assert again == fresh
                assert {file.name for file in kept.folder.iterdir()} >= set(again.names)
            seen.append(fresh.of)
    assert len({str(each) for each in seen}) == 3


def test_a_second_read_asks_git_for_no_text(folder, tmp_path, monkeypatch):
    edited(folder)
    kept = cache.Cache(tmp_path / "cache", KEY)
    first = history.read(folder, "data", LATE, kept)
    monkeypatch.setattr(history, "_Blobs", None)
    assert history.read(folder, "data", LATE, kept) == first


KEYS = st.sampled_from(["title", "owner", "deadline", "next_step"])
ISSUES = st.dictionaries(
    st.sampled_from(["U-1", "U-2", "U-3", "U-4", "U-5"]),
    st.dictionaries(
        KEYS, st.sampled_from(["甲", "乙", "2019-04-08", "'丙 # 丁'", "|-\n      长\n\n      - 文"])
    ),
)


def written(issues, order, indent):
    space = " " * indent
    text = "claims:\n  F01: {has: true, note: x}\nissues:\n"
    for id in sorted(issues, reverse=order):
        text += f"{space}- id: {id}\n"
        for key, value in issues[id].items():
            text += f"{space}  {key}: " + value.replace("\n      ", f"\n{space}    ") + "\n"
        text += "\n  # 说明\n" if order else ""
    return text.encode()


@given(ISSUES, ISSUES, st.booleans(), st.booleans(), st.sampled_from([0, 2]), st.sampled_from([0, 2]))
def test_differences_are_those_of_the_records(old, new, order, order_now, indent, indent_now):
    expected = {}
    for id in {*old, *new}:
        if id not in old or id not in new:
            expected[id] = ["+" if id in new else "-"]
        elif old[id] != new[id]:
            changed = {key for key in {*old[id], *new[id]} if old[id].get(key) != new[id].get(key)}
            expected[id] = [key for key in history.TRACKED_KEYS if key in changed]
    before, after = written(old, order, indent), written(new, order_now, indent_now)
    assert history.differences(before, after) == expected


def test_every_key_has_a_name_in_both_languages():
    from rectify.words import messages

    for language in messages.LANGUAGES:
        words = messages.catalogue(language)
        assert all(words(f"key.issue.{key}") for key in history.TRACKED_KEYS)
