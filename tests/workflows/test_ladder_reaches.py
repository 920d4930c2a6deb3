"""No rung of the ladder leads nowhere: it reaches somebody who can act, or the issue is stuck."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from itertools import product
from typing import Any

import pytest

from domain.calendar import end_of
from domain.deadline import (
    CalendarRef,
    Deadline,
    DeadlineBreached,
    DeadlineId,
    DeadlineKind,
    EscalationSuggested,
    HeadNotified,
    RegimeRef,
    RungFact,
)
from domain.directory import EMPTY, Directory, Draft
from domain.issue import Issue, Status
from domain.issue_facts import IssueStuck, StuckReason
from domain.meeting import Meeting
from domain.organisation import (
    OfficerAppointed,
    OrganisationFounded,
    OrgUnitDissolved,
    OrgUnitEstablished,
    Post,
    UnitKind,
)
from tests import builders as b
from tests.builders import document
from tests.changes import dissolved, left_office
from tests.regimes import chain
from tests.spec import Given, Then, given
from tests.steps import (
    assigned,
    checked,
    delivered,
    meeting_held,
    on_issue,
    raised,
    received,
    started,
    triaged,
)
from workflows.attempt import Context
from workflows.calendar_files import load_calendar_file
from workflows.ladder import climbed, climbed_by_meeting
from workflows.machine import Regime
from workflows.regime_text import parse_regime

R = StuckReason
BEGUN, DUE, LATE = date(2018, 8, 3), date(2018, 8, 20), date(2018, 9, 10)
GONE = date(2018, 8, 27)


def notified(told: Then, kind: type[RungFact] = DeadlineBreached) -> set[tuple[str, ...]]:
    return {one.fact.notified for one in told.recorded if isinstance(one.fact, kind)}


def stuck(told: Then) -> list[tuple[StuckReason, str]]:
    facts = [one.fact for one in told.recorded if isinstance(one.fact, IssueStuck)]
    return [(fact.reason, fact.body) for fact in facts]


def in_work() -> Given:
    """Due on 27/8/2018; notice was given with the assignment."""
    life = given(*delivered(), at="2018-08-03 21:00")
    work = (received(), triaged(severity=2), assigned(), started())
    return life.and_at("2018-08-06 08:00", *work)


def test_who_owes_something_is_told_as_long_as_somebody_is_there() -> None:
    told = in_work().when(checked(), at="2018-08-28 08:00")
    assert notified(told) == {(b.DEPARTMENT,)}
    assert stuck(told) == []


def test_in_the_place_of_a_lead_that_nobody_works_for_its_committee_is_told() -> None:
    life = in_work().and_at("2018-08-20 08:00", left_office("p-h1works", b.DEPARTMENT, "head"))
    assert notified(life.when(checked(), at="2018-08-28 08:00")) == {(b.DISTRICT,)}


def test_in_the_place_of_a_lead_that_is_no_more_its_committee_is_told() -> None:
    gone = (left_office("p-h1works", b.DEPARTMENT, "head"), dissolved(b.DEPARTMENT))
    life = in_work().and_at("2018-08-20 08:00", *gone)
    assert notified(life.when(checked(), at="2018-08-28 08:00")) == {(b.DISTRICT,)}


NO_BOARDS = (
    left_office("p-h1chair", "NB-H1-TT", "deputy-secretary"),
    left_office("p-h1member", "NB-H1-BTV", "member"),
)
NOBODY_ABOVE = (
    left_office("p-nbchair", "NB-TT", "deputy-secretary"),
    left_office("p-nbmember", "NB-BTV", "member"),
)
NO_INSPECTOR = left_office("p-nbinspector", "NB-UBKT", "head")
NO_LEAD = left_office("p-h1works", b.DEPARTMENT, "head")


def test_in_the_place_of_a_holder_without_boards_the_committee_above_is_told() -> None:
    life = in_work().and_at("2018-08-20 08:00", NO_LEAD, *NO_BOARDS)
    assert notified(life.when(checked(), at="2018-08-28 08:00")) == {(b.PROVINCE,)}


def test_in_the_place_of_a_superior_where_nobody_decides_its_inspection_is_told() -> None:
    life = in_work().and_at("2018-08-20 08:00", *NOBODY_ABOVE)
    told = life.when(checked(), at="2018-09-05 08:00")
    assert notified(told, EscalationSuggested) == {("NB-UBKT",)}
    assert stuck(told) == []


def test_those_who_are_concerned_are_passed_over() -> None:
    """The only ones who decide in the province's boards are concerned by the issue."""
    concern = [
        on_issue("declare-concern", "NB-H1-TT", person=person)
        for person in ("p-nbchair", "p-nbmember")
    ]
    told = in_work().and_at("2018-08-20 08:00", *concern)
    assert notified(told.when(checked(), at="2018-09-05 08:00"), EscalationSuggested) == {
        ("NB-UBKT",)
    }


