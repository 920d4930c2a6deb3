"""Whether reports came in time (`002-4`, `002-8`)."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

from hypothesis import given as examples
from hypothesis import settings
from hypothesis import strategies as st

from domain.calendar import local_date
from domain.deadline import RegimeRef
from domain.duty import EvaluationContested, duty_year_id
from domain.period import Period
from domain.regime_keys import EvaluationCriterion
from domain.report import SummarySubmitted
from domain.sealed import Sealed
from projections.timeliness import Standing, Timeliness, Timely, timeliness
from tests import builders as b
from tests.builders import World, named, vietnam
from tests.projections.duties_oracle import contests, directory_of, expected_reports
from tests.projections.duty_lives import DutyLife
from tests.projections.harness import cut, folded, rows_of
from tests.projections.lives import CHOICES, CUTS, Log
from tests.regimes import chain
from tests.steps import Step, meeting_held, on_issue, raised, raised_by_secretary, reported

YEAR = Period(date(2018, 1, 1), date(2018, 12, 31))
AUGUST, SEPTEMBER = (Period(date(2018, month, 1), date(2018, month, 30)) for month in (8, 9))


@contextmanager
def reports(log: Log, *sizes: int) -> Iterator[str]:
    with folded(Timeliness(), cut(log, sizes or (2000,))) as alias:
        yield alias


def log_of(world: World) -> Log:
    return list(world.store.read())


def told(*story: tuple[str, Step]) -> World:
    """Each step at its time in Vietnam."""
    world = World().found(chain)
    for at, step in story:
        assert step(world.at(at)).outcome == "accepted", world.outcomes[-1]
    return world


def listed(
    world: World, at: str = "2018-12-31 12:00", days: Period = YEAR, unit: str | None = None
) -> list[Timely]:
    log = log_of(world)
    with reports(log) as alias:
        return list(timeliness(alias, directory_of(log), days, vietnam(at), unit))


MET = ("2018-08-03 21:00", meeting_held())
RAISED = ("2018-08-03 21:05", raised())


def test_what_the_secretary_recorded_of_an_attended_meeting_is_not_the_cadres_to_report() -> None:
    by_the_chapter = raised_by_secretary(meeting=named("meeting"))
    world = told(
        MET, ("2018-08-03 21:05", by_the_chapter), ("2018-08-08 09:00", reported(issues=[]))
    )
    [own] = listed(world)
    assert (own.cadre, own.owed, own.standing) == (b.CADRE, 1, Standing.ON_TIME)


def test_002_4_the_ninth_is_on_time_and_the_tenth_is_late() -> None:
    [on_time] = listed(told(MET, RAISED, ("2018-08-09 23:58", reported())))
    [late] = listed(told(MET, RAISED, ("2018-08-10 00:00", reported())))
    assert (on_time.standing, on_time.days_late) == (Standing.ON_TIME, 0)
    assert (late.standing, late.days_late) == (Standing.LATE, 1)
    assert {on_time.last_day, late.last_day} == {date(2018, 8, 9)}
    assert late.received_at == vietnam("2018-08-10 00:00")


def test_002_4_one_report_stands_for_its_meeting_and_the_issues_raised_there() -> None:
    [one] = listed(told(MET, RAISED, ("2018-08-09 08:00", reported())))
    assert (one.cadre, one.unit, one.owed) == (b.CADRE, b.PROVINCIAL_DEPARTMENT, 2)
    assert (one.regime, one.template) == ("ninh-binh 2018.1", "1341-CV-TU")
    assert one.period == Period(date(2018, 8, 3), date(2018, 8, 3))


def test_what_has_not_come_waits_until_it_is_due_and_is_missing_from_then_on() -> None:
    world = told(MET)
    [waiting] = listed(world, "2018-08-09 23:59")
    [missing] = listed(world, "2018-08-12 08:00")
    assert (waiting.standing, waiting.days_late) == (Standing.WAITING, 0)
    assert (missing.standing, missing.days_late) == (Standing.MISSING, 3)
    assert missing.received_at is None


def test_an_issue_answered_at_the_meeting_owes_no_report_of_its_own() -> None:
    """`002-7`; the meeting is reported all the same."""
    answered = on_issue("answer-at-meeting", b.PROVINCIAL_DEPARTMENT, b.CADRE, answer="Đã có vốn")
    [one] = listed(told(MET, RAISED, ("2018-08-03 21:10", answered)))
    assert one.owed == 1


def test_texts_put_right_after_the_report_are_counted() -> None:
    said = {"field": "title", "text": "Cầu Đông xuống cấp", "reason": "Ghi nhầm"}
    by_the_cadre = on_issue("correct-issue-text", b.PROVINCIAL_DEPARTMENT, b.CADRE, **said)
    by_the_office = on_issue("correct-issue-text", "NB-H1-VP", **said)
    before, after = ("2018-08-04 08:00", by_the_cadre), ("2018-08-11 08:00", by_the_office)
    came = ("2018-08-09 08:00", reported())
    assert listed(told(MET, RAISED, before, came))[0].corrections == 0
    assert listed(told(MET, RAISED, came, after))[0].corrections == 1


def test_a_month_shows_what_was_owed_from_its_meetings() -> None:
    other = meeting_held(meeting=named("september"))
    world = told(MET, RAISED, ("2018-08-09 08:00", reported()), ("2018-09-05 21:00", other))
    assert [one.period.first.month for one in listed(world)] == [8, 9]
    assert [one.period.first.month for one in listed(world, days=AUGUST)] == [8]
    assert [one.standing for one in listed(world, days=SEPTEMBER)] == [Standing.MISSING]


def test_a_unit_shows_the_reports_of_those_who_serve_there() -> None:
    world = told(MET)
    assert [one.cadre for one in listed(world, unit=b.PROVINCE)] == [b.CADRE]
    assert [one.cadre for one in listed(world, unit=b.PROVINCIAL_DEPARTMENT)] == [b.CADRE]
    assert listed(world, unit=b.DISTRICT) == []


def summary(**whose: Any) -> SummarySubmitted:
    return SummarySubmitted(
        name="annual",
        regime=RegimeRef(id="ninh-binh", version="2018.1"),
        template="T-1",
        first=date(2018, 1, 1),
        last=date(2018, 12, 31),
        chapters=(),
        recipients=(),
        received_at=vietnam("2019-02-03 08:00"),
        on_time=False,
        days_late=3,
        **whose,
    )


def test_000_8_a_summary_stands_in_the_period_that_it_sums_up() -> None:
    world = told()
    world.at("2019-02-03 08:00").write(named("annual"), summary(cadre=b.CADRE))
    world.write(named("consolidated"), summary(unit=b.DISTRICT))
    of_unit, of_cadre = listed(world)
    assert (of_unit.cadre, of_unit.unit) == (None, b.DISTRICT)
    assert (of_cadre.cadre, of_cadre.unit) == (b.CADRE, b.PROVINCIAL_DEPARTMENT)
    assert {(one.name, one.standing, one.days_late) for one in (of_unit, of_cadre)} == {
        ("annual", Standing.LATE, 3)
    }
    assert listed(world, days=AUGUST) == []


def test_002_8_a_figure_that_the_cadre_contests_says_so() -> None:
    world = told(MET)
    assert listed(world)[0].contest is None
    stream = duty_year_id(b.CADRE, 2018)
    reason = Sealed(f"duty:{stream}", "Đã gửi")
    for criterion in EvaluationCriterion:
        world.write(
            stream,
            EvaluationContested(cadre=b.CADRE, year=2018, criterion=criterion, reason=reason),
        )
    [one] = listed(world)
    assert one.contest is not None
    assert one.contest.upheld is None


@settings(max_examples=25)
@examples(CHOICES, st.integers(-30, 60), st.integers(0, 5))
def test_the_list_is_that_of_a_plain_loop(choices: list[bytes], ahead: int, months: int) -> None:
    life = DutyLife().live(choices)
    at = life.world.now + timedelta(days=ahead)
    last = local_date(at)
    first = last - timedelta(days=40 * months)
    log = life.log
    disputed = contests(log, "reporting", first.year)
    with reports(log) as alias:
        found = timeliness(alias, directory_of(log), Period(first, last), at)
    arrived = [one for one in found if one.name is None]
    right = expected_reports(log, first, last, at)
    assert sorted(map(as_expected, arrived), key=repr) == sorted(map(by_days, right), key=repr)
    sums = [one.fact for one in log if isinstance(one.fact, SummarySubmitted)]
    ended = [one for one in sums if first <= one.last <= last]
    assert len(found) - len(arrived) == len(ended)
    for one in found:
        known = (one.contest.at, one.contest.upheld) if one.contest else None
        assert known == disputed.get(one.cadre or "")


def as_expected(one: Timely) -> dict[str, Any]:
    return {
        "bearer": one.unit,
        "days": one.period,
        "owed": one.owed,
        "cadre": one.cadre,
        "last_day": one.last_day,
        "standing": one.standing.value,
        "received_at": one.received_at,
        "days_late": one.days_late,
        "template": one.template,
        "corrections": one.corrections,
    }


def by_days(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "days": Period(min(row["days"]), max(row["days"]))}


@settings(max_examples=15)
@examples(CHOICES, CUTS)
def test_the_rows_are_equal_whatever_the_cuts(choices: list[bytes], sizes: list[int]) -> None:
    log = DutyLife().live(choices).log
    with reports(log) as whole, reports(log, *sizes) as parts:
        assert rows_of(parts) == rows_of(whole)


def test_facts_of_unknown_versions_concern_it_by_their_base_names() -> None:
    concerns = Timeliness().concerns
    assert concerns("report-submitted.v2")
    assert concerns("deadline-met.v9")
    assert not concerns("meeting-held.v1")
