"""Another province's rules need one TOML file and no Python (the worked example of the guide)."""

import csv
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from adapters.bootstrap import EVENTS_FILE, make_mapper
from adapters.event_store.files import open_store
from domain.deadline import DeadlineBreached, DeadlineKind, EscalationSuggested
from domain.issue import Closure, Status
from domain.issue_facts import IssueReported
from tests import builders as b
from tests.builders import PROVINCE, SHAPES, World, named
from tests.e2e.cli import LANGUAGES, run
from tests.guide import example_files, write_example
from tests.steps import (
    ISSUE,
    accepted,
    assigned,
    chapter_met,
    days_from_now,
    escalated,
    on_issue,
    plan,
    proposed,
    raised_by_secretary,
    received,
    replied,
    started,
    submitted,
    triaged,
)
from workflows.outcome import Accepted
from workflows.regime_files import shipped_regimes

COMMUNE, DISTRICT, CHAPTER = "NB-H1-X1", "NB-H1", b.CHAPTER
FOUNDED = "2024-01-01"
COLUMNS = [
    "record",
    "unit",
    "kind",
    "name",
    "parent",
    "person",
    "post",
    "regime",
    "version",
    "valid_from",
]


def organisation_file(path: Path) -> Path:
    """A province of three tiers as a table, bound to the regime of the guide."""
    shape = SHAPES["three-tiers"]
    units = [
        {"record": "unit", "unit": unit, "kind": kind, "name": unit, "parent": parent}
        for unit, kind, parent in shape.units
    ]
    officers = [
        {"record": "appointment", "unit": unit, "person": person, "post": post}
        for unit, (person, post) in shape.officers.items()
    ]
    bound = {"record": "binding", "unit": PROVINCE, "regime": "song-may", "version": "2024.1"}
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, COLUMNS)
        table.writeheader()
        table.writerows({**row, "valid_from": FOUNDED} for row in (*units, *officers, bound))
    return path


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store founded, told its rules and its organisation from files alone."""
    folder = tmp_path_factory.mktemp("song-may")
    write_example(folder)
    data = ("--data", folder / "data")
    at = ("--at", f"{FOUNDED} 08:00")
    founding = ("--province", PROVINCE, "--name", "Tỉnh ủy Sông Mây", *at)
    for done in (
        run("regimes", "lint", folder / "song-may.toml"),
        run("init", "--simulation", *founding, *data),
        run("calendar", "publish", folder / "lich-song-may.toml", *data),
        run("regimes", "publish", folder / "song-may.toml", *data),
        run("organisation", "import", organisation_file(folder / "units.csv"), *data),
    ):
        assert (done.code, done.err) == (0, "")
    return folder / "data"


@pytest.fixture(scope="module")
def world(folder: Path) -> Iterator[World]:
    """An issue raised in a commune, decided in its district, late, done and verified."""
    with open_store(folder / EVENTS_FILE, make_mapper()) as store:
        world = World(store, shape="three-tiers")
        office = f"{DISTRICT}-TT"
        for at, steps in (
            ("2024-09-04 20:00", [chapter_met("september"), raised_by_secretary(via="doi-thoai")]),
            ("2024-09-05 08:00", [submitted()]),
            ("2024-09-09 08:00", [received(), triaged(authority="province"), escalated()]),
            ("2024-09-09 14:00", [received(f"{DISTRICT}-VP"), triaged(office)]),
            (
                "2024-09-09 15:00",
                [assigned(office, lead=b.DEPARTMENT, plan=plan(until=days_from_now(9)))],
            ),
            ("2024-09-11 08:00", [started(b.DEPARTMENT)]),
        ):
            world.at(at)
            for step in steps:
                assert isinstance(step(world), Accepted), world.outcomes[-1]
        world.at("2024-09-21 07:00").sweep(ISSUE)
        for at, steps in (
            ("2024-09-23 08:00", [proposed(b.DEPARTMENT), accepted(office)]),
            ("2024-09-23 14:00", [replied(f"{DISTRICT}-VP")]),
            (
                "2024-10-03 20:00",
                [
                    chapter_met("october"),
                    on_issue("verify-result", CHAPTER, meeting=named("october")),
                ],
            ),
        ):
            world.at(at)
            for step in steps:
                assert isinstance(step(world), Accepted), world.outcomes[-1]
        yield world


def facts(world: World, kind: type[Any]) -> list[Any]:
    return [one.fact for one in world.store.load({ISSUE: 0})[ISSUE] if isinstance(one.fact, kind)]


def test_no_shipped_file_knows_of_the_regime() -> None:
    assert "song-may" not in {file.id for file in shipped_regimes()}


def test_both_guides_tell_the_same_files() -> None:
    vi, en = (
        {name: tomllib.loads(text) for name, text in example_files(language).items()}
        for language in LANGUAGES
    )
    assert vi == en
    assert set(vi) == {"song-may.toml", "lich-song-may.toml"}


def test_an_issue_runs_from_its_raising_to_its_end_through_three_tiers(world: World) -> None:
    issue = world.issue(ISSUE)
    assert (issue.status, issue.closure) == (Status.CLOSED, Closure.VERIFIED)
    assert str(issue.regime) == "song-may 2024.1"
    assert (issue.via, issue.holder) == ("doi-thoai", DISTRICT)
    [reported] = facts(world, IssueReported)
    assert (reported.holder, [one.unit for one in reported.recipients]) == (
        COMMUNE,
        [f"{DISTRICT}-TT"],
    )


def test_its_deadlines_have_the_durations_and_the_calendar_of_the_files(world: World) -> None:
    """4 wd: 6, 9, [10 off], 11, 12. 7 wd: [10], 11-13, Saturday 14, 16-18. Then +2: 19, 20."""
    owed = {one.id.kind: one.last_day for one in world.issue(ISSUE).deadlines if one.id.leg == 1}
    assert owed[DeadlineKind.NOTICE] == date(2024, 9, 12)
    result = [d for d in world.issue(ISSUE).deadlines if d.id.kind is DeadlineKind.RESULT][-1]
    assert (result.last_day, result.calendar.id) == (date(2024, 9, 18), "song-may")
    assert result.breached


def test_what_is_late_climbs_the_ladder_of_the_file(world: World) -> None:
    [breach] = facts(world, DeadlineBreached)
    [suggested] = facts(world, EscalationSuggested)
    assert (breach.rung, suggested.rung) == ("qua-han", "bao-cap-tren")
    assert suggested.notified == (PROVINCE,)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_channels_and_rungs_that_the_program_does_not_know_are_called_what_the_file_says(
    world: World, folder: Path, lang: str
) -> None:
    told = run("history", str(ISSUE), "--data", folder, lang=lang)
    assert (told.code, told.err) == (0, "")
    assert all(name in told.out for name in ("doi-thoai", "qua-han", "song-may 2024.1"))