def test_where_nobody_is_left_the_issue_is_stuck_and_says_why_once() -> None:
    gone = (NO_LEAD, *NO_BOARDS, *NOBODY_ABOVE, NO_INSPECTOR)
    life = in_work().and_at("2018-08-20 08:00", *gone)
    told = life.when(checked(), at="2018-08-28 08:00").then(DeadlineBreached, IssueStuck)
    assert stuck(told) == [(R.VACANT, b.DEPARTMENT)]
    assert notified(told) == {(b.DEPARTMENT,)}
    life.when(checked(), at="2018-09-05 08:00").then(HeadNotified, EscalationSuggested)
    assert life.world.issue(told.issue.id or b.IDS).stuck == {(R.VACANT, b.DEPARTMENT)}


def test_an_issue_that_is_not_delivered_is_brought_before_who_is_to_hold_it() -> None:
    life = given(meeting_held(), raised(), at="2018-08-03 21:00")
    told = life.when(checked(), at="2018-08-20 08:00")
    assert notified(told, EscalationSuggested) == {(b.PROVINCE,)}


# ── Whatever is missing ───────────────────────────────────────────────────────────────────────

BODIES = {
    "NB-KTHT": (UnitKind.AGENCY, "NB"),
    "NB-TT": (UnitKind.STANDING_BOARD, "NB"),
    "NB-UBKT": (UnitKind.INSPECTION_COMMISSION, "NB"),
    "NB-H1-TT": (UnitKind.STANDING_BOARD, "NB-H1"),
    "NB-H1-UBKT": (UnitKind.INSPECTION_COMMISSION, "NB-H1"),
    "NB-H1-X1-TT": (UnitKind.STANDING_BOARD, "NB-H1-X1"),
    "NB-H1-X1-KTHT": (UnitKind.AGENCY, "NB-H1-X1"),
}
COMMITTEES = {
    "NB-H1": (UnitKind.DISTRICT, "NB"),
    "NB-H1-X1": (UnitKind.COMMUNE, "NB-H1"),
}
HOLDERS = ("NB-H1-X1", "NB-H1", "NB")
MISSING = {
    "NB-TT": ("not", "vacant", "dissolved", "concerned"),
    "NB-UBKT": ("not", "vacant"),
    "NB-H1-TT": ("not", "vacant", "dissolved", "concerned"),
    "NB-H1-UBKT": ("not", "dissolved"),
    "NB-H1-X1-TT": ("not", "vacant", "dissolved", "concerned"),
    "NB-H1-X1-KTHT": ("not", "vacant", "dissolved"),
}
"""What a body may lack: nothing, its people, itself, or somebody who is impartial."""


def person_of(unit: str) -> str:
    return f"p-{unit.lower().replace('-', '')}"


class Rules:
    """One regime and one calendar."""

    def __init__(self, name: str) -> None:
        texts = chain(name)
        spec = parse_regime([*texts.values()][-1], lambda ref: texts[str(ref)])
        self.only, self.vn = Regime(spec), load_calendar_file("vn").calendar

    def regime(self, directory: Directory, ref: RegimeRef) -> Regime:
        return self.only

    def calendar(self, directory: Directory, ref: CalendarRef) -> Any:
        return self.vn

    def latest_calendar(self, directory: Directory, calendar: str) -> Any:
        return self.vn


def directory(missing: dict[str, str], *, districts: bool = True) -> Directory:
    gone = tuple(one for one in missing.items() if one[1] in {"vacant", "dissolved"})
    return _directory(gone, districts)


@cache
def _directory(gone: tuple[tuple[str, str], ...], districts: bool) -> Directory:
    missing = dict(gone)
    since: dict[str, Any] = {"valid_from": date(2018, 1, 2)}
    draft = Draft(EMPTY)
    draft.add(
        OrganisationFounded(
            province="NB", name="Tỉnh ủy", founded_on=date(2018, 1, 2), founder="p-founder"
        )
    )
    for unit, (kind, parent) in {**COMMITTEES, **BODIES}.items():
        draft.add(OrgUnitEstablished(unit=unit, kind=kind, name=unit, parent=parent, **since))
    for unit in BODIES:
        if missing.get(unit) != "vacant":
            person = person_of(unit)
            draft.add(OfficerAppointed(person=person, unit=unit, post=Post.HEAD, **since))
    for unit in [unit for unit, lacks in missing.items() if lacks == "dissolved"]:
        draft.add(OrgUnitDissolved(unit=unit, valid_from=GONE, basis=document()))
    if not districts:
        draft.add(OrgUnitDissolved(unit="NB-H1", valid_from=GONE, basis=document()))
    return draft.directory


