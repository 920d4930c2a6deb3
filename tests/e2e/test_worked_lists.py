"""Worked cases 3 and 4 of DOMAIN 4 in the lists that people work with."""

import json
from pathlib import Path
from typing import Any

import pytest

from adapters.bootstrap import create_events
from adapters.i18n import Translator
from adapters.settings import Settings
from domain.short_number import format_number
from tests import worked_cases as case
from tests.e2e.cli import LANGUAGES, inbox_page, run
from tests.steps import ISSUE


def dong_thap(folder: Path, *stories: case.Story) -> str:
    """The number of the issue in a data folder in which the stories happened."""
    with create_events(Settings(folder), simulation=True) as store:
        world = case.in_dong_thap(*stories, store=store)
        return format_number("NB", world.issue(ISSUE).position)


def tuong_duong(folder: Path, *stories: case.Story) -> str:
    with create_events(Settings(folder), simulation=True) as store:
        world = case.in_tuong_duong(*stories, store=store)
        return format_number("NB", world.issue(ISSUE).position)


def listed(*arguments: str | Path) -> list[Any]:
    shown = run(*arguments, "--json")
    assert (shown.code, shown.err) == (0, "")
    return [json.loads(line) for line in shown.out.splitlines()]


def counted(number: str, deadline: str, folder: Path) -> list[str]:
    """The days that count of a deadline, each without its year."""
    explained = {one["id"]: one for one in listed("explain", number, "--data", folder)}
    return [day["day"][5:] for day in explained[deadline]["days"] if day["counted"]]


def test_case_3_is_explained_day_by_day(tmp_path: Path) -> None:
    number = dong_thap(tmp_path, case.BRIEFED, case.ASSIGNED)
    assert counted(number, "1/notice/1", tmp_path) == [
        *("04-26", "04-27", "04-28"),
        *("05-04", "05-05", "05-08", "05-09", "05-10", "05-11", "05-12"),
    ]
    assert counted(number, "1/result/1", tmp_path) == [
        *("05-08", "05-09", "05-10", "05-11", "05-12"),
        *("05-15", "05-16", "05-17", "05-18", "05-19"),
        *("05-22", "05-23", "05-24", "05-25", "05-26"),
    ]


@pytest.mark.parametrize(
    ("extended", "last_day", "not_yet", "overdue_from"),
    [
        (False, "2023-05-26", "2023-05-26 23:59", "2023-05-27 00:00"),
        (True, "2023-06-12", "2023-06-12 23:59", "2023-06-13 00:00"),
    ],
)
def test_case_3_is_overdue_from_the_first_moment_after_its_last_day(
    tmp_path: Path, extended: bool, last_day: str, not_yet: str, overdue_from: str
) -> None:
    stories = (case.BRIEFED, case.ASSIGNED, *((case.EXTENDED,) if extended else ()))
    number = dong_thap(tmp_path, *stories)
    assert listed("overdue", "--at", not_yet, "--data", tmp_path) == []
    [late] = listed("overdue", "--at", overdue_from, "--data", tmp_path)
    assert (late["number"], late["last_day"], late["bearer"]) == (
        number,
        last_day,
        "NB-H1-X1-KTHT",
    )


def test_case_3_lies_in_the_communes_inbox_and_says_who_owes_what(tmp_path: Path) -> None:
    number = dong_thap(tmp_path, case.BRIEFED, case.ASSIGNED, case.EXTENDED)
    [entry] = inbox_page(tmp_path, unit="NB-H1-X1")["issues"]
    assert (entry["number"], entry["queue"], entry["roles"]) == (number, "awaiting", ["holder"])
    assert (entry["due_kind"], entry["last_day"]) == ("result", "2023-06-12")
    assert entry["due_bearers"] == ["NB-H1-X1-KTHT"]


def test_case_4_an_urgent_issue_without_an_interim_reply_is_overdue_after_the_tenth(
    tmp_path: Path,
) -> None:
    number = tuong_duong(tmp_path, case.MET, case.REPORTED, case.URGENTLY_ASSIGNED)
    assert counted(number, "1/interim/1", tmp_path) == ["07-08", "07-09", "07-10"]
    assert counted(number, "1/notice/1", tmp_path) == [
        *("07-07", "07-08", "07-09", "07-10", "07-11"),
        *("07-14", "07-15", "07-16", "07-17", "07-18"),
    ]
    at = ("--at", "2025-07-11 00:00", "--data", tmp_path)
    [late] = listed("overdue", *at)
    assert (late["number"], late["last_day"], late["bearer"]) == (
        number,
        "2025-07-10",
        "NB-X1-UBND",
    )
    for lang in LANGUAGES:
        words = Translator(lang)
        shown = run("overdue", *at, lang=lang).out
        assert number in shown
        assert words.label("deadline", "interim") in shown


def test_case_4_the_lists_show_the_attendance_the_report_and_the_month(tmp_path: Path) -> None:
    told = (case.MET, case.REPORTED, case.URGENTLY_ASSIGNED, case.PROPOSED, case.CLOSED)
    tuong_duong(tmp_path, *told)
    assert listed("overdue", "--data", tmp_path) == []
    attendance = listed("attendance", "--year", "2025", "--unit", "NB-X1-BTV", "--data", tmp_path)
    [own] = [one for one in attendance if one["cadre"] == case.MEMBER]
    assert (own["rule"], own["actual"]) == ("004-2", 1)
    [report] = listed("timeliness", "--year", "2025", "--data", tmp_path)
    assert (report["cadre"], report["standing"]) == (case.MEMBER, "on-time")
    month = ("--month", "2025-07", "--data", tmp_path)
    [july] = listed("consolidation", "--unit", "NB-X1", *month)
    assert july["reports"]["on_time"] == 1
    assert {name: july["issues"][name] for name in ("new", "answered", "resolved")} == {
        "new": 3,
        "answered": 1,
        "resolved": 2,
    }
