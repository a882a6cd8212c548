"""The secret of a folder of marks: drawn once, for its owner alone, in no report."""

import os
import stat

import pytest
from sandboxed import QUICK, TINY, require_sandbox
from stamps import reads

from dlcourse.grading.marking.classroom import Classroom
from dlcourse.grading.marking.grade import seed_of_check
from dlcourse.grading.marking.journal import NAME as JOURNAL
from dlcourse.grading.marking.journal import Journal, OtherRun, describe
from dlcourse.grading.marking.marks import Result
from dlcourse.grading.marking.report import write_all
from dlcourse.grading.marking.secret import NAME, NoSecret, seed_of
from dlcourse.grading.marking.submissions import Submission

pytestmark = reads("dlcourse")
SECRET = "a secret of the teacher's own"


def test_a_folder_draws_its_secret_once_and_others_have_another(tmp_path):
    for name in "ab":
        (tmp_path / name).mkdir()
    first = seed_of(tmp_path / "a")
    assert seed_of(tmp_path / "a") == first != seed_of(tmp_path / "b")
    assert first.bit_length() > 200
    assert [path.name for path in (tmp_path / "a").iterdir()] == [NAME]


def test_only_its_owner_can_read_it_and_the_journal_whatever_the_umask(tmp_path):
    before = os.umask(0)
    try:
        seed = seed_of(tmp_path)
        with Journal(tmp_path, describe(TINY, seed, QUICK)) as journal:
            journal.add(Result("ana", "a.py", "0", 1, 3, "graded"))
    finally:
        os.umask(before)
    for name in (NAME, JOURNAL):
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600


def test_another_folder_asks_the_same_with_it_and_keeps_it(tmp_path):
    own = tmp_path / "own"
    own.write_text(f"{SECRET}\n")
    for name in "abc":
        (tmp_path / name).mkdir()
    seed = seed_of(tmp_path / "a", own)
    assert seed_of(tmp_path / "a") == seed
    assert seed_of(tmp_path / "b", tmp_path / "a" / NAME) == seed
    seed_of(tmp_path / "c")
    with pytest.raises(OtherRun, match="was begun with another secret"):
        seed_of(tmp_path / "c", own)


def test_what_could_be_guessed_is_no_secret(tmp_path):
    for text in ("", "1234\n", " " * 99):
        (tmp_path / "own").write_text(text)
        with pytest.raises(NoSecret, match="it takes 16 at least"):
            seed_of(tmp_path, tmp_path / "own")
    assert not (tmp_path / NAME).exists()


def test_a_journal_without_its_secret_is_not_gone_on_with(tmp_path):
    seed = seed_of(tmp_path)
    with Journal(tmp_path, describe(TINY, seed, QUICK)):
        (tmp_path / NAME).rename(tmp_path / "elsewhere")
    with pytest.raises(OtherRun, match="has a journal and no file 'secret'"):
        seed_of(tmp_path)
    assert seed_of(tmp_path, tmp_path / "elsewhere") == seed


def test_a_journal_that_was_begun_with_another_secret_is_refused(tmp_path):
    with Journal(tmp_path, describe(TINY, 1, QUICK)):
        pass
    with pytest.raises(OtherRun, match=r"differs in: secret"):
        Journal(tmp_path, describe(TINY, 2, QUICK))


def test_two_runs_that_begin_at_once_have_one_secret(tmp_path, monkeypatch):
    """The other one is quicker: between the look and the writing."""
    link = os.link

    def late(new, path):
        path.write_text(f"{SECRET}\n")
        link(new, path)

    monkeypatch.setattr(os, "link", late)
    seed = seed_of(tmp_path)
    assert (tmp_path / NAME).read_text().strip() == SECRET
    assert seed == seed_of(tmp_path)


def test_a_file_system_without_links_keeps_it_too(tmp_path, monkeypatch):
    def none(new, path):
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", none)
    assert seed_of(tmp_path) == seed_of(tmp_path)
    assert stat.S_IMODE((tmp_path / NAME).stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == [NAME]


def test_neither_secret_nor_seed_stands_in_any_report(tmp_path):
    require_sandbox()
    (tmp_path / "own").write_text(SECRET)
    (tmp_path / "a.py").write_text("def double(x): return 1\n")
    out = tmp_path / "out"
    out.mkdir()
    seed = seed_of(out, tmp_path / "own")
    with Journal(out, describe(TINY, seed, QUICK)) as journal:
        classroom = Classroom(TINY, seed, QUICK, journal)
        results = list(classroom.results([Submission("ana", tmp_path / "a.py")], 1))
        assert write_all(out, TINY, results, journal.run) == []
    files = [path for path in out.rglob("*") if path.is_file() and path.name != NAME]
    assert len(files) == 7
    for path in files:
        text = path.read_text("utf8")
        assert SECRET not in text
        assert str(seed) not in text
        assert f"{seed:x}" not in text


def test_a_check_is_named_by_a_seed_of_its_own_that_tells_of_no_other():
    seeds = {
        seed_of_check(seed, digest, task, check)
        for seed in (1, 2)
        for digest in "ab"
        for task in "cd"
        for check in "ef"
    }
    assert len(seeds) == 16
    assert min(seed.bit_length() for seed in seeds) > 90