def owed(bearer: str) -> Deadline:
    return Deadline(
        id=DeadlineId(leg=1, kind=DeadlineKind.RESULT, ordinal=1),
        bearer=bearer,
        started_on=BEGUN,
        spans=(),
        last_day=DUE,
        due=end_of(DUE),
        rule="P",
        regime=RegimeRef(id="x", version="1"),
        calendar=CalendarRef(id="vn", version="1"),
    )


def held_by(holder: str, bearer: str, missing: dict[str, str]) -> Issue:
    concerned = {person_of(unit) for unit, lacks in missing.items() if lacks == "concerned"}
    return Issue(
        id=b.IDS,
        version=1,
        status=Status.IN_PROGRESS,
        chapter="NB-H1-X1-C1",
        holder=holder,
        lead=bearer,
        leg=1,
        concerned=frozenset(concerned),
        deadlines=(owed(bearer),),
    )


def every_subset() -> Iterator[dict[str, str]]:
    for lacks in product(*MISSING.values()):
        yield dict(zip(MISSING, lacks, strict=True))


def can_act(unit: str, missing: dict[str, str], bearer: str) -> bool:
    """By what the test itself took away, not by the directory."""
    if unit == bearer:
        return missing.get(unit) in {"not", "concerned", None}
    boards = f"{unit}-TT" if unit in HOLDERS else unit
    return missing[boards] == "not"


@pytest.mark.parametrize("districts", [True, False])
@pytest.mark.parametrize("rules", ["three-tiers", "two-tiers", "ninh-binh"])
def test_for_every_subset_of_missing_bodies_each_rung_reaches_somebody_or_the_issue_is_stuck(
    rules: str, *, districts: bool
) -> None:
    rulebook = Rules(rules)
    bearer, outcomes = "NB-H1-X1-KTHT", {True: 0, False: 0}
    now = end_of(LATE + timedelta(days=1))
    for missing in every_subset():
        context = Context(now, directory(missing, districts=districts), rulebook)
        issue = held_by("NB-H1-X1", bearer, missing)
        facts = climbed(issue, rulebook.only, context)
        rungs = [fact for fact in facts if isinstance(fact, RungFact)]
        why = [fact for fact in facts if isinstance(fact, IssueStuck)]
        assert {fact.rung for fact in rungs} == {"breach", "head", "superior"}
        reaching = [can_act(unit, missing, bearer) for one in rungs for unit in one.notified]
        assert len(reaching) == len(rungs)
        assert all(reaching) is not bool(why), (missing, facts)
        assert len({fact.reason for fact in why}) == len(why)
        outcomes[bool(why)] += 1
    assert all(outcomes.values())


def test_at_the_top_nobody_stands_above_and_that_is_told() -> None:
    rulebook = Rules("two-tiers")
    missing = {"NB-TT": "concerned", "NB-UBKT": "vacant", "NB-KTHT": "vacant"}
    context = Context(end_of(LATE), directory(missing), rulebook)
    facts = climbed(held_by("NB", "NB-KTHT", missing), rulebook.only, context)
    assert [(f.reason, f.body) for f in facts if isinstance(f, IssueStuck)] == [
        (R.VACANT, "NB-KTHT"),
        (R.RECUSED, "NB"),
        (R.NO_SUPERIOR, "NB"),
    ]


def test_what_is_told_of_a_dissolved_body_names_it() -> None:
    rulebook = Rules("two-tiers")
    missing = {"NB-TT": "vacant", "NB-UBKT": "dissolved", "NB-KTHT": "dissolved"}
    context = Context(end_of(LATE), directory(missing), rulebook)
    facts = climbed(held_by("NB", "NB-KTHT", missing), rulebook.only, context)
    stuck_for = [(f.reason, f.body) for f in facts if isinstance(f, IssueStuck)]
    assert stuck_for == [(R.DISSOLVED, "NB-KTHT"), (R.VACANT, "NB"), (R.NO_SUPERIOR, "NB")]


def test_of_a_meeting_somebody_is_told_even_where_nobody_can_act() -> None:
    rulebook = Rules("two-tiers")
    missing = dict.fromkeys(BODIES, "vacant")
    context = Context(end_of(LATE), directory(missing), rulebook)
    report = owed("NB-KTHT").model_copy(
        update={"id": DeadlineId(leg=0, kind=DeadlineKind.REPORT, ordinal=1)}
    )
    meeting = Meeting(id=b.IDS, version=1, chapter="NB-H1-X1-C1", deadlines=(report,))
    rungs = climbed_by_meeting(meeting, rulebook.only, context)
    assert [one.notified for one in rungs if isinstance(one, RungFact)] == [
        ("NB-KTHT",),
        ("NB-KTHT",),
        ("NB-UBKT",),
    ]
