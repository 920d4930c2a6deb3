"""What changes of rules and of the organisation leave of an issue that is on its way."""

from datetime import date
from typing import Any

import pytest

from domain import issue_facts as f
from domain.deadline import (
    CalendarRef,
    DeadlineId,
    DeadlineKind,
    DeadlineMet,
    DeadlineSet,
    RegimeRef,
)
from domain.fact import Fact
from domain.issue import EMPTY, TAKEN_UP, Issue, Status, evolve, fold
from domain.issue_facts import (
    CompetentBodyInformed,
    IssueAreaNamed,
    IssuePartySucceeded,
    IssueStuck,
    IssueUnmapped,
    RegimeChange,
    RegimeChanged,
    StuckReason,
    UnmappedReason,
)
from domain.sealed import Sealed
from domain.values import Authority, Category, DocumentRef, Severity, Source
from projections.issue_states import STATUS_AFTER
from tests.domain.stored import STREAM, in_an_envelope

OLD = RegimeRef(id="ninh-binh", version="2018.1")
NEW = RegimeRef(id="tuong-duong", version="2025.1")
LETTER = DocumentRef(number="1-BB/HU", dated=date(2025, 7, 1), issuer="NB-H1")
TEXT = Sealed(f"issue:{STREAM}", "Cầu nông thôn xuống cấp")


def recipient(unit: str, *rights: f.Right) -> f.Recipient:
    return f.Recipient(unit=unit, rights=rights)


RAISED = f.IssueRaised(
    regime=OLD,
    via="chapter",
    chapter="NB-H1-X1-C1",
    meeting=None,
    attended_by=None,
    raised_at=in_an_envelope(IssueAreaNamed(communes=())).envelope.recorded_at,
    source=Source.CHAPTER,
    title=TEXT,
    description=TEXT,
    proposal=None,
    addressee="NB-H1-KTHT",
    category=Category.GT,
    severity=Severity.NORMAL,
    authority=Authority.MIDDLE_TIER,
)
REPORTED = f.IssueReported(
    report=None,
    holder="NB-H1",
    recipients=(recipient("NB-TT", f.Right.INFORM, f.Right.TAKE_OVER),),
)
PLAN = f.Plan(content=TEXT, solution=TEXT, until=date(2025, 8, 1), person="p-works", task=TEXT)


def assigned(lead: str, *bodies: str) -> f.IssueAssigned:
    shares = tuple(f.CoOperation(unit=unit, until=date(2025, 7, 20)) for unit in bodies)
    return f.IssueAssigned(lead=lead, plan=PLAN, co_operating=shares)


def owed(kind: DeadlineKind, bearer: str, ordinal: int = 1) -> DeadlineSet:
    return DeadlineSet(
        deadline=DeadlineId(leg=1, kind=kind, ordinal=ordinal),
        bearer=bearer,
        started_on=date(2025, 6, 19),
        last_day=date(2025, 7, 3),
        due=in_an_envelope(RAISED, 300).envelope.recorded_at,
        rule="P",
        regime=OLD,
        calendar=CalendarRef(id="vn", version="2026.1"),
    )


def after(*facts: Fact, office: str | None = None) -> Issue:
    """An issue raised, and what came of it; one by one and all at once."""
    told = [in_an_envelope(one, n, office) for n, one in enumerate((RAISED, *facts), start=1)]
    issue = EMPTY
    for one in told:
        issue = evolve(issue, one)
    assert issue == fold(told)
    return issue


def succeeded(old: str, new: str) -> IssuePartySucceeded:
    return IssuePartySucceeded(released_by=old, to=new, minutes=LETTER)


def rights(issue: Issue) -> dict[str, tuple[f.Right, ...]]:
    return {one.unit: one.rights for one in issue.recipients}


INFORM, TAKE_OVER, CO_OPERATE = f.Right.INFORM, f.Right.TAKE_OVER, f.Right.CO_OPERATE


# ── Parties ───────────────────────────────────────────────────────────────────────────────────


def test_a_lead_that_was_dissolved_is_followed_with_all_that_it_owes() -> None:
    before = (REPORTED, assigned("NB-H1-KTHT"), owed(DeadlineKind.RESULT, "NB-H1-KTHT"))
    issue = after(*before, succeeded("NB-H1-KTHT", "NB-X1-KT"))
    assert (issue.lead, issue.addressee) == ("NB-X1-KT", "NB-X1-KT")
    assert [d.bearer for d in issue.running] == ["NB-X1-KT"]
    assert issue.documents[-1] == LETTER
    assert issue.holder == "NB-H1"
    assert issue.leg == 1


def test_whoever_was_addressed_stays_recused_and_so_does_who_follows() -> None:
    issue = after(REPORTED, succeeded("NB-H1-KTHT", "NB-X1-KT"))
    assert issue.addressed == {"NB-H1-KTHT", "NB-X1-KT"}
    assert after(REPORTED, succeeded("NB-H1-CA", "NB-X1-CA")).addressed == {"NB-H1-KTHT"}


