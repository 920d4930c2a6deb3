"""Facts of succession and of chapter life: as they are stored, and what a hostile value does."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from adapters.event_store.errors import DamagedFact, UnknownFact
from domain.calendar import Pause, Span
from domain.conference import ConferenceCancelled, ConferenceDayWarned, ConferencePlanned
from domain.deadline import (
    CalendarRef,
    DeadlineId,
    DeadlineKind,
    DeadlineRecomputed,
    RecomputationCause,
    RegimeRef,
)
from domain.duty import AbsenceExcused, ContestDecided, EvaluationContested
from domain.fact import Fact
from domain.issue_facts import (
    CompetentBodyInformed,
    IssueAreaNamed,
    IssuePartySucceeded,
    IssueStuck,
    IssueUnmapped,
    Recipient,
    RegimeChange,
    RegimeChanged,
    Right,
    StuckReason,
    UnmappedReason,
)
from domain.meeting import BriefingHeld, MeetingHeld, MeetingScored
from domain.regime_keys import EvaluationCriterion, RubricRef
from domain.report import SummarySubmitted
from domain.residence import (
    ResidenceAccepted,
    ResidenceChange,
    ResidenceChangeNoted,
    ResidenceIntroduced,
    ResidenceLinkEnded,
)
from domain.sealed import Sealed
from domain.values import DocumentKind, DocumentRef, MeetingKind
from tests.domain.stored import STREAM, read, stored

OLD = RegimeRef(id="ninh-binh", version="2018.1")
NEW = RegimeRef(id="tuong-duong", version="2025.1")
CALENDAR = CalendarRef(id="vn", version="2026.1")
MINUTES = DocumentRef(
    kind=DocumentKind.MINUTES, number="1-BB/HU", dated=date(2025, 7, 1), issuer="NB-H1"
)
MINUTES_STORED = {
    "kind": "minutes",
    "number": "1-BB/HU",
    "dated": "2025-07-01",
    "issuer": "NB-H1",
    "signatory_post": None,
    "incoming_number": None,
}
BEGUN, ENDED = datetime(2025, 7, 3, 12, tzinfo=UTC), datetime(2025, 7, 3, 13, 30, tzinfo=UTC)
TIMES = {"started_at": "2025-07-03T12:00:00Z", "ended_at": "2025-07-03T13:30:00Z"}


def clear(text: str) -> Sealed:
    return Sealed(f"issue:{STREAM}", text)


def sealed(text: str) -> dict[str, str]:
    return {"subject": f"issue:{STREAM}", "sealed": f"plain:{text}"}


FACTS: list[tuple[Fact, dict[str, Any]]] = [
    (
        DeadlineRecomputed(
            deadline=DeadlineId(leg=1, kind=DeadlineKind.NOTICE, ordinal=1),
            cause=RecomputationCause.HANDOVER,
            started_on=date(2025, 6, 19),
            spans=(Span.parse("10wd"),),
            pauses=(Pause(since=date(2025, 7, 1), until=date(2025, 7, 22)),),
            rule="P",
            regime=NEW,
            calendar=CALENDAR,
            last_day=date(2025, 7, 24),
            due=datetime(2025, 7, 24, 17, tzinfo=UTC),
        ),
        {
            "type": "deadline-recomputed.v1",
            "deadline": {"leg": 1, "kind": "notice", "ordinal": 1},
            "cause": "handover",
            "started_on": "2025-06-19",
            "spans": [{"amount": 10, "unit": "wd"}],
            "pauses": [{"since": "2025-07-01", "until": "2025-07-22"}],
            "rule": "P",
            "regime": {"id": "tuong-duong", "version": "2025.1"},
            "calendar": {"id": "vn", "version": "2026.1"},
            "last_day": "2025-07-24",
            "due": "2025-07-24T17:00:00Z",
        },
    ),
    (
        RegimeChanged(old=OLD, new=NEW, cause=RegimeChange.ADOPTION, reason=clear("Quy chế mới")),
        {
            "type": "regime-changed.v1",
            "old": {"id": "ninh-binh", "version": "2018.1"},
            "new": {"id": "tuong-duong", "version": "2025.1"},
            "cause": "adoption",
            "reason": sealed("Quy chế mới"),
            "document": None,
        },
    ),
    (
        IssuePartySucceeded(released_by="NB-H1-KTHT", to="NB-X1-KT", minutes=MINUTES),
        {
            "type": "issue-party-succeeded.v1",
            "released_by": "NB-H1-KTHT",
            "to": "NB-X1-KT",
            "minutes": MINUTES_STORED,
        },
    ),
    (
        IssueUnmapped(unit="NB-H1", owner="NB-UBKT", reason=UnmappedReason.SEVERAL_SUCCESSORS),
        {
            "type": "issue-unmapped.v1",
            "unit": "NB-H1",
            "owner": "NB-UBKT",
            "reason": "several-successors",
        },
    ),
    (
        IssueStuck(reason=StuckReason.NO_SUPERIOR, body="NB"),
        {"type": "issue-stuck.v1", "reason": "no-superior", "body": "NB"},
    ),
    (
        IssueAreaNamed(communes=("NB-X1", "NB-X2")),
        {"type": "issue-area-named.v1", "communes": ["NB-X1", "NB-X2"]},
    ),
    (
        CompetentBodyInformed(unit="NB-CA", reason=clear("Phức tạp"), document=MINUTES),
        {
            "type": "competent-body-informed.v1",
            "unit": "NB-CA",
            "reason": sealed("Phức tạp"),
            "document": MINUTES_STORED,
        },
    ),
    (
        MeetingHeld(
            regime=NEW,
            chapter="NB-X1-C1",
            kind=MeetingKind.REGULAR,
            started_at=BEGUN,
            ended_at=ENDED,
            members=12,
            present=11,
            combined=True,
        ),
        {
            "type": "meeting-held.v1",
            "regime": {"id": "tuong-duong", "version": "2025.1"},
            "chapter": "NB-X1-C1",
            "kind": "regular",
            **TIMES,
            "members": 12,
            "present": 11,
            "combined": True,
        },
    ),
    (
        BriefingHeld(
            regime=NEW,
            committee="NB-X1",
            participants=("NB-X1-UBND", "NB-X1-C1"),
            started_at=BEGUN,
            ended_at=ENDED,
        ),
        {
            "type": "briefing-held.v1",
            "regime": {"id": "tuong-duong", "version": "2025.1"},
            "committee": "NB-X1",
            "participants": ["NB-X1-UBND", "NB-X1-C1"],
            **TIMES,
            "document": None,
        },
    ),
    (
        MeetingScored(
            rubric=RubricRef(id="05-HD-TU", version="1"),
            points={"preparation": 30, "discussion": 55},
            total=85,
            grade="good",
            scored_by="NB-X1-C1",
        ),
        {
            "type": "meeting-scored.v1",
            "rubric": {"id": "05-HD-TU", "version": "1"},
            "points": {"preparation": 30, "discussion": 55},
            "total": 85,
            "grade": "good",
            "scored_by": "NB-X1-C1",
        },
    ),
    (
        SummarySubmitted(
            name="annual",
            regime=NEW,
            template="annual-1",
            cadre="p-cadre",
            first=date(2025, 1, 1),
            last=date(2025, 12, 31),
            chapters=("NB-X1-C1",),
            recipients=(Recipient(unit="NB-X1-BTV", rights=(Right.INFORM,)),),
            received_at=ENDED,
            on_time=True,
            days_late=0,
        ),
        {
            "type": "summary-submitted.v1",
            "name": "annual",
            "regime": {"id": "tuong-duong", "version": "2025.1"},
            "template": "annual-1",
            "cadre": "p-cadre",
            "unit": None,
            "first": "2025-01-01",
            "last": "2025-12-31",
            "chapters": ["NB-X1-C1"],
            "recipients": [{"unit": "NB-X1-BTV", "rights": ["inform"]}],
            "received_at": "2025-07-03T13:30:00Z",
            "on_time": True,
            "days_late": 0,
            "incoming_number": None,
            "summary": None,
            "document": None,
        },
    ),
    (
        ResidenceIntroduced(member="p-member", workplace="NB-SXD-C1", residence="NB-X1-C1"),
        {
            "type": "residence-introduced.v1",
            "member": "p-member",
            "workplace": "NB-SXD-C1",
            "residence": "NB-X1-C1",
            "document": None,
        },
    ),
    (
        ResidenceAccepted(register_number="17/2025"),
        {"type": "residence-accepted.v1", "register_number": "17/2025"},
    ),
    (
        ResidenceChangeNoted(
            change=ResidenceChange.TRANSFERRED,
            on=date(2025, 7, 1),
            notified=("NB-SXD-C1", "NB-X1-C1"),
        ),
        {
            "type": "residence-change-noted.v1",
            "change": "transferred",
            "on": "2025-07-01",
            "notified": ["NB-SXD-C1", "NB-X1-C1"],
        },
    ),
    (
        ResidenceLinkEnded(on=date(2025, 7, 1)),
        {"type": "residence-link-ended.v1", "on": "2025-07-01"},
    ),
    (
        AbsenceExcused(
            cadre="p-cadre", first=date(2025, 7, 1), last=date(2025, 7, 31), document=MINUTES
        ),
        {
            "type": "absence-excused.v1",
            "cadre": "p-cadre",
            "chapter": None,
            "first": "2025-07-01",
            "last": "2025-07-31",
            "document": MINUTES_STORED,
        },
    ),
    (
        EvaluationContested(
            cadre="p-cadre",
            year=2025,
            criterion=EvaluationCriterion.REPORTING,
            reason=clear("Đã gửi bằng giấy"),
        ),
        {
            "type": "evaluation-contested.v1",
            "cadre": "p-cadre",
            "year": 2025,
            "criterion": "reporting",
            "reason": sealed("Đã gửi bằng giấy"),
        },
    ),
    (
        ContestDecided(
            criterion=EvaluationCriterion.REPORTING, upheld=True, reason=clear("Có số đến")
        ),
        {
            "type": "contest-decided.v1",
            "criterion": "reporting",
            "upheld": True,
            "reason": sealed("Có số đến"),
        },
    ),
    (
        ConferencePlanned(unit="NB-SXD", on=date(2025, 7, 3)),
        {"type": "conference-planned.v1", "unit": "NB-SXD", "on": "2025-07-03"},
    ),
    (
        ConferenceDayWarned(on=date(2025, 7, 3), rule="002-3"),
        {"type": "conference-day-warned.v1", "on": "2025-07-03", "rule": "002-3"},
    ),
    (ConferenceCancelled(), {"type": "conference-cancelled.v1"}),
]
IDS = [fact.type for fact, _ in FACTS]


@pytest.mark.parametrize(("fact", "row"), FACTS, ids=IDS)
def test_a_fact_is_stored_under_its_name_and_read_as_it_was(
    fact: Fact, row: dict[str, Any]
) -> None:
    assert stored(fact) == row
    assert read(row) == fact


@pytest.mark.parametrize(("fact", "row"), FACTS, ids=IDS)
def test_a_fact_that_lacks_something_or_says_too_much_is_damaged(
    fact: Fact, row: dict[str, Any]
) -> None:
    required = [name for name, field in type(fact).model_fields.items() if field.is_required()]
    for name in required:
        with pytest.raises(DamagedFact, match=name):
            read({key: value for key, value in row.items() if key != name})
    with pytest.raises(DamagedFact):
        read({**row, "comment": "thái độ tốt"})


@pytest.mark.parametrize(("fact", "row"), FACTS, ids=IDS)
def test_a_later_version_of_a_fact_is_unknown_and_not_guessed(
    fact: Fact, row: dict[str, Any]
) -> None:
    with pytest.raises(UnknownFact):
        read({**row, "type": fact.type.replace(".v1", ".v2")})


HOSTILE = [
    ("deadline-recomputed.v1", "cause", "whim"),
    ("deadline-recomputed.v1", "spans", [{"amount": -1, "unit": "wd"}]),
    ("deadline-recomputed.v1", "pauses", [{"since": "2025-07-22", "until": "2025-07-01"}]),
    ("deadline-recomputed.v1", "due", "2025-07-24T17:00:00"),
    ("deadline-recomputed.v1", "due", "3000-01-01T00:00:00Z"),
    ("deadline-recomputed.v1", "calendar", {"id": "../vn", "version": "1"}),
    ("regime-changed.v1", "cause", "convenience"),
    ("regime-changed.v1", "reason", "in clear"),
    ("issue-party-succeeded.v1", "to", "NB_H1"),
    ("issue-unmapped.v1", "reason", "lost"),
    ("issue-stuck.v1", "body", ""),
    ("issue-stuck.v1", "reason", "unwilling"),
    ("issue-area-named.v1", "communes", ["NB-X1", "<script>"]),
    ("competent-body-informed.v1", "reason", None),
    ("meeting-held.v1", "members", 0),
    ("meeting-held.v1", "present", -1),
    ("meeting-held.v1", "combined", "perhaps"),
    ("briefing-held.v1", "participants", ["p-somebody"]),
    ("meeting-scored.v1", "points", {"preparation": -1}),
    ("meeting-scored.v1", "points", {"Thái độ": 1}),
    ("meeting-scored.v1", "grade", "A+"),
    ("summary-submitted.v1", "first", "1899-12-31"),
    ("summary-submitted.v1", "cadre", "Nguyễn Văn A"),
    ("residence-introduced.v1", "member", "Nguyễn Văn A"),
    ("residence-accepted.v1", "register_number", " "),
    ("residence-change-noted.v1", "change", "disloyal"),
    ("residence-link-ended.v1", "on", 2025),
    ("absence-excused.v1", "document", None),
    ("evaluation-contested.v1", "year", 1899),
    ("evaluation-contested.v1", "criterion", "loyalty"),
    ("contest-decided.v1", "upheld", "maybe"),
    ("conference-planned.v1", "on", "3000-01-01"),
    ("conference-day-warned.v1", "rule", "002-3; DROP"),
]


@pytest.mark.parametrize(("name", "field", "value"), HOSTILE)
def test_a_hostile_value_is_damage_and_told_by_its_field(name: str, field: str, value: Any) -> None:
    [row] = [row for _, row in FACTS if row["type"] == name]
    with pytest.raises(DamagedFact, match=field):
        read({**row, field: value})


def test_a_meeting_of_which_nobody_was_counted_is_read_as_before() -> None:
    [row] = [row for _, row in FACTS if row["type"] == "meeting-held.v1"]
    older = {key: row[key] for key in ("type", "regime", "chapter", "kind", *TIMES)}
    found = read(older)
    assert isinstance(found, MeetingHeld)
    assert (found.members, found.present, found.combined) == (None, None, False)
