"""`ivr diff`: what callers will hear differently, over a real git repository."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from typed import typed

from ivr.content.loader import line_folder
from ivr.recordings.catalogue import audio_folder

Diff = Callable[..., Result]


def git(folder: Path, *arguments: str) -> None:
    who = ("-c", "user.name=Tester", "-c", "user.email=tester@line.example", "-c", "commit.gpgsign=false")
    subprocess.run(["git", "-C", str(folder), *who, *arguments], check=True, capture_output=True)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A line in a repository of its own, committed."""
    copied = tmp_path / "project" / "lines" / "uk"
    shutil.copytree(line_folder("uk"), copied)
    git(tmp_path / "project", "init", "-q")
    git(tmp_path / "project", "add", ".")
    git(tmp_path / "project", "commit", "-q", "-m", "as it is")
    return copied


@pytest.fixture
def diff(folder: Path) -> Diff:
    def run(*arguments: str, **environ: str) -> Result:
        own = {"IVR_LINE": str(folder), "IVR_AUDIO_DIR": str(audio_folder())}
        return typed("diff", *arguments, **{**own, **environ})

    return run


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_what_nobody_hears_is_no_difference(diff: Diff, folder: Path) -> None:
    assert diff().stdout == "Callers hear the same.\n"
    edit(folder / "line.toml", "# For unsteady hands", "# For hands that shake")
    edit(folder / "site.toml", 'title = "Privacy"', 'title = "What is kept"')
    edit(folder / "line.toml", "hours to be verified", "hours verified")
    done = diff()
    assert (done.exit_code, done.stderr, done.stdout) == (0, "", "Callers hear the same.\n")


def test_a_sentence_of_a_topic_is_shown_old_and_new(diff: Diff, folder: Path) -> None:
    edit(folder / "topics/stress.md", "Stress is the feeling", "Stress is a feeling")
    told = diff().stdout.splitlines()
    assert told[0] == "Topic “Stress”"
    assert re.match(r"  - 1: Stress is the feeling .*\.$", told[1])
    assert re.match(r"  \+ 1: Stress is a feeling .*\.$", told[2])
    assert told[3] == ""
    assert told[4] == "1 prompts are new, 1 are no longer said."
    assert told[5] == "2 recordings are missing: run scripts/generate_audio.py"
    assert len(told) == 6


def test_choices_that_move_are_shown_with_their_keys(diff: Diff, folder: Path) -> None:
    edit(folder / "line.toml", '"topic/common-conditions", "topic/stress"', '"topic/stress", "topic/common-conditions"')
    told = diff().stdout
    assert "Menu “Feelings and conditions”" in told
    assert "  - 2 Stress" in told
    assert "  + 1 Stress" in told


def test_a_helplines_number_and_hours_are_shown(diff: Diff, folder: Path) -> None:
    edit(folder / "line.toml", 'spoken = "0300 123 3393"', 'spoken = "0300 123 3399"')
    edit(folder / "line.toml", "closes = 18:00:00", "closes = 17:00:00")
    told = diff().stdout
    assert "Helpline “The Mind infoline”" in told
    assert "  - spoken: 0300 123 3393\n  + spoken: 0300 123 3399" in told
    assert "17:00:00" in told


def test_a_word_of_the_line_is_shown_by_its_key(diff: Diff, folder: Path) -> None:
    edit(folder / "words.toml", 'take_your_time = "Take your time."', 'take_your_time = "Take all your time."')
    told = diff().stdout
    assert "Words, [choices]\n  - take_your_time: Take your time.\n  + take_your_time: Take all your time." in told


def test_it_compares_with_any_commit(diff: Diff, folder: Path) -> None:
    edit(folder / "topics/stress.md", "Stress is the feeling", "Stress is a feeling")
    git(folder, "commit", "-qam", "another word")
    assert diff().stdout == "Callers hear the same.\n"
    assert "Stress is a feeling" in diff("HEAD~1").stdout


def test_a_topic_that_is_new_and_one_that_is_gone(diff: Diff, folder: Path) -> None:
    text = (folder / "topics/stigma.md").read_text(encoding="utf-8")
    (folder / "topics/stigma.md").unlink()
    title = re.search(r"^title: .*$", text, re.MULTILINE)
    assert title
    renamed = text.replace("id: stigma", "id: shame").replace(title[0], "title: Feeling ashamed")
    (folder / "topics/shame.md").write_text(renamed, encoding="utf-8")
    edit(folder / "line.toml", "topic/stigma", "topic/shame")
    words = (folder / "words.toml").read_text(encoding="utf-8")
    (folder / "words.toml").write_text(words.replace('"topic/stigma"', '"topic/shame"'), encoding="utf-8")
    done = diff()
    assert done.stderr == ""
    assert "Topic “Feeling ashamed” (new)" in done.stdout
    assert "Topic “Stigma and shame” (gone)" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "told"),
    [(("never",), "there is no commit 'never'"), (("--output=x",), "No such option"), (("HEAD:lines",), "no commit")],
)
def test_a_commit_that_is_none(diff: Diff, arguments: tuple[str, ...], told: str) -> None:
    done = diff(*arguments)
    assert done.exit_code == 2
    assert told in done.stderr


def test_a_commit_without_the_line(diff: Diff, folder: Path) -> None:
    git(folder, "mv", "../uk", "../renamed")
    git(folder.parent, "commit", "-qm", "another name")
    done = diff("HEAD~1", IVR_LINE=str(folder.parent / "renamed"))
    assert done.exit_code == 2
    assert done.stderr == "ivr: commit 'HEAD~1' has no lines/renamed\n"


def test_a_line_that_was_unfit_then_is_said_to_have_been(diff: Diff, folder: Path) -> None:
    words = (folder / "words.toml").read_text(encoding="utf-8")
    edit(folder / "words.toml", "[leaving]", "[going]")
    git(folder, "commit", "-qam", "unfit")
    (folder / "words.toml").write_text(words, encoding="utf-8")
    done = diff()
    assert done.exit_code == 2
    assert "the line of 'HEAD' is unfit by the rules of this version: words.toml: " in done.stderr
    assert "see it with git diff HEAD -- lines/uk" in done.stderr


def test_a_line_that_is_unfit_now_says_what_is_wrong(diff: Diff, folder: Path) -> None:
    edit(folder / "words.toml", "[leaving]", "[going]")
    done = diff()
    assert done.exit_code == 2
    assert done.stderr.startswith("ivr: words.toml: ")


def test_outside_of_git_there_is_nothing_to_compare_with(diff: Diff, folder: Path, tmp_path: Path) -> None:
    alone = tmp_path / "alone"
    shutil.copytree(folder, alone)
    done = diff(IVR_LINE=str(alone), GIT_CEILING_DIRECTORIES=str(tmp_path))
    assert done.exit_code == 2
    assert "is in no git repository, so there is nothing to compare it with" in done.stderr


def test_without_git_it_says_so(diff: Diff, tmp_path: Path) -> None:
    done = diff(PATH=str(tmp_path))
    assert done.exit_code == 2
    assert done.stderr == "ivr: git is not installed, and the line of a commit cannot be had without it\n"