def test_a_body_that_co_operates_is_followed_and_stands_once() -> None:
    before = (REPORTED, assigned("NB-H1-KTHT", "NB-H1-CA", "NB-X1-CA"))
    issue = after(*before, succeeded("NB-H1-CA", "NB-X1-CA"))
    assert [body.unit for body in issue.co_operating] == ["NB-X1-CA"]
    assert rights(issue)["NB-X1-CA"] == (CO_OPERATE,)
    assert "NB-H1-CA" not in rights(issue)


def test_rights_of_a_recipient_pass_on_and_none_is_lost() -> None:
    informed = CompetentBodyInformed(unit="NB-UBKT", reason=TEXT)
    issue = after(REPORTED, informed, succeeded("NB-TT", "NB-UBKT"))
    assert set(rights(issue)) == {"NB-UBKT"}
    assert set(rights(issue)["NB-UBKT"]) == {INFORM, TAKE_OVER}


def test_a_holder_that_follows_a_recipient_is_no_recipient() -> None:
    assert rights(after(REPORTED, succeeded("NB-TT", "NB-H1"))) == {}


def test_the_holder_is_never_followed_so() -> None:
    issue = after(REPORTED, owed(DeadlineKind.NOTICE, "NB-H1"), succeeded("NB-H1", "NB-X1"))
    assert issue.holder == "NB-H1"
    assert [leg.holder for leg in issue.legs] == ["NB-H1"]


def test_directions_are_answered_to_and_by_whoever_follows() -> None:
    direction = owed(DeadlineKind.DIRECTION, "NB-H1-UBND")
    facts = (direction, succeeded("NB-H1-UBND", "NB-X1-UBND"), succeeded("NB-H1-BTV", "NB-X1-BTV"))
    issue = after(REPORTED, *facts, office="NB-H1-BTV")
    assert issue.directed == ("NB-X1-UBND",)
    assert [d.given_by for d in issue.running] == ["NB-X1-BTV"]


def test_what_is_over_keeps_its_bearer() -> None:
    notice = owed(DeadlineKind.NOTICE, "NB-H1-KTHT")
    met = DeadlineMet(deadline=notice.deadline, on_time=True)
    issue = after(REPORTED, notice, met, succeeded("NB-H1-KTHT", "NB-X1-KT"))
    assert [d.bearer for d in issue.deadlines] == ["NB-H1-KTHT"]


def test_a_unit_that_was_no_party_changes_nothing_but_the_file() -> None:
    issue, same = after(REPORTED, succeeded("NB-H9", "NB-X9")), after(REPORTED)
    as_before = {name: getattr(same, name) for name in ("version", "recorded_at", "documents")}
    assert issue.model_copy(update=as_before) == same
    assert issue.documents == (LETTER,)


# ── Informed, area, rules ─────────────────────────────────────────────────────────────────────


def test_000_7_a_competent_body_that_was_told_is_a_recipient_for_information() -> None:
    told = CompetentBodyInformed(unit="NB-CA", reason=TEXT, document=LETTER)
    issue = after(REPORTED, told)
    assert rights(issue)["NB-CA"] == (INFORM,)
    assert issue.documents == (LETTER,)
    assert issue.status is Status.REPORTED
    assert rights(after(REPORTED, told, told)) == rights(issue)


def test_a_body_told_before_the_issue_was_delivered_stays_informed() -> None:
    told = CompetentBodyInformed(unit="NB-CA", reason=TEXT)
    assert rights(after(told, REPORTED)) == {"NB-TT": (INFORM, TAKE_OVER), "NB-CA": (INFORM,)}
    holder = CompetentBodyInformed(unit="NB-H1", reason=TEXT)
    copy = CompetentBodyInformed(unit="NB-TT", reason=TEXT)
    assert rights(after(holder, copy, REPORTED)) == {"NB-TT": (INFORM, TAKE_OVER)}


def test_the_holder_is_not_told_what_it_holds() -> None:
    assert after(REPORTED, CompetentBodyInformed(unit="NB-H1", reason=TEXT)).recipients == (
        REPORTED.recipients
    )


def test_a_body_that_co_operates_and_was_told_stays_informed_when_its_work_is_over() -> None:
    told = CompetentBodyInformed(unit="NB-H1-CA", reason=TEXT)
    working = (REPORTED, assigned("NB-H1-KTHT", "NB-H1-CA"), told)
    assert rights(after(*working))["NB-H1-CA"] == (CO_OPERATE, INFORM)
    refused = f.AssignmentRefused(reason=TEXT)
    assert rights(after(*working, refused))["NB-H1-CA"] == (INFORM,)


def test_an_area_that_is_named_again_replaces_the_first() -> None:
    first, second = (IssueAreaNamed(communes=some) for some in (("NB-X1", "NB-X2"), ("NB-X3",)))
    assert after().area == ()
    assert after(first).area == ("NB-X1", "NB-X2")
    assert after(first, second).area == ("NB-X3",)


