"""Answers fit the terminal, and what has to be copied is never broken."""

import re
from pathlib import Path

import pytest

from tests.e2e.cli import LANGUAGES, run
from tests.e2e.stories import TO_THE_PROVINCE_AND_BACK, store_of
from tests.e2e.test_cli_frame import ALL_COMMANDS

NUMBER = "NB-49-S"
READING = [
    ("issue", NUMBER),
    ("history", NUMBER),
    ("explain", NUMBER),
    ("diff", NUMBER, "--from", "2019-04-09"),
    ("log", "--limit", "1000"),
    ("overdue", "--at", "2019-06-20"),
    ("deadlines", "sweep", "--dry-run", "--at", "2019-06-20"),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return store_of(TO_THE_PROVINCE_AND_BACK[:6], tmp_path_factory.mktemp("width") / "data")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("columns", [60, 80, 120])
@pytest.mark.parametrize("command", READING, ids=lambda command: command[0])
def test_no_line_is_wider_than_the_terminal(
    folder: Path, command: tuple[str, ...], columns: int, lang: str
) -> None:
    shown = run(*command, "--data", folder, lang=lang, COLUMNS=str(columns))

    assert shown.code == 0
    assert len(shown.out.splitlines()) >= 2
    assert max(map(len, shown.out.splitlines())) <= columns


def test_in_a_file_a_field_of_an_issue_is_one_line(folder: Path) -> None:
    whole = run("issue", NUMBER, "--data", folder).out.splitlines()
    folded = run("issue", NUMBER, "--data", folder, COLUMNS="60").out

    assert max(map(len, whole)) > 100
    assert [" ".join(line.split()) for line in whole] == [
        " ".join(line.split()) for line in re.sub(r"\n {6,}", " ", folded).splitlines()
    ]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("path", ALL_COMMANDS, ids=" ".join)
def test_no_help_breaks_what_is_to_be_typed(path: tuple[str, ...], lang: str) -> None:
    lines = run(*path, "--help", lang=lang, COLUMNS="80").out.splitlines()

    assert max(map(len, lines)) <= 80
    assert [line for line in lines if re.search(r"\w-$", line)] == []
    assert [line for line in lines if "\u2011" in line] == []


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    ("command", "usage"),
    [
        (("inbox",), "kiennghi inbox --unit "),
        (("diff", NUMBER), " --from "),
        (("export", NUMBER), " --format "),
    ],
)
def test_what_a_command_cannot_do_without_stands_in_its_usage(
    command: tuple[str, ...], usage: str, lang: str
) -> None:
    told = run(*command, lang=lang)

    assert told.code == 2
    assert usage in told.err.splitlines()[1]
    assert usage in run(command[0], "--help", lang=lang).out.splitlines()[0]
