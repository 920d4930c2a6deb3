"""What a unit is told that it may do next: nothing that is accepted is missing, little too much."""

from collections.abc import Iterator
from typing import Any, cast

import pytest
from hypothesis import given as examples
from hypothesis import settings

from domain.deadline import DeadlineId
from domain.directory import Directory, fold
from domain.fact import Envelope, Recorded
from domain.issue import EMPTY, Issue, evolve
from domain.issue_facts import DuplicateAbsorbed, DuplicateReleased, IssueFact, IssueRaised
from domain.organisation import OrganisationFact
from tests import builders as b
from tests.builders import document, named
from tests.projections.lives import CHOICES, Life, Log
from tests.spec import Given, given
from tests.steps import (
    ISSUE,
    assigned,
    chapter_met,
    days_from_now,
    delivered,
    escalated,
    in_progress,
    in_triage,
    on_issue,
    proposed,
    received,
    replied,
    resolved,
)
from workflows.attempt import Context
from workflows.issue_commands import IssueCommand
from workflows.next_steps import Step, next_steps
from workflows.rulebook import PublishedRules

TRIGGERS = {
    **{c.model_fields["type"].default: c.trigger for c in IssueCommand.__subclasses__()},
    "submit-report": "submit",
}
OF_PERSONS = {"attending-cadre", "secretary", "recorder", "scheduler", "registrar"}
"""Roles that no unit has, or a chapter, which has no inbox."""
REPLIES = ["interim-reply", "partial-reply"]
RULES = PublishedRules()


def steps_in(told: Given, unit: str) -> tuple[Step, ...]:
    """What the unit may do with the issue as it stands."""
    issue, directory = told.world.issue(ISSUE), told.world.desk.directory()
    assert issue.regime is not None
    regime = RULES.regime(directory, issue.regime)
    return next_steps(issue, unit, regime, Context(told.world.now, directory, RULES))


def onward(told: Given, unit: str) -> list[str]:
    """What leads on."""
    return [step.trigger for step in steps_in(told, unit) if step.leads_on]


def possible(told: Given, unit: str) -> set[str]:
    return {step.trigger for step in steps_in(told, unit)}


def decided(log: Log) -> Iterator[tuple[Envelope, Issue, Directory]]:
    """Each command of a unit on an issue, with the issue and the organisation that it found."""
    issues: dict[Any, Issue] = {}
    directories = {0: Directory()}
    handled = set()
    for recorded in log:
        _, envelope, fact = recorded
        if envelope.command_id not in handled and envelope.stream in issues:
            elsewhere = isinstance(fact, DuplicateAbsorbed | DuplicateReleased)
            if not elsewhere and envelope.role not in OF_PERSONS:
                handled.add(envelope.command_id)
                yield envelope, issues[envelope.stream], directories[envelope.directory]
        if isinstance(fact, IssueRaised) or envelope.stream in issues:
            before = issues.get(envelope.stream, EMPTY)
            issues[envelope.stream] = evolve(before, cast(Recorded[IssueFact], recorded))
        elif envelope.stream == log[0].envelope.stream:
            known = directories[envelope.version - 1]
            news = [cast(Recorded[OrganisationFact], recorded)]
            directories[envelope.version] = fold(known, news)


@settings(max_examples=30)
@examples(CHOICES)
def test_whatever_is_accepted_was_among_the_next_steps(choices: list[bytes]) -> None:
    log = Life().live(choices).log
    for envelope, issue, directory in decided(log):
        assert issue.regime is not None
        assert envelope.office is not None
        regime = RULES.regime(directory, issue.regime)
        context = Context(envelope.recorded_at, directory, RULES)
        committee = directory.committee_of(envelope.office, context.today)
        found = {
            step.trigger
            for unit in {envelope.office, committee or ""}
            for step in next_steps(issue, unit, regime, context)
        }
        assert TRIGGERS[envelope.command] in found, envelope


NOTICE = DeadlineId.model_validate({"leg": 1, "kind": "notice", "ordinal": 1})


