"""Meetings and their scores, briefings, summaries, residence links, duties, conferences."""

from datetime import UTC, date, datetime
from uuid import uuid5

from domain import conference, duty, meeting, report, residence
from domain.conference import ConferenceCancelled, ConferenceDayWarned, ConferencePlanned
from domain.deadline import RegimeRef
from domain.duty import DUTY_YEARS, AbsenceExcused, Contest, ContestDecided, EvaluationContested
from domain.meeting import BriefingHeld, MeetingHeld, MeetingScored
from domain.regime_keys import EvaluationCriterion, RubricRef
from domain.report import ReportSubmitted, SummarySubmitted
from domain.residence import (
    ResidenceAccepted,
    ResidenceChange,
    ResidenceChangeNoted,
    ResidenceIntroduced,
    ResidenceLinkEnded,
)
from domain.sealed import Sealed
from domain.values import DocumentRef, MeetingKind
from tests.domain.stored import STREAM, folded, in_an_envelope

REGIME = RegimeRef(id="tuong-duong", version="2025.1")
BEGUN, ENDED = datetime(2025, 7, 3, 12, tzinfo=UTC), datetime(2025, 7, 3, 13, 30, tzinfo=UTC)
LETTER = DocumentRef(number="1-CV/DU", dated=date(2025, 7, 1), issuer="NB-X1")
WHY = Sealed(f"duty:{STREAM}", "Đã gửi bằng giấy")

HELD = MeetingHeld(
    regime=REGIME,
    chapter="NB-X1-C1",
    kind=MeetingKind.REGULAR,
    started_at=BEGUN,
    ended_at=ENDED,
    members=12,
    present=11,
    combined=True,
)
BRIEFING = BriefingHeld(
    regime=REGIME,
    committee="NB-X1",
    participants=("NB-X1-UBND", "NB-X1-C1"),
    started_at=BEGUN,
    ended_at=ENDED,
    document=LETTER,
)


def scored(total: int) -> MeetingScored:
    return MeetingScored(
        rubric=RubricRef(id="05-HD-TU", version="1"),
        points={"discussion": total},
        total=total,
        grade="good",
        scored_by="NB-X1-C1",
    )


def test_a_meeting_tells_how_many_came_and_whether_two_were_combined() -> None:
    found = folded(meeting.EMPTY, meeting.evolve, [HELD])
    assert (found.members, found.present, found.combined) == (12, 11, True)
    assert (found.chapter, found.committee) == ("NB-X1-C1", None)


def test_a_score_belongs_to_its_meeting_and_a_later_one_replaces_it() -> None:
    first, second = scored(70), scored(85)
    assert folded(meeting.EMPTY, meeting.evolve, [HELD]).score is None
    found = folded(meeting.EMPTY, meeting.evolve, [HELD, first, second])
    assert found.score == second
    assert found.version == 3


def test_001_1_a_briefing_is_a_committees_and_no_chapters() -> None:
    found = folded(meeting.EMPTY, meeting.evolve, [BRIEFING])
    assert (found.committee, found.chapter, found.kind) == ("NB-X1", None, None)
    assert found.participants == ("NB-X1-UBND", "NB-X1-C1")
    assert (found.regime, found.started_at, found.ended_at) == (REGIME, BEGUN, ENDED)
    assert found.id == STREAM


def test_a_report_stream_holds_a_report_or_a_summary() -> None:
    summary = SummarySubmitted(
        name="annual",
        regime=REGIME,
        template="annual-1",
        cadre="p-cadre",
        first=date(2025, 1, 1),
        last=date(2025, 12, 31),
        chapters=("NB-X1-C1",),
        recipients=(),
        received_at=ENDED,
        on_time=True,
        days_late=0,
    )
    monthly = ReportSubmitted(
        regime=REGIME,
        template="monthly-1",
        cadre="p-cadre",
        meetings=(),
        issues=(),
        holder="NB-X1",
        recipients=(),
        received_at=ENDED,
        on_time=True,
        days_late=0,
    )
    found = folded(report.EMPTY, report.evolve, [summary])
    assert (found.summarised, found.submitted, found.version) == (summary, None, 1)
    found = folded(report.EMPTY, report.evolve, [monthly])
    assert (found.summarised, found.submitted, found.id) == (None, monthly, STREAM)


# ── Residence ─────────────────────────────────────────────────────────────────────────────────

INTRODUCED = ResidenceIntroduced(
    member="p-member", workplace="NB-SXD-C1", residence="NB-X1-C1", document=LETTER
)
ACCEPTED = ResidenceAccepted(register_number="17/2025")


def test_003_5_a_link_begins_when_the_workplace_introduces_and_the_residence_accepts() -> None:
    link = folded(residence.EMPTY, residence.evolve, [INTRODUCED])
    assert (link.member, link.workplace, link.residence) == ("p-member", "NB-SXD-C1", "NB-X1-C1")
    assert link.introduced_at == in_an_envelope(INTRODUCED, 1).envelope.recorded_at
    assert (link.accepted_at, link.register_number, link.ended_on) == (None, None, None)
    link = folded(residence.EMPTY, residence.evolve, [INTRODUCED, ACCEPTED])
    assert link.register_number == "17/2025"
    assert link.accepted_at == in_an_envelope(ACCEPTED, 2).envelope.recorded_at