def test_other_rules_bind_from_the_change_on_and_deadlines_keep_theirs() -> None:
    changed = RegimeChanged(
        old=OLD, new=NEW, cause=RegimeChange.ADOPTION, reason=TEXT, document=LETTER
    )
    issue = after(REPORTED, owed(DeadlineKind.NOTICE, "NB-H1"), changed)
    assert issue.regime == NEW
    assert [d.regime for d in issue.deadlines] == [OLD]
    assert issue.documents == (LETTER,)
    assert issue.status is Status.REPORTED


# ── Unmapped and stuck ────────────────────────────────────────────────────────────────────────

UNMAPPED = IssueUnmapped(unit="NB-H1", owner="NB-UBKT", reason=UnmappedReason.NO_SUCCESSOR)
MOVED = f.IssueCustodyTransferred(
    released_by="NB-H1", to="NB-UBKT", basis=f.CustodyBasis.SUCCESSION, minutes=LETTER
)
STUCK = IssueStuck(reason=StuckReason.VACANT, body="NB-H1-TT")
LOST = (REPORTED, MOVED, UNMAPPED, STUCK)

TRIAGED = f.IssueTriaged(
    category=Category.GT, severity=Severity.NORMAL, authority=Authority.MIDDLE_TIER
)
PAUSED = f.IssuePaused(ground=f.PauseGround.OTHER_BODY, review_on=date(2025, 8, 1), document=LETTER)


def test_an_issue_without_a_successor_is_its_owners_until_it_has_a_place() -> None:
    issue = after(*LOST)
    assert issue.unmapped is UnmappedReason.NO_SUCCESSOR
    assert issue.stuck == {(StuckReason.VACANT, "NB-H1-TT")}
    assert issue.holder == "NB-UBKT"
    placed = MOVED.model_copy(update={"released_by": "NB-UBKT", "to": "NB-X1"})
    issue = after(*LOST, placed)
    assert (issue.unmapped, issue.stuck, issue.holder) == (None, frozenset(), "NB-X1")


TAKES_UP: list[Fact] = [
    assigned("NB-H1-KTHT"),
    f.IssueDeclined(reason=TEXT, legal_basis=TEXT),
    f.IssueDiverted(channel=f.DiversionChannel.COMPLAINT, document=LETTER),
    f.IssueMerged(into=STREAM),
    f.ResultAccepted(),
    f.IssueResolved(outcome=f.Outcome.DONE, decision=TEXT, document=LETTER),
    f.IssueWithdrawn(reason=TEXT),
    f.IssueTakenOver(by="NB", reason=TEXT),
    f.IssueEscalated(to="NB", decision=LETTER, reason=TEXT),
    f.IssueReopened(ground=f.ReopenGround.NOT_DONE, reason=TEXT),
]


@pytest.mark.parametrize("fact", TAKES_UP, ids=lambda fact: fact.type)
def test_whoever_takes_an_issue_up_or_moves_it_ends_that_it_was_lost(fact: Fact) -> None:
    issue = after(*LOST, fact)
    assert issue.unmapped is None
    assert issue.stuck == frozenset()


LEAVES_IT: list[Fact] = [
    TRIAGED,
    f.IssueReceived(incoming_number="1"),
    f.ProgressNoted(note=TEXT),
    f.ResultRejected(reason=TEXT),
    PAUSED,
    IssueAreaNamed(communes=("NB-X1",)),
    succeeded("NB-TT", "NB-UBKT"),
    owed(DeadlineKind.NOTICE, "NB-UBKT"),
]


@pytest.mark.parametrize("fact", LEAVES_IT, ids=lambda fact: fact.type)
def test_what_only_happens_to_it_leaves_it_where_it_is(fact: Fact) -> None:
    issue = after(*LOST, fact)
    assert issue.unmapped is UnmappedReason.NO_SUCCESSOR
    assert issue.stuck == {(StuckReason.VACANT, "NB-H1-TT")}


def test_reasons_are_kept_by_body_and_told_again_to_another_holder() -> None:
    more = IssueStuck(reason=StuckReason.RECUSED, body="NB-H1-TT")
    issue = after(REPORTED, STUCK, STUCK, more)
    assert issue.stuck == {
        (StuckReason.VACANT, "NB-H1-TT"),
        (StuckReason.RECUSED, "NB-H1-TT"),
    }


def test_every_state_that_takes_up_is_reached_by_a_fact_tried_here() -> None:
    reached: set[Any] = {STATUS_AFTER.get(type(fact)) for fact in TAKES_UP}
    later = {Status.REPLIED, Status.CLOSED}
    assert reached | later >= TAKEN_UP
    assert not {STATUS_AFTER.get(type(fact)) for fact in LEAVES_IT} & TAKEN_UP
