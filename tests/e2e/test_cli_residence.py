"""``kiennghi residence``: the register that a chapter keeps (`003-2`), and nobody else's."""

import csv
import io
import json
from pathlib import Path

import pytest

from adapters.bootstrap import create_events
from adapters.settings import Settings
from tests.builders import CHAPTER, document
from tests.e2e.cli import LANGUAGES, run
from tests.e2e.test_cli_residence_and_summaries import linked
from tests.residents import MEMBER, WORKPLACE, change_noted, introduced
from tests.workflows.test_residence import C2, merged_into_the_other_chapter

NEWCOMER, AFTERWARDS = "p-newcomer", "2018-08-20 08:00"
SECOND_LINK = "5f6b7a52-7d2e-4d57-9c1c-0c5f0f2b6a11"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One member was accepted and moved; another is only introduced."""
    folder = tmp_path_factory.mktemp("residence") / "data"
    with create_events(Settings(folder), simulation=True) as store:
        world = linked(store)
        letter = document("8-GT/CB")
        world.tell(
            [
                (
                    AFTERWARDS,
                    [
                        change_noted("moved"),
                        introduced(link=SECOND_LINK, member=NEWCOMER, document=letter),
                    ],
                )
            ]
        )
    return folder


def asked(folder: Path, *more: str) -> tuple[str | Path, ...]:
    return ("residence", "--unit", CHAPTER, *more, "--data", folder)


def test_003_2_the_register_tells_who_lives_here_and_what_changed(folder: Path) -> None:
    told = run(*asked(folder, "--json"))
    accepted, introduced_only = map(json.loads, told.out.splitlines())

    assert (told.code, told.err) == (0, "")
    assert (accepted["member"], accepted["workplace"]) == (MEMBER, WORKPLACE)
    assert (accepted["register_number"], accepted["state"]) == ("17", "accepted")
    [change] = accepted["changes"]
    assert (change["change"], change["notified"]) == ("moved", [CHAPTER, WORKPLACE])
    assert (introduced_only["member"], introduced_only["state"]) == (NEWCOMER, "introduced")
    assert introduced_only["document"]["number"] == "8-GT/CB"


def test_the_register_as_it_was_known_earlier_lacks_what_came_later(folder: Path) -> None:
    told = run(*asked(folder, "--at", "2018-08-19", "--json"))
    [entry] = map(json.loads, told.out.splitlines())

    assert (entry["member"], entry["changes"]) == (MEMBER, [])


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("columns", [80, 100])
def test_the_register_fits_the_terminal(folder: Path, columns: int, lang: str) -> None:
    told = run(*asked(folder), lang=lang, COLUMNS=str(columns))

    assert (told.code, told.err) == (0, "")
    assert max(map(len, told.out.splitlines())) <= columns
    assert CHAPTER in told.out


def test_the_register_is_a_table_for_spreadsheets(folder: Path) -> None:
    told = run(*asked(folder, "--csv"), lang="vi")
    header, *rows = csv.reader(io.StringIO(told.out.removeprefix("\ufeff")))

    assert header[:3] == ["số sổ", "đảng viên", "chi bộ nơi làm việc"]
    assert [row[0] for row in rows] == ["17", ""]
    assert {len(row) for row in rows} == {len(header)}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_chapter_is_told_whose_registers_it_keeps_besides(tmp_path: Path, lang: str) -> None:
    folder = tmp_path / "data"
    with create_events(Settings(folder), simulation=True) as store:
        linked(store).tell([(AFTERWARDS, [merged_into_the_other_chapter()])])

    other = run("residence", "--unit", C2, "--json", "--data", folder, lang=lang)
    assert (other.code, other.out) == (0, "")
    assert CHAPTER in other.err
    own = run(*asked(folder, "--json"), lang=lang)
    assert json.loads(own.out)["member"] == MEMBER
    assert own.err == ""


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_register_is_shown_but_a_chapters_own(folder: Path, lang: str) -> None:
    """Neither of all below a committee, nor by the chapter at work, nor by person."""
    of_commune = run("residence", "--unit", "NB-H1-X1", "--data", folder, lang=lang)
    at_work = run("residence", "--unit", WORKPLACE, "--json", "--data", folder, lang=lang)
    by_person = run("residence", "--unit", CHAPTER, "--person", MEMBER, "--data", folder, lang=lang)

    assert (of_commune.code, of_commune.out) == (2, "")
    assert "kiennghi organisation show" in of_commune.err
    assert (at_work.code, at_work.out) == (0, "")
    assert (by_person.code, by_person.out) == (2, "")