def test_003_2_every_change_stays_in_the_register() -> None:
    changes = [
        ResidenceChangeNoted(change=change, on=date(2025, 8, 1), notified=("NB-SXD-C1",))
        for change in ResidenceChange
    ]
    ended = ResidenceLinkEnded(on=date(2025, 9, 1))
    link = folded(residence.EMPTY, residence.evolve, [INTRODUCED, ACCEPTED, *changes, ended])
    assert link.changes == tuple(changes)
    assert link.ended_on == date(2025, 9, 1)
    assert link.version == len(changes) + 3


# ── Duties ────────────────────────────────────────────────────────────────────────────────────

ABSENT = AbsenceExcused(
    cadre="p-cadre", first=date(2025, 7, 1), last=date(2025, 7, 31), document=LETTER
)
ATTENDANCE, REPORTING = EvaluationCriterion.ATTENDANCE, EvaluationCriterion.REPORTING


def contested(criterion: EvaluationCriterion) -> EvaluationContested:
    return EvaluationContested(cadre="p-cadre", year=2025, criterion=criterion, reason=WHY)


def decided(criterion: EvaluationCriterion, upheld: bool) -> ContestDecided:
    return ContestDecided(criterion=criterion, upheld=upheld, reason=WHY)


def test_a_year_of_duties_has_one_stream_for_each_cadre_whichever_store() -> None:
    assert duty.duty_year_id("p-cadre", 2025) == uuid5(DUTY_YEARS, "p-cadre/2025")
    ids = {duty.duty_year_id(cadre, year) for cadre in ("p-1", "p-2") for year in (2024, 2025)}
    assert len(ids) == 4


def test_an_absence_may_be_the_first_that_is_known_of_a_year() -> None:
    found = folded(duty.EMPTY, duty.evolve, [ABSENT, ABSENT])
    assert (found.cadre, found.year) == ("p-cadre", 2025)
    assert found.absences == (ABSENT, ABSENT)
    assert found.contests == ()


def test_002_8_a_contest_is_open_until_it_is_decided_and_then_upheld_or_not() -> None:
    at = in_an_envelope(ABSENT, 1).envelope.recorded_at
    found = folded(duty.EMPTY, duty.evolve, [contested(REPORTING), contested(ATTENDANCE)])
    assert (found.cadre, found.year) == ("p-cadre", 2025)
    assert found.contest(REPORTING) == Contest(criterion=REPORTING, contested_at=at)
    facts = [contested(REPORTING), contested(ATTENDANCE), decided(REPORTING, True)]
    found = folded(duty.EMPTY, duty.evolve, facts)
    assert [(one.criterion, one.upheld) for one in found.contests] == [
        (REPORTING, True),
        (ATTENDANCE, None),
    ]
    found = folded(duty.EMPTY, duty.evolve, [*facts, decided(ATTENDANCE, False)])
    assert found.contest(ATTENDANCE) is not None
    assert [one.upheld for one in found.contests] == [True, False]


def test_a_decision_is_about_the_last_contest_and_about_none_changes_nothing() -> None:
    facts = [contested(REPORTING), decided(REPORTING, False), contested(REPORTING)]
    found = folded(duty.EMPTY, duty.evolve, facts)
    assert [one.upheld for one in found.contests] == [False, None]
    found = folded(duty.EMPTY, duty.evolve, [*facts, decided(REPORTING, True)])
    assert [one.upheld for one in found.contests] == [False, True]
    nothing = folded(duty.EMPTY, duty.evolve, [ABSENT, decided(REPORTING, True)])
    assert nothing.contests == ()


# ── Conferences ───────────────────────────────────────────────────────────────────────────────


def test_002_3_a_warning_is_about_the_day_for_which_the_conference_is_planned() -> None:
    third, fourth = date(2025, 7, 3), date(2025, 7, 4)
    planned = ConferencePlanned(unit="NB-SXD", on=third)
    warned = ConferenceDayWarned(on=third, rule="002-3")
    found = folded(conference.EMPTY, conference.evolve, [planned])
    assert (found.unit, found.on, found.warned, found.cancelled) == ("NB-SXD", third, False, False)
    assert folded(conference.EMPTY, conference.evolve, [planned, warned]).warned
    moved = ConferencePlanned(unit="NB-SXD", on=fourth)
    found = folded(conference.EMPTY, conference.evolve, [planned, warned, moved])
    assert (found.on, found.warned) == (fourth, False)
    assert not folded(conference.EMPTY, conference.evolve, [moved, warned]).warned
    gone = ConferenceCancelled()
    assert folded(conference.EMPTY, conference.evolve, [planned, gone]).cancelled
    assert not folded(conference.EMPTY, conference.evolve, [planned, gone, moved]).cancelled