@pytest.mark.parametrize(
    ("told", "unit", "steps"),
    [
        (delivered(), b.DISTRICT, ["receive"]),
        (delivered(), b.PROVINCE, ["take-over"]),
        (delivered(), b.OTHER_DISTRICT, []),
        ([*delivered(), received()], "NB-TT", ["take-over"]),
        (in_progress(), b.DEPARTMENT, ["propose-result"]),
        (in_progress(severity=1), b.DEPARTMENT, [*REPLIES, "propose-result"]),
        (in_progress(), b.DISTRICT, ["assign", "pause", "escalate"]),
        ([*in_progress(), proposed()], b.DEPARTMENT, []),
        (
            [*in_progress(), proposed()],
            b.DISTRICT,
            ["accept-result", "reject-result", "escalate"],
        ),
        ([*in_triage(), resolved()], b.DISTRICT, ["reply"]),
        ([*in_triage(), resolved(), replied()], b.DISTRICT, []),
        ([*in_triage(), resolved(), replied()], b.PROVINCE, ["take-over", "reopen"]),
    ],
)
def test_a_unit_is_told_what_leads_on(told: list[Any], unit: str, steps: list[str]) -> None:
    assert onward(given(*told), unit) == steps


def test_what_is_beyond_authority_goes_up_and_is_not_resolved_below() -> None:
    within, beyond = given(*in_triage()), given(*in_triage(authority="province"))

    assert {"resolve", "escalate"} & set(onward(within, b.DISTRICT)) == {"resolve"}
    assert {"resolve", "escalate"} & set(onward(beyond, b.DISTRICT)) == {"escalate"}


def test_an_issue_goes_down_from_the_province_only() -> None:
    above = [*in_triage(authority="province"), escalated(), received(office="NB-VP")]

    assert "return-down" in onward(given(*above), b.PROVINCE)
    assert "return-down" not in possible(given(*in_triage()), b.DISTRICT)


def test_the_source_is_asked_once_in_a_leg() -> None:
    asked = on_issue("ask-for-clarification", "NB-H1-TT", questions="Đoạn nào?")
    answered = on_issue("clarify-issue", b.CHAPTER, answer="Đoạn đầu xóm")

    assert "ask" in onward(given(*in_triage()), b.DISTRICT)
    assert "ask" not in onward(given(*in_triage(), asked, answered), b.DISTRICT)


def test_an_extension_is_decided_above_whoever_asked_once_somebody_asked() -> None:
    asks = on_issue("ask-for-extension", "NB-H1-VP", deadline=NOTICE, reason="Mưa lũ")
    before, after = given(*in_triage()), given(*in_triage(), asks)
    decisions = {"grant-extension", "refuse-extension"}

    assert decisions & (possible(before, "NB-TT") | possible(after, b.DISTRICT)) == set()
    assert decisions <= set(onward(after, "NB-TT"))


def test_who_owes_an_answer_to_a_direction_or_a_share_is_told_so_until_it_is_given() -> None:
    directed = on_issue(
        "direct-issue",
        "NB-H1-BTV",
        addressee=b.POLICE,
        due=days_from_now(7),
        text="Kiểm tra ngay",
        document=document("7-CV/HU"),
    )
    share = {"unit": b.UBND, "until": "2018-08-31"}
    world = given(*in_triage(), directed, assigned(co_operating=[share]))
    given_share = on_issue("give-co-operation", b.UBND, document=document("8-CV", b.UBND))

    assert onward(world, b.POLICE) == ["answer-direction"]
    assert onward(world, b.UBND) == ["co-operate"]
    assert onward(world.and_at("2018-08-06 08:00", given_share), b.UBND) == []


def test_what_ended_is_reopened_within_a_year_by_the_superior() -> None:
    ended = given(*in_triage(), resolved(), replied())
    verified = on_issue("verify-result", b.CHAPTER, meeting=named("later"))
    ended.and_at("2018-09-03 21:00", chapter_met("later"), verified)

    assert onward(ended, "NB-TT") == ["reopen"]
    assert onward(ended, b.DISTRICT) == []
    ended.and_at("2019-10-01 08:00")
    assert onward(ended, "NB-TT") == []
