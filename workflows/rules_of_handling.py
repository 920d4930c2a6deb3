"""Rules for what the holder and the lead do with an issue."""

from datetime import date, timedelta
from typing import Any

from domain.deadline import DeadlineKind
from domain.issue import Status
from domain.organisation import CHAPTERS, COMMITTEES, UnitKind
from workflows.attempt import Attempt
from workflows.issue_commands import AssignIssue, SplitIssue
from workflows.premises import exists, not_past
from workflows.roles import (
    acting_for,
)
from workflows.rules_of_extension import own_deadline


def questions_in_one_list(attempt: Attempt[Any]) -> bool:
    """The source is asked once in a leg: every question stops the holder's clock."""
    leg, kind = attempt.issue.leg, DeadlineKind.CLARIFICATION
    return not any(d.id.leg == leg and d.id.kind is kind for d in attempt.issue.deadlines)


def clarification_time_over(attempt: Attempt[Any]) -> bool:
    """The time that the source had for its answer has run out."""
    asked = [
        d for d in attempt.issue.deadlines if d.is_open and d.id.kind is DeadlineKind.CLARIFICATION
    ]
    return any(attempt.context.now >= d.due for d in asked)


def merges_into_open_issue_of_same_holder(attempt: Attempt[Any]) -> bool:
    into = attempt.other_issue(attempt.command.into)
    other = into.id != attempt.issue.id and into.is_open and into.status is not Status.MERGED
    return other and into.holder is not None and into.holder == attempt.issue.holder


def merged_into_that_issue(attempt: Attempt[Any]) -> bool:
    """The issue named is the one it was merged into, and none where it is not merged."""
    return bool(attempt.issue.merged_into == attempt.command.into)


def parts_are_new(attempt: Attempt[SplitIssue]) -> bool:
    """Every part is a new issue, named once, and has a body to answer."""
    parts = attempt.command.parts
    ids = {part.issue for part in parts}
    fresh = all(attempt.other_issue(part).version == 0 for part in ids)
    addressed = all(p.addressee is None or exists(attempt, p.addressee) for p in parts)
    return len(ids) == len(parts) and attempt.issue.id not in ids and fresh and addressed


def held_by_a_committee(attempt: Attempt[Any]) -> bool:
    return attempt.issue.holder is not None


def plan_complete(attempt: Attempt[AssignIssue]) -> bool:
    """`001-5`: content, solution, time, person and task, the time not yet past."""
    plan = attempt.command.plan
    texts = plan.content and plan.solution and plan.task
    return bool(texts and plan.person) and not_past(attempt, plan.until)


def one_lead_and_known_bodies(attempt: Attempt[AssignIssue]) -> bool:
    """One lead other than the holder; bodies that exist, each once, each with a date."""
    command = attempt.command
    bodies = [body.unit for body in command.co_operating]
    distinct = len({command.lead, *bodies}) == len(bodies) + 1
    known = all(exists(attempt, unit) for unit in (command.lead, *bodies))
    dated = all(not_past(attempt, body.until) for body in command.co_operating)
    return distinct and known and dated and command.lead != attempt.issue.holder


def lead_below_the_holder(attempt: Attempt[AssignIssue]) -> bool:
    """Committees direct and accept; an agency or a committee or chapter below carries out."""
    directory, on, lead = attempt.directory, attempt.today, attempt.command.lead
    unit = directory.unit(lead, on)
    holder = directory.committee_of(attempt.issue.holder or "", on)
    carries_out = unit is not None and unit.kind in {UnitKind.AGENCY, *COMMITTEES, *CHAPTERS}
    return carries_out and holder in directory.ancestors(lead, on)


def co_operation_owed(attempt: Attempt[Any]) -> bool:
    """The body has not yet given its share."""
    body = acting_for(attempt, [one.unit for one in attempt.issue.co_operating])
    owed = (d for d in attempt.issue.running if d.id.kind is DeadlineKind.CO_OPERATION)
    return any(d.bearer == body for d in owed)


def next_reply_still_to_come(attempt: Attempt[Any]) -> bool:
    return not_past(attempt, attempt.command.next_reply)


def direction_addressed_and_dated(attempt: Attempt[Any]) -> bool:
    """`002-10`: a direction has an addressee and a date still to come."""
    command = attempt.command
    return exists(attempt, command.addressee) and not_past(attempt, command.due)


def direction_owed(attempt: Attempt[Any]) -> bool:
    """The deadline named is that of a direction, still open, and the actor's own to answer."""
    return attempt.command.deadline.kind is DeadlineKind.DIRECTION and own_deadline(attempt)


def competent_body_named(attempt: Attempt[Any]) -> bool:
    """`000-7`: what is told of a complex matter is a body, and not the holder, which knows."""
    named = attempt.command.unit
    unit = attempt.directory.unit(named, attempt.today) if named else None
    return unit is not None and unit.kind not in CHAPTERS and unit.id != attempt.issue.holder


def area_known(attempt: Attempt[Any]) -> bool:
    """An area is communes that exist, at least one, and each once."""
    communes = attempt.command.communes
    kinds = [attempt.directory.unit(unit, attempt.today) for unit in communes]
    known = all(unit is not None and unit.kind is UnitKind.COMMUNE for unit in kinds)
    return known and 0 < len(communes) == len(set(communes))


def review_date_within_limit(attempt: Attempt[Any]) -> bool:
    """A pause has a review date after today and not beyond the regime's longest."""
    longest = attempt.today + timedelta(days=attempt.regime.spec.pause.longest_days)
    review_on: date = attempt.command.review_on
    return attempt.today < review_on <= longest


def pause_renewable(attempt: Attempt[Any]) -> bool:
    return attempt.issue.pauses_in_leg <= attempt.regime.spec.pause.renewals
